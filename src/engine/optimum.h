/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clairvoyant optimum of a course: what any shrink rule could have achieved on it, knowing the
 * future.  Growth is the kernel's; at each deregistration any target may be asked for, or none.
 *
 * Of all schedules, each a point of count (moves, or reallocations) and area (bytes held, or slots,
 * over time), the lower convex hull bounds every rule.  Its vertices are found one by one, each by
 * one sweep at the price at which its neighbours cost the same; what was found is kept.
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
    bool (*stop)(void *asking); /* asked now and then whether to give up; NULL for never */
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
    int64_t count;       /* of moves, or reallocations */
    number_u128 area_ns; /* bytes, or slots in use or not, over time */
    bool joined;         /* no vertex lies between this one and the next */
};

struct optimum {
    struct optimum_setup setup;
    struct reach reach;
    struct sweep sweep;
    struct optimum_vertex *vertices; /* found so far, the ends among them, counts rising */
    size_t vertex_count, vertex_room;
};

/* Finds the ends of the hull.  optimum_fini is due whatever comes of it. */
enum optimum_result optimum_init(struct optimum *optimum, const struct optimum_setup *setup);
void optimum_fini(struct optimum *optimum);

/* Finds all vertices. */
enum optimum_result optimum_complete(struct optimum *optimum);

/* Finds the last vertex with at most this many changes, not fewer than the first one has, and joins
 * it to the next one. */
enum optimum_result optimum_find(struct optimum *optimum, int64_t most, size_t *vertex);

/* The schedule of a vertex: of several, one with the fewest changes of the capacity, then the
 * earliest, then the smallest targets.  Adds to a plan that is empty. */
enum optimum_result optimum_plan(struct optimum *optimum, size_t vertex, struct wishes *plan);

#endif
