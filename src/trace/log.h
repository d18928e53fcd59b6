/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The common part of the log readers.  They read the lines, collect records in a story, and replay
 * the story when it is complete.
 *
 * A reader's state begins with a struct log.  A reader uses a line, skips it as foreign, or counts
 * it as malformed; kvsim-trace(5) says which.
 */
#ifndef KVSIM_TRACE_LOG_H
#define KVSIM_TRACE_LOG_H

#include "trace/lifecycle.h"
#include "trace/logclock.h"
#include "trace/openings.h"
#include "trace/slice.h"
#include "trace/story.h"
#include "trace/trace.h"

enum log_verdict { LOG_FOREIGN, LOG_USED, LOG_MALFORMED };

struct log {
    struct story story;
    struct lifecycle lifecycle;
    struct openings openings;
    struct logclock clock; /* of the current section */
    uint64_t jumped;       /* how often the clocks of all sections jumped */
    struct clock_jump {
        size_t section;
        int64_t wall_ns; /* where the clock was set to */
    } * jumps;           /* the first jumps: one that two sections have counts once */
    size_t jump_count, jump_room;
    bool leap;        /* a date proves that the year, which the log omits, is a leap year */
    const char *unit; /* what a log consists of: "line", or in a binary one "event" */
    uint64_t lines, used, malformed;
    uint64_t first_malformed;     /* its number */
    uint64_t native;              /* lines about native services, unless these count */
    bool opens;                   /* openings of devices register */
    int contexts[LIMIT_CONTEXTS]; /* otherwise, where a process registers */
    int context_count;
    struct snapshot beginning; /* entries of a state at the end that existed from the beginning */
    size_t at;                 /* the next record of the story to replay */
    int context_at;            /* the next context of that record */
};

/* Prepares to read, with a first section. */
bool log_init(struct trace *trace);

/* Begins another section, with its own clock. */
void log_section(struct log *log);

/* Returns the time since the beginning of the section, for a line with this wall time. */
int64_t log_time(struct log *log, enum logclock_which which, int64_t wall_ns,
                 enum logclock_cycle cycle);

/* Counts a line (or event); `number` is its place in the file, from 1. */
void log_count(struct log *log, enum log_verdict verdict, uint64_t number);

/* Passes each complete line to `take`, which adds its records to log->story.  Returns false after
 * it has reported, or when a signal ends the program. */
bool log_read(struct trace *trace, enum log_verdict (*take)(void *state, struct slice line));

/* Returns whether memory may hold this many records; reports if not. */
bool log_has_room(const struct trace *trace, size_t records);

/* Turns the story into events and prints the summary.  Returns false after it has reported: a log
 * without records is an error, with this hint. */
bool log_finish(struct trace *trace, const char *hint);

int log_fill(struct trace *trace, struct event *events, int room);
void log_fini(struct trace *trace);

#endif
