/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/interrupt.h"
#include "trace/trace.h"

struct replay {
    const char *file, *format, *contexts, *only;
    bool native;
    int64_t offset_ns;
    char *path;
    struct trace trace;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct replay, member) }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    {.name = "file",
     .summary = "a trace or log; a relative name is relative to the workload's file",
     .read = schema_text,
     .offset = offsetof(struct replay, file),
     .required = true},
    KEY("format", format, schema_text, "one of --list formats; default: found out"),
    KEY("contexts", contexts, schema_text, "logs: where each process registers, default binder"),
    KEY("only", only, schema_text, "logs: a shell pattern for the names of processes"),
    KEY("native", native, schema_boolean, "logs: count native services as well, default false"),
    KEY("offset", offset_ns, schema_duration,
        "logs: from a start to its registration if no line tells it, default 35ms"),
};

/* The file's path, seen from where the program runs. */
static char *path_beside(const char *workload, const char *file) {
    const char *slash = strrchr(workload, '/');
    if (file[0] == '/' || !slash)
        return array_text(file, strlen(file));
    size_t folder = (size_t)(slash - workload) + 1;
    char *path = array_new(folder + strlen(file) + 1, 1);
    memcpy(path, workload, folder);
    strcpy(path + folder, file);
    return path;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct replay *replay = state;
    replay->offset_ns = TRACE_OFFSET_NS;
    if (!schema_read(node, "a trace source", keys, sizeof keys / sizeof *keys, replay))
        return false;
    const struct trace_options options = {
        .format = replay->format ? trace_format_find(replay->format) : NULL,
        .lenient = setup->trace->lenient,
        .offset_ns = replay->offset_ns,
        .only = replay->only,
        .contexts = replay->contexts,
        .native = replay->native,
        .silent = setup->trace->silent};
    if (replay->format && !options.format)
        return doc_refuse(doc_get(node, "format"), "this is no format of traces");
    if (strcmp(replay->file, "-") == 0)
        return doc_refuse(doc_get(node, "file"), "a trace source reads a file, not standard input");
    replay->path = path_beside(setup->path, replay->file);
    if (trace_init(&replay->trace, replay->path, &options, setup->contexts))
        return true;
    return !interrupt_arrived() &&
           doc_refuse(doc_get(node, "file"), "this file cannot be replayed");
}

static int fill(void *state, struct event *events, int room) {
    struct replay *replay = state;
    return trace_fill(&replay->trace, events, room);
}

static int64_t end_ns(const void *state) {
    const struct replay *replay = state;
    return replay->trace.end_ns;
}

static void fini(void *state) {
    struct replay *replay = state;
    if (replay->path)
        trace_fini(&replay->trace);
    free(replay->path);
}

const struct source_kind replay_kind = {
    .name = "trace",
    .summary = "a trace or log, replayed",
    .size = sizeof(struct replay),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .end_ns = end_ns,
    .fini = fini,
};
