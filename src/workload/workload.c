/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/schema.h"
#include "workload/source.h"

static const char folder[] = "workloads";

/* A source with what it has made and the merge has not taken yet. */
struct feed {
    const struct source_kind *kind;
    void *state;
    struct event events[EVENT_BATCH];
    int count, at;
    bool ended;
};

/* Reading */

struct record {
    const char *name, *description;
    int64_t duration_ns, seed;
    const struct doc_node *contexts, *memory, *processes;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct record, member) }

const struct schema_key workload_keys[] = {
    KEY("name", name, schema_name, "the workload's name"),
    KEY("description", description, schema_text, "one line, for --list"),
    KEY("duration", duration_ns, schema_duration, "how long it runs; default: to the last event"),
    {.name = "seed",
     .summary = "of the random numbers, default 1; --seed comes before it",
     .read = schema_integer,
     .offset = offsetof(struct record, seed),
     .most = INT64_MAX},
    KEY("contexts", contexts, schema_node, "a list of names, default [binder]"),
    KEY("memory", memory, schema_node, "the machine's memory"),
    {.name = "processes",
     .summary = "a list of sources",
     .read = schema_node,
     .offset = offsetof(struct record, processes),
     .required = true},
};
const int workload_key_count = sizeof workload_keys / sizeof *workload_keys;

static bool read_context(struct contexts *contexts, const struct doc_node *node) {
    const struct schema_key key = {.name = "contexts"};
    const char *name;
    if (!schema_name(node, &key, &name))
        return false;
    if (contexts_bad_byte(name, strlen(name)))
        return doc_refuse(node, "a context's name has no blank, comma or quote");
    if (contexts_find(contexts, name, strlen(name)) >= 0)
        return doc_refuse(node, "this context is named twice");
    return contexts_add(contexts, name, strlen(name)) >= 0 || doc_refuse(node, "too many contexts");
}

static bool read_contexts(struct contexts *contexts, const struct doc_node *list) {
    if (!list)
        return contexts_add(contexts, "binder", strlen("binder")) >= 0;
    if (!schema_kind(list, DOC_SEQUENCE, "'contexts'"))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!read_context(contexts, list->items[i]))
            return false;
    return list->count > 0 || doc_refuse(list, "'contexts' needs at least one name");
}

static bool find_kind(const struct doc_node *node, const struct source_kind **kind) {
    struct nearest nearest = nearest_to(node->scalar, strlen(node->scalar));
    for (int i = 0; i < source_kind_count; i++) {
        *kind = source_kinds[i];
        if (strcmp((*kind)->name, node->scalar) == 0)
            return true;
        nearest_offer(&nearest, (*kind)->name);
    }
    struct place place = doc_place(node);
    diag_error_at(&place, "there is no kind of source '%s'", node->scalar);
    nearest_hint(&nearest);
    diag_hint("kvsim --list sources shows those there are");
    return false;
}

/* Checks `name` and `kind`, which decide how the rest is read. */
static bool read_source_head(const struct doc_node *list, size_t index,
                             const struct source_kind **kind) {
    const struct schema_key key = {.name = "name"};
    const struct doc_node *source = list->items[index], *name, *kind_node;
    const char *text;
    if (!schema_kind(source, DOC_MAPPING, "a source"))
        return false;
    if (!(name = doc_get(source, "name")))
        return doc_refuse(source, "a source needs a 'name'");
    if (!schema_name(name, &key, &text))
        return false;
    for (size_t i = 0; i < index; i++)
        if (strcmp(doc_get(list->items[i], "name")->scalar, text) == 0)
            return doc_refuse(name, "another source has this name already");
    if (!(kind_node = doc_get(source, "kind")))
        return doc_refuse(source, "a source needs a 'kind', one of kvsim --list sources");
    return schema_kind(kind_node, DOC_SCALAR, "'kind'") && find_kind(kind_node, kind);
}

static bool read_sources(struct workload *workload, const struct doc_node *list,
                         const struct source_setup *common) {
    if (!schema_kind(list, DOC_SEQUENCE, "'processes'"))
        return false;
    if (list->count == 0)
        return doc_refuse(list, "'processes' needs at least one source");
    if (list->count > LIMIT_SOURCES)
        return doc_refuse(list, "too many sources");
    workload->feeds = array_new(list->count, sizeof *workload->feeds);
    for (size_t i = 0; i < list->count; i++) {
        const struct source_kind *kind = NULL;
        if (!read_source_head(list, i, &kind))
            return false;
        struct feed *feed = &workload->feeds[workload->feed_count++];
        *feed = (struct feed){.kind = kind, .state = array_new(1, kind->size)};
        struct source_setup setup = *common;
        setup.index = i;
        if (!kind->init(feed->state, list->items[i], &setup))
            return false;
    }
    return true;
}

