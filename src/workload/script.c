/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "trace/entries.h"
#include "workload/placement.h"

struct script {
    const struct doc_node *context, *list;
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
     .summary = "one name, or weights: one context a process, drawn",
     .read = schema_node,
     .offset = offsetof(struct script, context)},
    {.name = "events",
     .summary = "a list of {at: TIME, launch: NAME} and {at: TIME, kill: NAME}",
     .read = schema_node,
     .offset = offsetof(struct script, list),
     .required = true},
};

static const struct schema_key line_keys[] = {
    {.name = "at",
     .summary = "when it happens",
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
        return doc_refuse(node, "an event needs either 'launch' or 'kill'");
    return true;
}

/* Sorts the names and keeps each once. */
static void index_names(struct script *script, size_t count) {
    if (count == 0)
        return;
    qsort(script->names, count, sizeof *script->names, by_name);
    script->name_count = 1;
    for (size_t i = 1; i < count; i++)
        if (strcmp(script->names[i], script->names[script->name_count - 1]) != 0)
            script->names[script->name_count++] = script->names[i];
}

/* Names become numbers: their place among all names. */
static uint64_t number_of(const struct script *script, const char *name) {
    const char **found =
        bsearch(&name, script->names, script->name_count, sizeof *script->names, by_name);
    return (uint64_t)(found - script->names);
}

static bool no_such_process(const struct script *script, const struct doc_node *node) {
    const struct doc_node *name = doc_get(node, "kill");
    struct place place = doc_place(name);
    diag_error_at(&place, "no process '%s' is alive here", name->scalar);
    struct nearest nearest = nearest_to(name->scalar, strlen(name->scalar));
    for (size_t i = 0; i < script->count; i++)
        if (script->events[i].kind == EVENT_REGISTER)
            nearest_offer(&nearest, script->events[i].name);
    nearest_hint(&nearest);
    return false;
}

static bool add(struct script *script, const struct doc_node *node, const struct line *line) {
    const char *name = line->launch ? line->launch : line->kill;
    uint64_t number = number_of(script, name);
    uint32_t entry = line->launch ? entries_open(&script->entries, number)
                                  : entries_close(&script->entries, number);
    if (entry == ENTRIES_NONE)
        return no_such_process(script, node);
    if (line->launch)
        script->contexts[entry] = placement_draw(&script->placement);
    script->events[script->count++] = (struct event){
        .time_ns = line->at_ns,
        .name = name,
        .name_bytes = (uint32_t)strlen(name),
        .entry = entry,
        .context = script->contexts[entry],
        .kind = line->launch ? EVENT_REGISTER : EVENT_DEREGISTER,
    };
    return true;
}

static bool read_events(struct script *script) {
    size_t count = script->list->count;
    struct line *lines = array_new(count, sizeof *lines);
    script->names = array_new(count, sizeof *script->names);
    script->events = array_new(count, sizeof *script->events);
    script->contexts = array_new(count, sizeof *script->contexts);
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        fine = read_line(script->list->items[i], &lines[i]);
        if (fine && i > 0 && lines[i].at_ns < lines[i - 1].at_ns)
            fine =
                doc_refuse(script->list->items[i], "this event is earlier than the one before it");
        script->names[i] = lines[i].launch ? lines[i].launch : lines[i].kill;
    }
    if (fine)
        index_names(script, count);
    for (size_t i = 0; fine && i < count; i++)
        fine = add(script, script->list->items[i], &lines[i]);
    free(lines);
    return fine;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct script *script = state;
    entries_init(&script->entries);
    return schema_read(node, "an events source", keys, sizeof keys / sizeof *keys, script) &&
           schema_kind(script->list, DOC_SEQUENCE, "'events'") &&
           placement_init(&script->placement, script->context, setup) && read_events(script);
}

static int fill(void *state, struct event *events, int room) {
    struct script *script = state;
    int count = 0;
    while (count < room && script->at < script->count)
        events[count++] = script->events[script->at++];
    return count;
}

static void fini(void *state) {
    struct script *script = state;
    placement_fini(&script->placement);
    entries_fini(&script->entries);
    free(script->names);
    free(script->contexts);
    free(script->events);
}

const struct source_kind script_kind = {
    .name = "events",
    .summary = "launches and kills, one by one",
    .size = sizeof(struct script),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
