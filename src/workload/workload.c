/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/inputs.h"
#include "base/nearest.h"
#include "base/schema.h"
#include "policy/selection.h"
#include "trace/contextname.h"
#include "workload/memkeys.h"
#include "workload/source.h"

static const char folder[] = "workloads";

/* Reading */

struct record {
    const char *name, *description;
    int64_t duration_ns, seed;
    const struct doc_node *contexts, *memory, *processes;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct record, member) }

#define MEMORY                                                                                     \
    {                                                                                              \
        .name = "memory", .summary = "the machine's memory", .read = schema_node,                  \
        .offset = offsetof(struct record, memory), .below = memkeys, .below_count = &memkey_count  \
    }

const struct schema_key workload_keys[] = {
    KEY("name", name, schema_name, "the workload's name"),
    KEY("description", description, schema_text, "one line of description for --list"),
    KEY("duration", duration_ns, schema_duration, "simulated time; default: until the last event"),
    {.name = "seed",
     .summary = "random seed, default 1; --seed overrides it",
     .read = schema_integer,
     .offset = offsetof(struct record, seed),
     .most = INT64_MAX},
    KEY("contexts", contexts, schema_node, "list of context names, default [binder]"),
    MEMORY,
    {.name = "processes",
     .summary = "list of sources",
     .read = schema_node,
     .offset = offsetof(struct record, processes),
     .required = true},
};
const int workload_key_count = sizeof workload_keys / sizeof *workload_keys;

static bool add_context(struct contexts *contexts, const char *name) {
    int index = contexts_add(contexts, name, strlen(name));
    if (index == CONTEXTS_NO_MEMORY)
        diag_no_memory();
    return index >= 0;
}

static bool read_context(struct contexts *contexts, const struct doc_node *node) {
    const struct schema_key key = {.name = "contexts"};
    const char *name;
    if (!schema_name(node, &key, &name))
        return false;
    if (contextname_bad_byte(name, strlen(name)))
        return doc_refuse(node, "a context's name must not contain a blank, comma or double quote");
    if (contexts_find(contexts, name, strlen(name)) >= 0)
        return doc_refuse(node, "duplicate context");
    return add_context(contexts, name) || doc_refuse(node, "too many contexts");
}

static bool read_contexts(struct contexts *contexts, const struct doc_node *list) {
    if (!list)
        return add_context(contexts, "binder");
    if (!schema_kind(list, DOC_SEQUENCE, "'contexts'"))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!read_context(contexts, list->items[i]))
            return false;
    return list->count > 0 || doc_refuse(list, "'contexts' needs at least one name");
}

static bool apply_settings(struct doc *doc, const struct workload_options *options) {
    for (size_t i = 0; i < options->setting_count; i++)
        if (!doc_set(doc, i + options->varied_count < options->setting_count ? "--set" : "--vary",
                     options->settings[i]))
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
        !memkeys_read(&workload->machine, record.memory) ||
        !read_contexts(&workload->contexts, record.contexts))
        return false;
    workload->duration_ns = record.duration_ns;
    workload->seed = options->seeded ? options->seed : (uint64_t)record.seed;
    workload->trace_options = options->trace;
    workload->processes = record.processes;
    return read_initial(workload, options);
}

/* Finding the file */

static char *without_suffix(const char *name) {
    size_t bytes = strlen(name);
    bool suffixed = bytes > 5 && strcmp(name + bytes - 5, ".yaml") == 0;
    return array_text(name, suffixed ? bytes - 5 : bytes);
}

static char *report_missing(const char *name) {
    diag_error("no workload '%s' here or among those shipped with kvsim", name);
    char **names;
    size_t count;
    char *stem = without_suffix(name);
    struct nearest nearest = nearest_to(stem, strlen(stem));
    if (data_list(folder, &names, &count)) {
        for (size_t i = 0; i < count; i++)
            nearest_offer(&nearest, names[i]);
        nearest_hint(&nearest);
        data_free_list(names, count);
        diag_hint("kvsim --list workloads lists them");
    }
    free(stem);
    return NULL;
}

/* Returns the path of a workload, or NULL after it has reported.  A path stays as it is.  A bare
 * name is looked up in the data folder, then here, as it is or with the suffix; a name with the
 * suffix here, then in the data folder. */
static char *find_file(const char *name) {
    if (strcmp(name, "-") == 0 || strchr(name, '/'))
        return array_text(name, strlen(name));
    char *stem = without_suffix(name);
    bool bare = strlen(stem) == strlen(name);
    char *path = bare ? data_find(folder, stem) : NULL;
    if (!path && data_is_file(name))
        path = array_text(name, strlen(name));
    if (!path)
        path = bare ? data_find_here(name) : data_find(folder, stem);
    free(stem);
    return path ? path : report_missing(name);
}

