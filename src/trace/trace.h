/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traces and logs: a table of formats, found out from the content, each a reader that turns lines
 * into events.
 */
#ifndef KVSIM_TRACE_TRACE_H
#define KVSIM_TRACE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/contexts.h"
#include "trace/event.h"
#include "trace/lines.h"

struct trace {
    const struct trace_format *format;
    void *state;
    struct lines lines;
    struct contexts *contexts;
    bool lenient;
    int64_t end_ns; /* of the observation where the trace gives it, once it has been read; else 0 */
};

struct trace_format {
    const char *name;
    const char *summary;
    size_t size; /* of the state */
    /* Whether the beginning of a file looks like this format: `bytes` bytes, the last line
     * perhaps cut. */
    bool (*recognises)(const char *beginning, size_t bytes);
    /* As for a source (workload/source.h); `state` is trace->state. */
    bool (*init)(struct trace *trace);
    int (*fill)(struct trace *trace, struct event *events, int room);
    void (*fini)(struct trace *trace);
};

extern const struct trace_format *const trace_formats[];
extern const int trace_format_count;

/* The format of that name, or NULL after it has reported. */
const struct trace_format *trace_format_find(const char *name);

/* Opens a trace; a format of NULL means to find it out.  Contexts that the trace names are added
 * to `contexts` when that is open, and are errors otherwise.  Returns false after it has reported;
 * trace_fini is due all the same. */
bool trace_init(struct trace *trace, const char *path, const struct trace_format *format,
                struct contexts *contexts, bool lenient);
int trace_fill(struct trace *trace, struct event *events, int room);
void trace_fini(struct trace *trace);

/* The context of a name, added when the trace may add it; -1 when there is none. */
int trace_context(struct trace *trace, const char *name, size_t bytes);

#endif
