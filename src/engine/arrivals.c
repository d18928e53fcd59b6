/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/arrivals.h"

#include <stdlib.h>
#include <string.h>

enum { BRANCHES = 1 << ARRIVALS_BITS };

/* Returns how many numbers a level has: whole groups, so that nothing need be known of new numbers.
 */
static size_t size_of(int64_t room, int level) {
    if (room == 0 || (room - 1) >> ARRIVALS_BITS * level == 0)
        return 0;
    int64_t last = (room - 1) >> ARRIVALS_BITS * level;
    return (size_t)(last / BRANCHES + 1) * BRANCHES;
}

bool arrivals_grow(struct arrivals *arrivals, int64_t room) {
    if (!arrivals->latest &&
        !(arrivals->latest = malloc(ARRIVALS_LATEST * sizeof *arrivals->latest)))
        return false;
    for (int level = 0; level < ARRIVALS_LEVELS; level++) {
        size_t old = size_of(arrivals->room, level), size = size_of(room, level);
        if (size == old)
            continue;
        int64_t *below = realloc(arrivals->below[level], size * sizeof *below);
        if (!below)
            return false;
        memset(below + old, 0, (size - old) * sizeof *below);
        arrivals->below[level] = below;
        /* All earlier arrivals are below the second number of a new level. */
        for (size_t i = old == 0 ? 1 : size; i < BRANCHES && arrivals->count > 0; i++)
            below[i] = arrivals->count;
    }
    arrivals->room = room;
    return true;
}

void arrivals_fini(struct arrivals *arrivals) {
    for (int level = 0; level < ARRIVALS_LEVELS; level++)
        free(arrivals->below[level]);
    free(arrivals->latest);
}

/* Adds 1 to the numbers of a group above its number `at`: to all 16 of them 0 or 1, as this takes
 * the processor less time than to predict how many get 1. */
static inline void add_above(int64_t *restrict group, int64_t at) {
    _Static_assert(BRANCHES == 16, "`more` has 15 numbers that are 1");
    static const int64_t more[2 * BRANCHES - 1] = {
        [BRANCHES] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const int64_t *from = more + BRANCHES - 1 - at;
    for (int i = 0; i < BRANCHES; i++)
        group[i] += from[i];
}

void arrivals_add(struct arrivals *arrivals, int64_t length) {
    int64_t at = length;
    for (int level = 0; level < ARRIVALS_LEVELS && arrivals->below[level]; level++) {
        add_above(arrivals->below[level] + (at & -BRANCHES), at & (BRANCHES - 1));
        at >>= ARRIVALS_BITS;
    }
    arrivals->latest[arrivals->count++ % ARRIVALS_LATEST] = length;
}
