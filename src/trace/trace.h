/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traces and logs: a table of formats, each with a reader that turns a file into events.  kvsim
 * recognises a file's format by its content.
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

/* A process without a binding in its log registers this long after its start: the median in logs of
 * phones is 25 to 57 ms. */
#define TRACE_OFFSET_NS (35 * INT64_C(1000000))

/* How to read a trace.  `offset_ns`, `only`, `contexts` and `native` are for logs only. */
struct trace_options {
    const struct trace_format *format; /* NULL: recognise it */
    bool lenient;                      /* see kvsim-trace(5) */
    const struct snapshot *initial;    /* entries at the beginning, or at the end if it is of the
                                          bugreport itself; NULL for none */
    int64_t offset_ns;                 /* from a start to the registration, if no line shows that */
    const char *only;     /* a shell pattern for the names of processes; NULL for all */
    const char *contexts; /* where each process registers, comma separated; NULL for binder */
    bool native;          /* also count the native services that Android's init starts */
    bool silent;          /* no summary */
};

struct trace {
    const struct trace_format *format;
    void *state;
    struct trace_options options;
    struct lines lines;
    struct contexts *contexts;
    struct entries entries;         /* alive, by entries_key */
    const struct snapshot *initial; /* entries at the beginning; NULL for none */
    size_t initial_at;              /* how many of its entries were registered */
    int64_t end_ns;                 /* of the observation, if the trace has given it; else 0 */
};

struct trace_format {
    const char *name;
    const char *summary;
    size_t size; /* of the state */
    bool is_log; /* the options for logs apply */
    /* Returns whether the first `bytes` bytes of a file look like this format.  The last line may
     * be cut. */
    bool (*recognises)(const char *beginning, size_t bytes);
    /* As for a source (workload/source.h); `state` is trace->state. */
    bool (*init)(struct trace *trace);
    int (*fill)(struct trace *trace, struct event *events, int room);
    void (*fini)(struct trace *trace); /* NULL if there is nothing to do */
};

/* Each is in the file of its name; perf and ftrace are in tracepoint.c, bugreport in logcat.c. */
extern const struct trace_format native_format, perfetto_format, perf_format, ftrace_format,
    strace_format, logcat_format, bugreport_format, pftrace_format;

extern const struct trace_format *const trace_formats[];
extern const int trace_format_count;

/* Returns the format of that name.  Returns NULL after it has reported, at a place if it is in a
 * file. */
const struct trace_format *trace_format_find(const char *name, const struct place *place);

/* Returns the format of a file's content.  Returns NULL, without a report, if it has none, cannot
 * be read, or is not a regular file. */
const struct trace_format *trace_guess(const char *path);

/* Opens a trace.  Adds the contexts that it names to `contexts` if that is open.  Otherwise an
 * unknown context is an error; a log's openings in it are ignored.  Returns false after it has
 * reported, or when a signal ends the program; the caller must call trace_fini even then. */
bool trace_init(struct trace *trace, const char *path, const struct trace_options *options,
                struct contexts *contexts);
int trace_fill(struct trace *trace, struct event *events, int room);
void trace_fini(struct trace *trace);

/* Returns the index of a context, which it adds if `contexts` is open; -1 if it is unknown or there
 * are too many. */
int trace_context(struct trace *trace, const char *name, size_t bytes);

/* Returns whether the trace can be opened and read once more. */
bool trace_can_be_reopened(const struct trace *trace);

/* Returns the first bytes, by which formats are recognised: as many of a pipe as of a file. */
const char *trace_beginning(const struct trace *trace, size_t *bytes);

/* Notes that the input ends in the middle of its last line, which was ignored. */
void trace_note_truncated(const struct trace *trace);

#endif
