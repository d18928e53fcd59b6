/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sweep: backward over a course, what the future costs at best in every state of a reach, when a
 * change of the capacity has a price and every slot or byte has one for as long as it is there.
 *
 * Costs are whole numbers, so that equal ones are equal.  What decides between schedules of equal
 * cost, such as their number of changes, is packed below the cost into the same number.
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
    uint64_t *units;     /* of each state: the slots or bytes that cost */
    uint8_t *grown_kind; /* of each state and target: which of the two prices a change has */
    uint8_t *target_kind;
    /* What the walk needs of the reach, side by side: of each target its parent and state, of each
     * state its target. */
    uint32_t *parents, *states, *targets;
    void *values, *best; /* of the states and targets on the way */
    uint32_t *chosen;    /* of each target: the one on its path that is the best */
    uint64_t steps;
    bool (*stop)(void *asking);
    void *asking;
};

/* What is paid; none of the future's sums may exceed SWEEP_MOST. */
struct sweep_price {
    number_u128 change[2]; /* what does not count, what does */
    number_u128 area;      /* a unit for a span of 1 */
    bool narrow;           /* all sums fit in 64 bits */
};

#define SWEEP_MOST ((number_u128)1 << 126)

enum sweep_result { SWEEP_FINE, SWEEP_NO_MEMORY, SWEEP_STOPPED };

/* The course and the reach are borrowed.  Returns false when there is no memory; sweep_fini is due
 * all the same. */
bool sweep_init(struct sweep *sweep, const struct course *course, const struct reach *reach,
                enum goal goal);
void sweep_fini(struct sweep *sweep);

/* The most that a state costs for a span of 1. */
uint64_t sweep_most_units(const struct sweep *sweep);

/* The cost of the best schedule of all the course. */
enum sweep_result sweep_cost(struct sweep *sweep, const struct sweep_price *price,
                             number_u128 *cost);

/* The best schedule, as the deregistrations at which it asks for a target.  Of equal ones it is the
 * one that asks earliest, then for the fewest slots.  Calls `wish` with each in its turn, which
 * returns false when there is no memory. */
enum sweep_result sweep_schedule(struct sweep *sweep, const struct sweep_price *price,
                                 bool (*wish)(void *state, int64_t deregistration, int64_t slots),
                                 void *state);

#endif
