/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The header before the message in a line of Android's or the kernel's log: logcat's formats
 * threadtime, time, long, epoch and monotonic, optionally with uid, year, usec, zone and color; and
 * dmesg.  Functions that read a header return false if the line has none.
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

/* Returns where to look for a tag before parsing a line in full; an empty slice if the line has no
 * letter of a level in its place.  *column remembers that place from line to line. */
struct slice logheader_look(struct slice line, size_t *column);

/* Reads a header with a time.  If its year is not 0, `today` is a date soon after the line's, and
 * gives the year that a line omits. */
bool logheader_read(struct slice line, const struct slice_date *today, struct logheader *header);

/* Reads a header of logcat's format brief, which has no time. */
bool logheader_read_brief(struct slice line, struct logheader *header);

/* Reads a header of logcat's format long, whose message is on the next lines. */
bool logheader_read_long(struct slice line, const struct slice_date *today,
                         struct logheader *header);

/* Removes what logcat -v color writes around a line. */
void logheader_drop_colour(struct slice *line);

/* dmesg = [ "<" level ">" ] "[" seconds "]" { "[" caller "]" } " " tag ":" message */
bool logheader_read_dmesg(struct slice line, struct logheader *header);

#endif
