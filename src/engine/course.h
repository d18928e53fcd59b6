/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The course of a context: when its length rose and fell, from the first event to the end of the
 * observation, in memory.  8 bytes an event.
 *
 * Once it is closed, times are spans in units as large as they can be: the greatest common divisor
 * of all of them.
 */
#ifndef KVSIM_ENGINE_COURSE_H
#define KVSIM_ENGINE_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/event.h"

struct course {
    uint64_t *moments; /* 2 * span to the next event, or to the end; + 1 for a deregistration */
    size_t count, room;
    size_t deregistrations;
    int64_t length, peak; /* at the end, at most */
    int64_t unit_ns;      /* of the spans, once it is closed */
    int64_t span;         /* from the first event to the end, in these units */
};

/* A course of zeros is empty.  Adds the next event; returns false when there is no memory. */
bool course_add(struct course *course, enum event_kind kind, int64_t time_ns);

/* Ends the observation, not before the last event. */
void course_close(struct course *course, int64_t end_ns);

void course_fini(struct course *course);

static inline bool course_falls(const struct course *course, size_t event) {
    return course->moments[event] & 1;
}

/* From an event to the next one, or to the end. */
static inline uint64_t course_span(const struct course *course, size_t event) {
    return course->moments[event] >> 1;
}

#endif
