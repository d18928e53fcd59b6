/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/course.h"

#include <stdlib.h>

#include "base/number.h"
#include "base/room.h"

bool course_add(struct course *course, enum event_kind kind, int64_t time_ns) {
    uint64_t *moments =
        room_for_one_more(course->moments, course->count, &course->room, sizeof *moments);
    if (!moments)
        return false;
    course->moments = moments;
    moments[course->count++] = (uint64_t)time_ns << 1 | (kind == EVENT_DEREGISTER);
    course->length += kind == EVENT_REGISTER ? 1 : -1;
    if (course->length > course->peak)
        course->peak = course->length;
    return true;
}

void course_close(struct course *course, int64_t end_ns) {
    uint64_t *moments = course->moments, unit = 0, until = (uint64_t)end_ns;
    for (size_t i = course->count; i-- > 0;) {
        uint64_t time = moments[i] >> 1;
        moments[i] = (until - time) << 1 | (moments[i] & 1);
        unit = number_divisor(until - time, unit);
        until = time;
    }
    course->unit_ns = unit > 0 ? (int64_t)unit : 1;
    course->span = 0;
    for (size_t i = 0; i < course->count; i++) {
        uint64_t span = (moments[i] >> 1) / (uint64_t)course->unit_ns;
        moments[i] = span << 1 | (moments[i] & 1);
        course->span += (int64_t)span;
    }
}

void course_fini(struct course *course) {
    free(course->moments);
    *course = (struct course){.count = 0};
}
