/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clairvoyant optimum of a course: the best that any shrink rule could have achieved on it by
 * knowing the future.  Growth is the kernel's; each deregistration may ask for any target, or none.
 *
 * Each schedule is a point of count (moves, or reallocations) and area (bytes held, or slots, over
 * time).  The lower convex hull of all schedules bounds every rule.  A sweep finds one vertex, at
 * the price at which its neighbours cost the same.  Found vertices are kept.
 */
#ifndef KVSIM_ENGINE_OPTIMUM_H
#define KVSIM_ENGINE_OPTIMUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "engine/course.h"
#include "engine/reach.h"
#include "engine/sweep.h"
#include "model/machine.h"
#include "policy/goal.h"
#include "policy/wishes.h"

struct optimum_setup {
    const struct course *course;   /* closed */
    const struct machine *machine; /* on which nothing fails by chance */
    enum goal goal;
    bool (*stop)(void *asking); /* tells whether to give up, called now and then; NULL for never */
    void *asking;
};

enum optimum_result {
    OPTIMUM_FINE,
    OPTIMUM_NO_MEMORY,
    OPTIMUM_STOPPED,
    OPTIMUM_TOO_LONG,  /* the list has more than LIMIT_OPTIMUM_LENGTH entries */
    OPTIMUM_TOO_LARGE, /* costs do not fit in 128 bits */
};

/* A vertex of the hull. */
struct optimum_vertex {
    int64_t count;       /* moves, or reallocations */
    number_u128 area_ns; /* bytes, or slots in use or not, over time */
    bool joined;         /* no vertex lies between this one and the next */
};

struct optimum {
    struct optimum_setup setup;
    struct reach reach;
    struct sweep sweep;
    struct optimum_vertex *vertices; /* found so far, the ends included, by rising count */
    size_t vertex_count, vertex_room;
};

/* Finds the ends of the hull.  optimum_fini is due in any case. */
enum optimum_result optimum_init(struct optimum *optimum, const struct optimum_setup *setup);
void optimum_fini(struct optimum *optimum);

/* Finds all vertices. */
enum optimum_result optimum_complete(struct optimum *optimum);

/* Finds the last vertex whose count is at most `most`, and joins it to the next one.  `most` must
 * not be below the count of the first vertex. */
enum optimum_result optimum_find(struct optimum *optimum, int64_t most, size_t *vertex);

/* Adds the schedule of a vertex to an empty plan.  Of several, it takes the one with the fewest
 * capacity changes, then the earliest, then the smallest targets. */
enum optimum_result optimum_plan(struct optimum *optimum, size_t vertex, struct wishes *plan);

#endif
