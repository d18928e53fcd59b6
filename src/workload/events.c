/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `events`: launches and kills written one by one, by name. */
#include "workload/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "trace/entries.h"
#include "workload/placement.h"

struct event_list {
    const struct doc_node *context, *node;
    struct placement placement;
    struct entries entries;
    const char **names; /* all names, sorted */
    size_t name_count;
    uint8_t *contexts; /* of each entry */
    struct event *events;
    size_t count, at;
};

/* One line of the list. */
struct line {
    int64_t at_ns;
    const char *launch, *kill;
};

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    {.name = "context",
     .summary = PLACEMENT_SUMMARY,
     .read = schema_node,
     .offset = offsetof(struct event_list, context)},
    {.name = "events",
     .summary = "a list of {at: TIME, launch: NAME} and {at: TIME, kill: NAME}",
     .read = schema_node,
     .offset = offsetof(struct event_list, node),
     .required = true},
};

static const struct schema_key line_keys[] = {
    {.name = "at",
     .summary = "time of the event",
     .read = schema_duration,
     .offset = offsetof(struct line, at_ns),
     .required = true},
    {.name = "launch",
     .summary = "the process that registers",
     .read = schema_name,
     .offset = offsetof(struct line, launch)},
    {.name = "kill",
     .summary = "the process that deregisters",
     .read = schema_name,
     .offset = offsetof(struct line, kill)},
};

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool read_line(const struct doc_node *node, struct line *line) {
    *line = (struct line){0};
    if (!schema_read(node, "an event", line_keys, sizeof line_keys / sizeof *line_keys, line))
        return false;
    if (!line->launch == !line->kill)
        return doc_refuse(node, "an event takes either 'launch' or 'kill'");
    return true;
}

/* Sorts the names and drops duplicates. */
static void index_names(struct event_list *list, size_t count) {
    if (count == 0)
        return;
    qsort(list->names, count, sizeof *list->names, by_name);
    list->name_count = 1;
    for (size_t i = 1; i < count; i++)
        if (strcmp(list->names[i], list->names[list->name_count - 1]) != 0)
            list->names[list->name_count++] = list->names[i];
}

/* Returns the number of a name: its place among all names. */
static uint64_t number_of(const struct event_list *list, const char *name) {
    const char **found =
        bsearch(&name, list->names, list->name_count, sizeof *list->names, by_name);
    return (uint64_t)(found - list->names);
}

static bool no_such_process(const struct event_list *list, const struct doc_node *node) {
    const struct doc_node *name = doc_get(node, "kill");
    struct place place = doc_place(name);
    diag_error_at(&place, "no process '%s' is alive at this time", name->scalar);
    struct nearest nearest = nearest_to(name->scalar, strlen(name->scalar));
    for (size_t i = 0; i < list->count; i++)
        if (list->events[i].kind == EVENT_REGISTER)
            nearest_offer(&nearest, list->events[i].name);
    nearest_hint(&nearest);
    return false;
}

static bool add(struct event_list *list, const struct doc_node *node, const struct line *line) {
    const char *name = line->launch ? line->launch : line->kill;
    uint64_t number = number_of(list, name);
    uint32_t entry =
        line->launch ? entries_open(&list->entries, number) : entries_close(&list->entries, number);
    if (entry == ENTRIES_NONE)
        return no_such_process(list, node);
    if (line->launch)
        list->contexts[entry] = placement_draw(&list->placement);
    list->events[list->count++] = (struct event){
        .time_ns = line->at_ns,
        .name = name,
        .name_bytes = (uint32_t)strlen(name),
        .entry = entry,
        .context = list->contexts[entry],
        .kind = line->launch ? EVENT_REGISTER : EVENT_DEREGISTER,
    };
    return true;
}

static bool read_events(struct event_list *list) {
    size_t count = list->node->count;
    struct line *lines = array_new(count, sizeof *lines);
    list->names = array_new(count, sizeof *list->names);
    list->events = array_new(count, sizeof *list->events);
    list->contexts = array_new(count, sizeof *list->contexts);
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        fine = read_line(list->node->items[i], &lines[i]);
        if (fine && i > 0 && lines[i].at_ns < lines[i - 1].at_ns)
            fine = doc_refuse(list->node->items[i], "this event is earlier than the previous one");
        list->names[i] = lines[i].launch ? lines[i].launch : lines[i].kill;
    }
    if (fine)
        index_names(list, count);
    for (size_t i = 0; fine && i < count; i++)
        fine = add(list, list->node->items[i], &lines[i]);
    free(lines);
    return fine;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct event_list *list = state;
    entries_init(&list->entries);
    return schema_read(node, "an events source", keys, sizeof keys / sizeof *keys, list) &&
           schema_kind(list->node, DOC_SEQUENCE, "'events'") &&
           placement_init(&list->placement, list->context, setup) && read_events(list);
}

static int fill(void *state, struct event *events, int room) {
    struct event_list *list = state;
    int count = 0;
    while (count < room && list->at < list->count)
        events[count++] = list->events[list->at++];
    return count;
}

static void fini(void *state) {
    struct event_list *list = state;
    placement_fini(&list->placement);
    entries_fini(&list->entries);
    free(list->names);
    free(list->contexts);
    free(list->events);
}

const struct source_kind events_kind = {
    .name = "events",
    .summary = "a list of launches and kills",
    .size = sizeof(struct event_list),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
