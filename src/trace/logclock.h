/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wall clock of a log made into time that has passed since its first line, which never goes
 * back.
 *
 * Wall clocks are set while a log is written.  A jump (back by more than ten seconds, or forward to
 * the date after the next one or later) is taken as no time passed and counted; lines that are out
 * of order by less are taken to be as late as the line before.  A log may carry the kernel's clock
 * beside its own, months away: each has a dial, on which time passes by itself.
 */
#ifndef KVSIM_TRACE_LOGCLOCK_H
#define KVSIM_TRACE_LOGCLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum logclock_which { LOGCLOCK_MAIN, LOGCLOCK_KERNEL };

/* What a log leaves out of its times, and what going far back therefore means. */
enum logclock_cycle {
    LOGCLOCK_WHOLE,  /* nothing */
    LOGCLOCK_STEADY, /* nothing, and nobody sets the clock: it may well go forward by days */
    LOGCLOCK_YEARLY, /* the year: back by more than 300 days is the turn of one */
    LOGCLOCK_LEAP,   /* the same, and the day is February 29: the year is a leap year */
    LOGCLOCK_DAILY,  /* the date: back by more than 12 hours is midnight */
};

struct logclock_dial {
    bool started;
    int64_t wall_ns;    /* the latest time of the present stretch without a jump */
    int64_t elapsed_ns; /* what had passed by then */
    int64_t turns_ns;   /* what turns of years or days have added */
    bool leap;          /* the present year is known to be a leap year */
};

struct logclock {
    struct logclock_dial dials[2];  /* by enum logclock_which */
    int64_t first_wall_ns, wall_ns; /* of the first line and the latest */
    int64_t elapsed_ns;             /* since the first line */
    bool started, jumped;           /* jumped: the latest line was a jump */
    uint64_t jumps;
};

/* The time since the first line of a line with this wall time (any origin). */
int64_t logclock_read(struct logclock *clock, enum logclock_which which, int64_t wall_ns,
                      enum logclock_cycle cycle);

/* Whether a time of a year that the log does not name is in March or later. */
bool logclock_is_after_february(int64_t wall_ns);

/* The wall time with what the log leaves out: turns, and in a leap year one day from March 1 on. */
int64_t logclock_place(const struct logclock_dial *dial, int64_t wall_ns,
                       enum logclock_cycle cycle);

/* Whether this wall time is explained by the turn of a year or day alone. */
bool logclock_turns(const struct logclock_dial *dial, int64_t wall_ns, enum logclock_cycle cycle);

/* Nanoseconds since 1970-01-01 of a date and time of day, without time zones.  Year 0 means that
 * the log names none: a common year is taken, in which February 29 is March 1 (LOGCLOCK_LEAP). */
int64_t logclock_date_ns(int year, int month, int day, int64_t time_of_day_ns);

#endif
