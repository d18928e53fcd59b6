/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a line of Android's log, or of the kernel's, says before its message: logcat's formats
 * threadtime, time, long, epoch and monotonic, perhaps with uid, year, usec, zone and color, and
 * dmesg.
 */
#ifndef KVSIM_TRACE_LOGHEADER_H
#define KVSIM_TRACE_LOGHEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/logclock.h"
#include "trace/slice.h"

struct logheader {
    int64_t wall_ns;
    enum logclock_cycle cycle;
    enum logclock_which which;
    int32_t pid; /* of the writer */
    struct slice tag, message;
};

/* Where to look for a tag before taking pains over a line; an empty slice when the line has no
 * letter of a level where one belongs.  *column is where the line before had it. */
struct slice logheader_look(struct slice line, size_t *column);

/* Reads a header with a time.  `today`, where its year is not 0, is a date soon after the line's,
 * and gives the year that a line leaves out. */
bool logheader_read(struct slice line, const struct slice_date *today, struct logheader *header);

/* Reads a header of logcat's format brief, which has no time. */
bool logheader_read_brief(struct slice line, struct logheader *header);

/* Reads a header of logcat's format long, whose message is on the next lines. */
bool logheader_read_long(struct slice line, const struct slice_date *today,
                         struct logheader *header);

/* Takes off what logcat -v color writes around a line. */
void logheader_drop_colour(struct slice *line);

/* dmesg = [ "<" level ">" ] "[" seconds "]" { "[" caller "]" } " " tag ":" message */
bool logheader_read_dmesg(struct slice line, struct logheader *header);

#endif
