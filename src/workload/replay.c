/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `trace`: a trace or log, replayed inside a workload. */
#include "workload/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/digest.h"
#include "base/interrupt.h"
#include "base/memstream.h"
#include "trace/trace.h"
#include "workload/tapes.h"

/* The events come from the trace as it is read, or from the tape that holds it. */
struct replay {
    const char *file, *format, *contexts, *only;
    bool native;
    int64_t offset_ns;
    char *path;
    char *key; /* of its recording */
    struct tapes *tapes;
    const struct recording *recording; /* NULL: the trace is open */
    size_t at;                         /* events of the recording already handed on */
    int64_t duration_ns;               /* of the workload; -1 when it has none */
    struct digest digest;              /* of the events read, up to duration_ns */
    bool begun;
    bool opened;
    struct trace trace;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct replay, member) }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    {.name = "file",
     .summary = "a trace or log; a relative path is relative to the workload's file",
     .read = schema_text,
     .offset = offsetof(struct replay, file),
     .required = true},
    KEY("format", format, schema_text, "one of --list formats; default: auto-detect"),
    KEY("contexts", contexts, schema_text,
        "logs: contexts in which each process registers, default binder"),
    KEY("only", only, schema_text, "logs: use only processes whose names match this shell pattern"),
    KEY("native", native, schema_boolean, "logs: count native services as well, default false"),
    KEY("offset", offset_ns, schema_duration,
        "logs: delay from start to registration where the log lacks it, default 35ms"),
};

/* Reads the mapping.  Only `lenient` and `silent` come from the command line. */
static bool read_mapping(struct replay *replay, const struct doc_node *node,
                         const struct source_setup *setup, struct trace_options *options) {
    replay->offset_ns = TRACE_OFFSET_NS;
    if (!schema_read(node, "a trace source", keys, sizeof keys / sizeof *keys, replay))
        return false;
    *options = (struct trace_options){.lenient = setup->trace->lenient,
                                      .offset_ns = replay->offset_ns,
                                      .only = replay->only,
                                      .contexts = replay->contexts,
                                      .native = replay->native,
                                      .silent = setup->trace->silent};
    if (replay->format) {
        const struct place place = doc_place(doc_get(node, "format"));
        if (!(options->format = trace_format_find(replay->format, &place)))
            return false;
    }
    if (strcmp(replay->file, "-") == 0)
        return doc_refuse(doc_get(node, "file"), "a trace source needs a file, not standard input");
    replay->path = data_beside(setup->path, replay->file);
    return true;
}

/* Returns the key: all that decides what is read, in lines. */
static char *key_of(const char *path, const struct trace_options *options,
                    const struct contexts *contexts) {
    struct memstream key;
    memstream_open(&key);
    fprintf(key.stream, "%s\n%s\n%s\n%s\n%lld %d %d\n", path,
            options->format ? options->format->name : "", options->only ? options->only : "",
            options->contexts ? options->contexts : "", (long long)options->offset_ns,
            options->native, options->lenient);
    for (int i = 0; i < contexts->count; i++)
        fprintf(key.stream, "%s\n", contexts->names[i]);
    return memstream_close(&key);
}

/* Replays a recording, and takes over the contexts that its trace added. */
static void play(struct replay *replay, const struct recording *recording,
                 struct contexts *contexts) {
    replay->recording = recording;
    if (contexts->open) {
        contexts_fini(contexts);
        if (!contexts_copy(contexts, &recording->contexts))
            diag_no_memory();
    }
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct replay *replay = state;
    struct trace_options options = *setup->trace;
    if (node && !read_mapping(replay, node, setup, &options))
        return false;
    if (!node) {
        replay->path = array_text(setup->path, strlen(setup->path));
        options.initial = setup->initial;
    }
    replay->tapes = setup->tapes;
    replay->duration_ns = setup->duration_ns;
    replay->key = key_of(replay->path, &options, setup->contexts);
    const struct recording *recording = tapes_find(setup->tapes, replay->key);
    if (recording && !recording->too_long) {
        play(replay, recording, setup->contexts);
        return true;
    }
    replay->opened = true;
    return trace_init(&replay->trace, replay->path, &options, setup->contexts) ||
           (node && !interrupt_arrived() &&
            doc_refuse(doc_get(node, "file"), "cannot replay this file"));
}

/* Reopens a trace that is too long for a tape, to read it from its beginning. */
static bool reopen(struct replay *replay) {
    struct trace_options options = replay->trace.options;
    struct contexts *contexts = replay->trace.contexts;
    options.silent = true;
    trace_fini(&replay->trace);
    return trace_init(&replay->trace, replay->path, &options, contexts);
}

static bool record(void *state) {
    struct replay *replay = state;
    if (tapes_find(replay->tapes, replay->key))
        return true;
    const struct recording *recording = tapes_record(replay->tapes, replay->key, &replay->trace);
    if (recording && !recording->too_long)
        replay->recording = recording;
    return recording && (replay->recording || reopen(replay));
}

static int fill(void *state, struct event *events, int room) {
    struct replay *replay = state;
    if (!replay->recording) {
        int count = trace_fill(&replay->trace, events, room);
        tapes_digest_events(&replay->digest, events, count, replay->duration_ns);
        replay->begun = true;
        return count;
    }
    int count = tape_read(&replay->recording->tape, replay->at, events, room);
    replay->at += (size_t)count;
    return count;
}

static int64_t end_ns(const void *state) {
    const struct replay *replay = state;
    return replay->recording ? replay->recording->end_ns : replay->trace.end_ns;
}

/* A workload with a duration may end before its trace. */
static bool digest(void *state, struct digest *digest) {
    const struct replay *replay = state;
    bool limited = replay->duration_ns >= 0;
    if (!replay->recording && !replay->begun)
        return false;
    digest_number(digest, replay->recording
                              ? tapes_digest(replay->tapes, replay->key, replay->duration_ns)
                              : replay->digest.state);
    digest_number(digest, limited ? 0 : (uint64_t)end_ns(state));
    return true;
}

static void fini(void *state) {
    struct replay *replay = state;
    if (replay->opened)
        trace_fini(&replay->trace);
    free(replay->key);
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
    .record = record,
    .digest = digest,
    .fini = fini,
};