static bool apply_settings(struct doc *doc, const struct workload_options *options) {
    for (size_t i = 0; i < options->setting_count; i++)
        if (!doc_set(doc, options->settings[i]))
            return false;
    return true;
}

static bool read_initial(struct workload *workload, const struct workload_options *options) {
    return !options->initial ||
           snapshot_read(&workload->initial, options->initial, &workload->contexts);
}

static bool read_workload(struct workload *workload, const struct workload_options *options) {
    struct record record = {.duration_ns = -1, .seed = 1};
    if (!apply_settings(workload->doc, options) ||
        !schema_read(doc_root(workload->doc), "a workload", workload_keys,
                     (size_t)workload_key_count, &record) ||
        !machine_read(&workload->memory, record.memory) ||
        !read_contexts(&workload->contexts, record.contexts))
        return false;
    workload->duration_ns = record.duration_ns;
    workload->seed = options->seeded ? options->seed : (uint64_t)record.seed;
    const struct source_setup setup = {.path = workload->path,
                                       .contexts = &workload->contexts,
                                       .duration_ns = record.duration_ns,
                                       .seed = workload->seed,
                                       .replication = 1,
                                       .trace = &options->trace};
    return read_initial(workload, options) && read_sources(workload, record.processes, &setup);
}

/* Finding the file */

static char *with_suffix(const char *name) {
    size_t bytes = strlen(name) + sizeof ".yaml";
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s.yaml", name);
    return path;
}

static char *without_suffix(const char *name) {
    size_t bytes = strlen(name);
    bool suffixed = bytes > 5 && strcmp(name + bytes - 5, ".yaml") == 0;
    return array_text(name, suffixed ? bytes - 5 : bytes);
}

static char *report_missing(const char *name) {
    diag_error("there is no workload '%s', neither here nor among those that come with kvsim",
               name);
    char **names;
    size_t count;
    char *stem = without_suffix(name);
    struct nearest nearest = nearest_to(stem, strlen(stem));
    if (data_list(folder, &names, &count)) {
        for (size_t i = 0; i < count; i++)
            nearest_offer(&nearest, names[i]);
        nearest_hint(&nearest);
        data_free_list(names, count);
        diag_hint("kvsim --list workloads shows those there are");
    }
    free(stem);
    return NULL;
}

/* The path of a workload: a path as it is; a bare name here first, then in the data folder, each
 * with or without the suffix. */
static char *find_file(const char *name) {
    if (strcmp(name, "-") == 0 || strchr(name, '/') || data_is_file(name))
        return array_text(name, strlen(name));
    char *suffixed = with_suffix(name);
    if (data_is_file(suffixed))
        return suffixed;
    free(suffixed);
    char *stem = without_suffix(name);
    char *path = data_find(folder, stem);
    free(stem);
    return path ? path : report_missing(name);
}

struct workload *workload_open(const char *name, const struct workload_options *options) {
    char *path = find_file(name);
    if (!path)
        return NULL;
    struct workload *workload = array_new(1, sizeof *workload);
    *workload = (struct workload){.name = name, .path = path, .doc = doc_read(path)};
    if (workload->doc && read_workload(workload, options))
        return workload;
    workload_free(workload);
    return NULL;
}

static const struct schema_key trace_keys[] = {
    KEY("memory", memory, schema_node, "the machine's memory"),
};

/* A trace has no keys of its own: --set may give it those of `memory`. */
static bool read_trace(struct workload *workload, const struct workload_options *options) {
    struct record record = {0};
    workload->doc = doc_new("--set");
    if (!apply_settings(workload->doc, options) ||
        !schema_read(doc_root(workload->doc), "the settings of a trace", trace_keys, 1, &record) ||
        !machine_read(&workload->memory, record.memory))
        return false;
    workload->contexts.open = true;
    if (!read_initial(workload, options))
        return false;
    struct trace_options trace_options = options->trace;
    trace_options.initial = &workload->initial;
    workload->trace = array_new(1, sizeof *workload->trace);
    return trace_init(workload->trace, workload->name, &trace_options, &workload->contexts);
}

struct workload *workload_open_trace(const char *path, const struct workload_options *options) {
    struct workload *workload = array_new(1, sizeof *workload);
    *workload = (struct workload){
        .name = path, .duration_ns = -1, .seed = options->seeded ? options->seed : 1};
    if (read_trace(workload, options))
        return workload;
    workload_free(workload);
    return NULL;
}

void workload_free(struct workload *workload) {
    if (!workload)
        return;
    for (size_t i = 0; i < workload->feed_count; i++) {
        workload->feeds[i].kind->fini(workload->feeds[i].state);
        free(workload->feeds[i].state);
    }
    if (workload->trace)
        trace_fini(workload->trace);
    snapshot_fini(&workload->initial);
    contexts_fini(&workload->contexts);
    doc_free(workload->doc);
    free(workload->feeds);
    free(workload->trace);
    free(workload->path);
    free(workload);
}

