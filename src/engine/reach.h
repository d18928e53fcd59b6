/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reach of a vector: every capacity and buffer that growth and shrink_to() with any target can
 * bring it to on a machine, while its length stays within a bound; and where each state leads.
 *
 * Steps are the model's own (model/vector.h), on a machine without chance failures.  The targets of
 * a state are a path in a tree.  States share the path where the same targets take them to the same
 * states, so one walk over the tree finds the best target of all states.
 *
 * Invariant: states are in capacity order, targets in slot order; the parent of a target asks for
 * fewer slots.  State 0 is the empty vector; target 0 is the root, no real target.
 */
#ifndef KVSIM_ENGINE_REACH_H
#define KVSIM_ENGINE_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine.h"
#include "model/memory.h"

struct reach_state {
    int64_t cap;
    struct buffer buffer;
    uint32_t grown;   /* the next state after a registration when full */
    bool grown_moves; /* this growth copies the entries */
    uint32_t target;  /* the largest that changes the capacity; its parents are the rest */
};

struct reach_target {
    int64_t slots;
    uint32_t parent, state;
    bool moves; /* the entries are copied */
};

struct reach {
    struct reach_state *states;
    struct reach_target *targets;
    size_t state_count, state_room, target_count, target_room;
    int64_t most_cap;
    bool by_capacity; /* the buffers are forgotten */
    /* By a number of slots, up to most_cap + 1: the first state, and target, with at least that
     * many. */
    uint32_t *first_state, *first_target;
};

struct reach_setup {
    const struct machine *machine;
    int64_t peak;               /* the greatest length, at most LIMIT_OPTIMUM_LENGTH */
    bool (*stop)(void *asking); /* tells whether to give up, called now and then; NULL for never */
    void *asking;
};

enum reach_result { REACH_FINE, REACH_NO_MEMORY, REACH_STOPPED };

/* reach_fini is due in any case. */
enum reach_result reach_init(struct reach *reach, const struct reach_setup *setup);
void reach_fini(struct reach *reach);

/* Returns whether capacities alone decide: every target is met, whatever the buffer. */
bool reach_is_by_capacity(const struct reach *reach);

/* Forgets the buffers of such a reach: one state per capacity, and each reallocation counts the
 * same.  Drops targets beyond the peak, since the peak serves better. */
void reach_forget_buffers(struct reach *reach, int64_t peak);

#endif
