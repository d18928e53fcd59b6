/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workload: what a YAML file describes, or a trace, as one stream of events in the order of
 * time; at equal times in the order of the sources, then of their own.
 */
#ifndef KVSIM_WORKLOAD_WORKLOAD_H
#define KVSIM_WORKLOAD_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/schema.h"
#include "model/machine.h"
#include "trace/contexts.h"
#include "trace/event.h"
#include "trace/trace.h"

struct workload {
    const char *name; /* as the user gave it */
    struct doc *doc;
    char *path;          /* of the file that was read */
    int64_t duration_ns; /* -1 when the last event ends it */
    uint64_t seed;
    struct memory memory;
    struct contexts contexts;
    struct feed *feeds; /* one a source */
    size_t feed_count;
    struct trace *trace;     /* instead of sources */
    struct snapshot initial; /* what is registered at the beginning */
    size_t initial_at;       /* how much of it has been told, when there are sources */
    int64_t last_ns;         /* the latest event so far */
};

/* What the command line says beside the file. */
struct workload_options {
    const char *const *settings; /* KEY=VALUE */
    size_t setting_count;
    bool seeded; /* whether `seed` comes before the file's own */
    uint64_t seed;
    const char *initial;        /* the file of a snapshot; NULL for none */
    struct trace_options trace; /* how a trace is read; `initial` in it is set from the above */
};

/* Opens a workload by name or path ("-" is standard input), or a trace.  Returns NULL after it has
 * reported. */
struct workload *workload_open(const char *name, const struct workload_options *options);
struct workload *workload_open_trace(const char *path, const struct workload_options *options);
void workload_free(struct workload *workload);

/* The next events: how many (at most EVENT_BATCH), 0 at the end, -1 after a failure, which has
 * been reported unless a signal ends the program. */
int workload_next(struct workload *workload, struct event events[EVENT_BATCH]);

/* The end of the observation, once workload_next has returned 0. */
int64_t workload_end_ns(const struct workload *workload);

/* The keys of a workload file, for lists. */
extern const struct schema_key workload_keys[];
extern const int workload_key_count;

/* The summary of a shipped workload, for lists; NULL after it has reported. */
char *workload_description(const char *path);

#endif