/* Merging */

static bool refill(struct feed *feed) {
    if (feed->at < feed->count || feed->ended)
        return true;
    feed->at = 0;
    feed->count = feed->kind->fill(feed->state, feed->events, EVENT_BATCH);
    feed->ended = feed->count == 0;
    return feed->count >= 0;
}

/* The feed whose next event is the earliest; the first of these at equal times. */
static struct feed *earliest(const struct workload *workload) {
    struct feed *best = NULL;
    for (size_t i = 0; i < workload->feed_count; i++) {
        struct feed *feed = &workload->feeds[i];
        if (feed->ended)
            continue;
        if (!best || feed->events[feed->at].time_ns < best->events[best->at].time_ns)
            best = feed;
    }
    return best;
}

/* Entries of different sources get different numbers, and those are the pids of a workload.  What
 * the snapshot says is registered counts as one more source. */
static bool renumber(const struct workload *workload, struct event *event, size_t source) {
    uint64_t sources = workload->feed_count + (workload->initial.count > 0);
    uint64_t entry = event->entry * sources + source;
    if (entry >= LIMIT_PID) {
        diag_error("%s: too many processes are alive at once", workload->name);
        return false;
    }
    event->entry = (uint32_t)entry;
    event->pid = (int32_t)entry + 1;
    return true;
}

static int fill_initial(struct workload *workload, struct event *events) {
    const struct snapshot *initial = &workload->initial;
    int count = 0;
    for (; count < EVENT_BATCH && workload->initial_at < initial->count; count++) {
        size_t at = workload->initial_at++;
        events[count] = (struct event){.name = "",
                                       .entry = (uint32_t)at,
                                       .context = initial->entries[at].context,
                                       .kind = EVENT_REGISTER};
        if (!renumber(workload, &events[count], workload->feed_count))
            return -1;
    }
    return count;
}

/* The events of the only feed, whose entries need no other numbers. */
static int fill_alone(struct workload *workload, struct event *events) {
    struct feed *feed = &workload->feeds[0];
    int count = feed->ended ? 0 : feed->kind->fill(feed->state, events, EVENT_BATCH);
    feed->ended = count == 0;
    for (int i = 0; i < count; i++)
        events[i].pid = (int32_t)events[i].entry + 1;
    return count;
}

/* Stops as soon as a feed is empty: filling it would move the names that events point to. */
static int merge(struct workload *workload, struct event *events) {
    if (workload->initial_at < workload->initial.count)
        return fill_initial(workload, events);
    if (workload->feed_count == 1 && workload->initial.count == 0)
        return fill_alone(workload, events);
    for (size_t i = 0; i < workload->feed_count; i++)
        if (!refill(&workload->feeds[i]))
            return -1;
    int count = 0;
    while (count < EVENT_BATCH) {
        struct feed *feed = earliest(workload);
        if (!feed)
            break;
        events[count] = feed->events[feed->at++];
        if (!renumber(workload, &events[count++], (size_t)(feed - workload->feeds)))
            return -1;
        if (feed->at == feed->count)
            break;
    }
    return count;
}

/* How many of the events are not later than the workload's end. */
static int in_time(const struct workload *workload, const struct event *events, int count) {
    if (workload->duration_ns < 0)
        return count;
    while (count > 0 && events[count - 1].time_ns > workload->duration_ns)
        count--;
    return count;
}

int workload_next(struct workload *workload, struct event events[EVENT_BATCH]) {
    int count = workload->trace ? trace_fill(workload->trace, events, EVENT_BATCH)
                                : merge(workload, events);
    if (count == 0 && workload->contexts.count == 0)
        contexts_add(&workload->contexts, "binder", strlen("binder"));
    if (count <= 0)
        return count;
    count = in_time(workload, events, count);
    if (count > 0)
        workload->last_ns = events[count - 1].time_ns;
    return count;
}

int64_t workload_end_ns(const struct workload *workload) {
    if (workload->duration_ns >= 0)
        return workload->duration_ns;
    int64_t end_ns = workload->last_ns;
    if (workload->trace && workload->trace->end_ns > end_ns)
        end_ns = workload->trace->end_ns;
    for (size_t i = 0; i < workload->feed_count; i++) {
        const struct feed *feed = &workload->feeds[i];
        int64_t known = feed->kind->end_ns ? feed->kind->end_ns(feed->state) : 0;
        if (known > end_ns)
            end_ns = known;
    }
    return end_ns;
}

char *workload_description(const char *path) {
    struct doc *doc = doc_read(path);
    if (!doc)
        return NULL;
    const struct doc_node *node = doc_get(doc_root(doc), "description");
    const char *text = node && node->kind == DOC_SCALAR ? node->scalar : "";
    char *copy = array_text(text, strlen(text));
    doc_free(doc);
    return copy;
}
