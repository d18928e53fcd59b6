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

#include "model/contexts.h"
#include "trace/entries.h"
#include "model/event.h"
#include "trace/lines.h"
#include "trace/snapshot.h"

/* A process of a log that is not seen to bind registers this long after its start: the median in
 * logs of phones is 25 to 57 ms. */
#define TRACE_OFFSET_NS (35 * INT64_C(1000000))

/* How a trace is to be read.  All but `format`, `lenient` and `initial` is of logs only. */
struct trace_options {
    const struct trace_format *format; /* NULL to find it out */
    bool lenient;                      /* see kvsim-trace(5) */
    const struct snapshot *initial;    /* who is registered at the beginning; NULL for nobody; of
                                          the bugreport that is read, at its end */
    int64_t offset_ns;                 /* from a start to the registration where no line tells it */
    const char *only;     /* a shell pattern for the names of processes; NULL for all */
    const char *contexts; /* where each process registers, comma separated; NULL for binder */
    bool native;          /* the native services that Android's init starts count as well */
    bool silent;          /* no summary */
};

struct trace {
    const struct trace_format *format;
    void *state;
    struct trace_options options;
    struct lines lines;
    struct contexts *contexts;
    struct entries entries;         /* alive, by entries_key */
    const struct snapshot *initial; /* what is registered at the beginning; NULL for nothing */
    size_t initial_at;              /* how many of its entries have been told */
    int64_t end_ns; /* of the observation where the trace gives it, once it has been read; else 0 */
};

struct trace_format {
    const char *name;
    const char *summary;
    size_t size; /* of the state */
    bool is_log; /* the options for logs apply */
    /* Whether the beginning of a file looks like this format: `bytes` bytes, the last line
     * perhaps cut. */
    bool (*recognises)(const char *beginning, size_t bytes);
    /* As for a source (workload/source.h); `state` is trace->state. */
    bool (*init)(struct trace *trace);
    int (*fill)(struct trace *trace, struct event *events, int room);
    void (*fini)(struct trace *trace); /* NULL when there is nothing to do */
};

/* Each is in the file of its name; perf and ftrace are in tracepoint.c, bugreport in logcat.c. */
extern const struct trace_format native_format, perfetto_format, perf_format, ftrace_format,
    strace_format, logcat_format, bugreport_format, pftrace_format;

extern const struct trace_format *const trace_formats[];
extern const int trace_format_count;

/* The format of that name, or NULL after it has reported. */
const struct trace_format *trace_format_find(const char *name);

/* The format that a file has by its content; NULL, without a report, where it has none, cannot be
 * read or is no regular file. */
const struct trace_format *trace_guess(const char *path);

/* Opens a trace.  Contexts that it names are added to `contexts` when that is open, and are errors
 * otherwise.  Returns false after it has reported; trace_fini is due all the same. */
bool trace_init(struct trace *trace, const char *path, const struct trace_options *options,
                struct contexts *contexts);
int trace_fill(struct trace *trace, struct event *events, int room);
void trace_fini(struct trace *trace);

/* The context of a name, added when the trace may add it; -1 when there is none. */
int trace_context(struct trace *trace, const char *name, size_t bytes);

/* Whether the trace can be opened and read once more. */
bool trace_can_be_reopened(const struct trace *trace);

/* By what the format is found out: as much for a pipe as for a file. */
const char *trace_beginning(const struct trace *trace, size_t *bytes);

/* Says that the input ends in the middle of its last line, which was left out. */
void trace_note_truncated(const struct trace *trace);

#endif
