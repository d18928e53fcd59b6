/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turns a log's wall clock into the time since its first line, which never decreases.
 *
 * Wall clocks may be set while a log is written.  A jump (back by more than ten seconds, or forward
 * past the next date) is taken as no time passed.  A line out of order by less takes the time of
 * the line before.  A log may carry the kernel's clock beside its own, months apart: each has its
 * own dial.
 */
#ifndef KVSIM_TRACE_LOGCLOCK_H
#define KVSIM_TRACE_LOGCLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum logclock_which { LOGCLOCK_MAIN, LOGCLOCK_KERNEL };

/* What a log omits from its times, and what a large step back therefore means. */
enum logclock_cycle {
    LOGCLOCK_WHOLE,  /* nothing */
    LOGCLOCK_STEADY, /* nothing, and nobody sets the clock: forward by days is no jump */
    LOGCLOCK_YEARLY, /* the year: back by more than 300 days means a new one */
    LOGCLOCK_LEAP,   /* the same, and the day is February 29: the year is a leap year */
    LOGCLOCK_DAILY,  /* the date: back by more than 12 hours is midnight */
};

struct logclock_dial {
    bool started;
    int64_t wall_ns;    /* the latest time since the last jump */
    int64_t elapsed_ns; /* time passed by then */
    int64_t turns_ns;   /* added by turns of years or days */
    bool leap;          /* the current year is known to be a leap year */
};

struct logclock {
    struct logclock_dial dials[2]; /* by enum logclock_which */
    int64_t first_wall_ns;         /* of the first line */
    int64_t elapsed_ns;            /* since the first line */
    bool started, jumped;          /* jumped: the latest line was a jump */
};

/* Returns the time since the first line, for a line with this wall time (any origin). */
int64_t logclock_read(struct logclock *clock, enum logclock_which which, int64_t wall_ns,
                      enum logclock_cycle cycle);

/* Returns whether a time is in March or later, in a year that the log does not name. */
bool logclock_is_after_february(int64_t wall_ns);

/* Returns the wall time with what the log omits: turns, and in a leap year one day from March 1
 * on. */
int64_t logclock_place(const struct logclock_dial *dial, int64_t wall_ns,
                       enum logclock_cycle cycle);

/* Returns whether only the turn of a year or day explains this wall time. */
bool logclock_turns(const struct logclock_dial *dial, int64_t wall_ns, enum logclock_cycle cycle);

/* Returns the nanoseconds from 1970-01-01 to a date and time of day, without time zones.  Year 0
 * means that the log names none: a common year stands for it, in which February 29 is March 1
 * (LOGCLOCK_LEAP). */
int64_t logclock_date_ns(int year, int month, int day, int64_t time_of_day_ns);

#endif
