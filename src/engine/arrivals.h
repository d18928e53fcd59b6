/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts the deregistrations of a context by the length at which they arrive: how many arrived
 * below any length, and the latest ones one by one.
 *
 * Level 0 holds per length how many arrived below it within the same 16 lengths.  Level 1 holds per
 * 16 lengths how many arrived below them within the same 256, and so on.  So an arrival and a
 * question each touch only a few numbers.
 */
#ifndef KVSIM_ENGINE_ARRIVALS_H
#define KVSIM_ENGINE_ARRIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARRIVALS_BITS = 4, ARRIVALS_LEVELS = 8, ARRIVALS_LATEST = 256 };

struct arrivals {
    int64_t room;                    /* for lengths below this; 0: nothing is counted */
    int64_t count;                   /* arrivals in all */
    int64_t *below[ARRIVALS_LEVELS]; /* NULL where a level would have one number */
    int64_t *latest;                 /* lengths; arrival n, from 0, is at n % ARRIVALS_LATEST */
};

/* Makes room.  A zeroed struct counts from its first room on.  Returns false when there is no
 * memory. */
bool arrivals_grow(struct arrivals *arrivals, int64_t room);
void arrivals_fini(struct arrivals *arrivals);

/* Adds an arrival at a length below `room`. */
void arrivals_add(struct arrivals *arrivals, int64_t length);

/* Returns how many arrived below a length. */
static inline int64_t arrivals_below(const struct arrivals *arrivals, int64_t length) {
    int64_t sum = 0;
    if (length >= arrivals->room)
        return arrivals->count;
    for (int level = 0; length > 0; level++, length >>= ARRIVALS_BITS)
        sum += arrivals->below[level][length];
    return sum;
}

#endif