/* Reads the file.  For a log or trace, which is hardly ever YAML and never a workload, reports what
 * it is rather than what is wrong with it. */
static struct doc *read_file(const char *path) {
    diag_capture_begin();
    struct doc *doc = doc_read(path);
    size_t bytes;
    char *said = diag_capture_end(&bytes);
    bool described = doc && doc_get(doc_root(doc), "processes");
    const struct trace_format *format = described ? NULL : trace_guess(path);
    if (format) {
        const char *kind = format->is_log ? "log" : "trace";
        diag_error("%s looks like a %s: use --trace %s", path, kind, path);
        diag_hint("its format is %s", format->name);
        doc_free(doc);
        doc = NULL;
    } else {
        diag_say_captured(said, bytes);
    }
    free(said);
    return doc;
}

struct workload *workload_open(const char *name, const struct workload_options *options) {
    char *path = find_file(name);
    if (!path)
        return NULL;
    struct workload *workload = array_new(1, sizeof *workload);
    *workload = (struct workload){.name = name, .path = path, .doc = read_file(path)};
    if (workload->doc && read_workload(workload, options))
        return workload;
    workload_free(workload);
    return NULL;
}

static const struct schema_key memory_only[] = {
    MEMORY,
};

/* Applies settings to a thing without keys of its own: only those of `memory` are valid. */
static bool read_memory(struct machine *machine, struct doc *doc, const char *what,
                        const struct workload_options *options) {
    struct record record = {0};
    return apply_settings(doc, options) &&
           schema_read(doc_root(doc), what, memory_only, 1, &record) &&
           memkeys_read(machine, record.memory);
}

bool workload_read_machine(struct machine *machine, const char *const *settings, size_t count) {
    const struct workload_options options = {.settings = settings, .setting_count = count};
    struct doc *doc = doc_new("--set");
    bool fine = read_memory(machine, doc, "the settings of memory", &options);
    doc_free(doc);
    return fine;
}

static bool read_trace(struct workload *workload, const struct workload_options *options) {
    workload->doc = doc_new("--set");
    if (!read_memory(&workload->machine, workload->doc, "the settings of a trace", options))
        return false;
    workload->contexts.open = true;
    workload->trace_options = options->trace;
    return read_initial(workload, options);
}

struct workload *workload_open_trace(const char *path, const struct workload_options *options) {
    struct workload *workload = array_new(1, sizeof *workload);
    *workload = (struct workload){
        .name = path, .duration_ns = -1, .seed = options->seeded ? options->seed : 1};
    if (inputs_add_path(path) && read_trace(workload, options))
        return workload;
    workload_free(workload);
    return NULL;
}

/* Returns a scalar of a source's mapping; NULL if there is none, which run_new reports. */
static const char *text_of(const struct doc_node *source, const char *key) {
    const struct doc_node *node = source->kind == DOC_MAPPING ? doc_get(source, key) : NULL;
    return node && node->kind == DOC_SCALAR ? node->scalar : NULL;
}

void workload_visit_files(const struct workload *workload,
                          void (*visit)(void *state, const char *path), void *state) {
    const struct doc_node *list = workload->processes;
    if (!list) {
        visit(state, workload->name);
        return;
    }
    for (size_t i = 0; list->kind == DOC_SEQUENCE && i < list->count; i++) {
        const char *file = text_of(list->items[i], "file");
        const char *policy = text_of(list->items[i], "against");
        char *path = file     ? data_beside(workload->path, file)
                     : policy ? selection_find_file(policy, workload->path)
                              : NULL;
        if (path)
            visit(state, path);
        free(path);
    }
}

bool workload_reads_trace(const struct workload *workload) {
    const struct doc_node *list = workload->processes;
    if (!list)
        return true;
    for (size_t i = 0; list->kind == DOC_SEQUENCE && i < list->count; i++) {
        const char *kind = text_of(list->items[i], "kind");
        if (kind && strcmp(kind, replay_kind.name) == 0)
            return true;
    }
    return false;
}

struct workload *workload_new_named(const char *name, uint64_t seed,
                                    const struct machine *machine) {
    struct workload *workload = array_new(1, sizeof *workload);
    char *copy = array_text(name, strlen(name));
    *workload = (struct workload){
        .name = copy, .path = copy, .duration_ns = -1, .seed = seed, .machine = *machine};
    return workload;
}

void workload_free(struct workload *workload) {
    if (!workload)
        return;
    snapshot_fini(&workload->initial);
    contexts_fini(&workload->contexts);
    doc_free(workload->doc);
    free(workload->path);
    free(workload);
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
