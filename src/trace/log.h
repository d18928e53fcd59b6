/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the readers of logs have in common: they go through the lines, put what these tell into a
 * story, and replay that when it is complete.
 *
 * A reader's state begins with a struct log.  Every line is used, skipped as foreign, or counted as
 * malformed; kvsim-trace(5) says which.
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
    struct logclock clock; /* of the present section */
    uint64_t jumped;       /* how often the clocks of all sections jumped */
    struct clock_jump {
        size_t section;
        int64_t wall_ns; /* where the clock was set to */
    } * jumps;           /* the first of them: what two sections tell counts once */
    size_t jump_count, jump_room;
    bool leap;        /* a date proves that the year, which the log leaves out, is a leap year */
    const char *unit; /* what a log has: "line", of binary ones "event" */
    uint64_t lines, used, malformed;
    uint64_t first_malformed;     /* its number */
    uint64_t native;              /* lines about native services, when those do not count */
    bool opens;                   /* openings of devices are the registrations */
    int contexts[LIMIT_CONTEXTS]; /* where a process registers otherwise */
    int context_count;
    struct snapshot beginning; /* what of a state at the end was there from the beginning */
    size_t at;                 /* the next record of the story to replay */
    int context_at;            /* the next context of that record */
};

/* Makes ready, with a first section. */
bool log_init(struct trace *trace);

/* Begins another section, with a clock of its own. */
void log_section(struct log *log);

/* The time since the beginning of the section at a line with this wall time. */
int64_t log_time(struct log *log, enum logclock_which which, int64_t wall_ns,
                 enum logclock_cycle cycle);

/* Counts a line, or what stands for one, with its number. */
void log_count(struct log *log, enum log_verdict verdict, uint64_t number);

/* Takes all lines, each by `take`, which adds to log->story what it says. */
bool log_read(struct trace *trace, enum log_verdict (*take)(void *state, struct slice line));

/* Whether more than these records may be kept; reports that there are too many. */
bool log_has_room(const struct trace *trace, size_t records);

/* Makes events of the story and sums up.  `hint` is for those who gave a log without any. */
bool log_finish(struct trace *trace, const char *hint);

int log_fill(struct trace *trace, struct event *events, int room);
void log_fini(struct trace *trace);

#endif
