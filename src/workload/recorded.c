/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/recorded.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "trace/trace.h"

struct recorded {
    const char *file;
    char *path;
    struct trace trace;
};

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    {.name = "file",
     .summary = "a trace or log; a relative name is relative to the workload's file",
     .read = schema_text,
     .offset = offsetof(struct recorded, file),
     .required = true},
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
    struct recorded *recorded = state;
    if (!schema_read(node, "a trace source", keys, sizeof keys / sizeof *keys, recorded))
        return false;
    if (strcmp(recorded->file, "-") == 0) {
        struct place place = doc_place(doc_get(node, "file"));
        diag_error_at(&place, "a trace source reads a file, not standard input");
        return false;
    }
    recorded->path = path_beside(setup->path, recorded->file);
    if (trace_init(&recorded->trace, recorded->path, NULL, setup->contexts, setup->lenient))
        return true;
    struct place place = doc_place(doc_get(node, "file"));
    diag_error_at(&place, "this file cannot be replayed");
    return false;
}

static int fill(void *state, struct event *events, int room) {
    struct recorded *recorded = state;
    return trace_fill(&recorded->trace, events, room);
}

static int64_t end_ns(const void *state) {
    const struct recorded *recorded = state;
    return recorded->trace.end_ns;
}

static void fini(void *state) {
    struct recorded *recorded = state;
    if (recorded->path)
        trace_fini(&recorded->trace);
    free(recorded->path);
}

const struct source_kind recorded_kind = {
    .name = "trace",
    .summary = "a trace or log, replayed",
    .size = sizeof(struct recorded),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .end_ns = end_ns,
    .fini = fini,
};
