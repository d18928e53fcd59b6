/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sweep backward over a course: it finds the least future cost of every state of a reach, given a
 * price per capacity change and a price per slot or byte and time.
 *
 * Costs are whole numbers, so equal costs compare equal.  Tie-breakers between schedules of equal
 * cost, such as their number of changes, are packed below the cost into the same number.
 */
#ifndef KVSIM_ENGINE_SWEEP_H
#define KVSIM_ENGINE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "engine/course.h"
#include "engine/reach.h"
#include "policy/goal.h"

struct sweep {
    const struct course *course;
    const struct reach *reach;
    enum goal goal;
    bool by_capacity;    /* the reach has forgotten the buffers */
    uint64_t *units;     /* per state: the slots or bytes that cost */
    uint8_t *grown_kind; /* per state and target: which of the two prices a change has */
    uint8_t *target_kind;
    /* What the walk needs of the reach, side by side: parent and state per target, target per
     * state. */
    uint32_t *parents, *states, *targets;
    void *values, *best; /* values of the states and targets on the way */
    uint32_t *chosen;    /* per target: the best one on its path */
    uint64_t steps;
    bool (*stop)(void *asking);
    void *asking;
};

/* The prices; every future sum must fit in SWEEP_BITS bits. */
struct sweep_price {
    number_u128 change[2]; /* of a change that does not count, and of one that does */
    number_u128 area;      /* per unit and span of 1 */
    bool narrow;           /* all sums fit in 64 bits */
};

enum { SWEEP_BITS = 126 };

enum sweep_result { SWEEP_FINE, SWEEP_NO_MEMORY, SWEEP_STOPPED };

/* Borrows the course and the reach.  Returns false when there is no memory; sweep_fini is due all
 * the same. */
bool sweep_init(struct sweep *sweep, const struct course *course, const struct reach *reach,
                enum goal goal);
void sweep_fini(struct sweep *sweep);

/* Returns the most units that a state costs for a span of 1. */
uint64_t sweep_most_units(const struct sweep *sweep);

/* Finds the cost of the best schedule of the whole course. */
enum sweep_result sweep_cost(struct sweep *sweep, const struct sweep_price *price,
                             number_u128 *cost);

/* Finds the best schedule, as the deregistrations at which it asks for a target.  Of equal
 * schedules, it takes the one that asks earliest, then for the fewest slots.  Calls `wish` with
 * each in turn; `wish` returns false when there is no memory. */
enum sweep_result sweep_schedule(struct sweep *sweep, const struct sweep_price *price,
                                 bool (*wish)(void *state, int64_t deregistration, int64_t slots),
                                 void *state);

#endif
