/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log's wall clock made into a trace's clock, which begins at 0 and never goes back.
 *
 * Wall clocks are set while a log is written.  A step (back by more than ten seconds, or forward
 * by a day or more) is taken as no time passed and counted; lines that are out of order by less
 * are taken to be as late as the line before.  Most logs name no year: going back by more than 300
 * days is the turn of one.
 */
#ifndef KVSIM_TRACE_LOGCLOCK_H
#define KVSIM_TRACE_LOGCLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct logclock {
    bool started;
    int64_t wall_ns;  /* the latest time of the present stretch without a step */
    int64_t trace_ns; /* what that is on the trace's clock */
    int64_t years_ns; /* what turns of the year have added */
    uint64_t steps;
};

/* The trace's time of a line with this wall time (any origin).  The first call is time 0. */
int64_t logclock_read(struct logclock *clock, int64_t wall_ns, bool yearless);

/* Nanoseconds since 1970-01-01 of a date and time of day, without time zones.  Year 0 means that
 * the log names none: a common year is taken, as three in four are. */
int64_t logclock_date_ns(int year, int month, int day, int64_t time_of_day_ns);

#endif
