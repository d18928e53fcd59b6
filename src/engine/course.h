/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The course of a context: when its length rose and fell, from the first event to the end of the
 * observation.  It is in memory, at 8 bytes per event.
 *
 * A closed course holds spans in the largest unit that fits: the greatest common divisor of all
 * spans.
 */
#ifndef KVSIM_ENGINE_COURSE_H
#define KVSIM_ENGINE_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/event.h"

struct course {
    uint64_t *moments; /* 2 * span to the next event or the end; + 1 for a deregistration */
    size_t count, room;
    int64_t length, peak; /* at the end; the largest */
    int64_t unit_ns;      /* unit of the spans, once closed */
    int64_t span;         /* from the first event to the end, in this unit */
};

/* Adds the next event.  A zeroed course is empty.  Returns false when there is no memory. */
bool course_add(struct course *course, enum event_kind kind, int64_t time_ns);

/* Ends the observation, at or after the last event. */
void course_close(struct course *course, int64_t end_ns);

void course_fini(struct course *course);

static inline bool course_falls(const struct course *course, size_t event) {
    return course->moments[event] & 1;
}

/* Returns the span from an event to the next one, or to the end. */
static inline uint64_t course_span(const struct course *course, size_t event) {
    return course->moments[event] >> 1;
}

#endif
