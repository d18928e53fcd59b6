/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reach of a vector: every capacity and buffer that growth and shrink_to() with any target can
 * bring it to on a machine, while its length stays within a bound, and where each of them leads.
 *
 * Steps are the model's own (model/vector.h), on a machine on which nothing fails by chance.  What
 * a state's targets reach is a path in a tree: states that the same targets take to the same
 * states share it, so that the best target of all states is found in one walk over the tree.
 *
 * Invariant: states are in the order of their capacities, targets in that of their slots; the
 * parent of a target asks for fewer slots.  State 0 is the empty vector, target 0 the root, which
 * is none.
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
    uint32_t grown;   /* the state that a registration makes of it when it is full */
    bool grown_moves; /* which copies the entries */
    uint32_t target; /* the one of most slots that changes the capacity; its parents are the rest */
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
    /* By a number of slots up to most_cap + 1: the first state, and target, with at least so many.
     */
    uint32_t *first_state, *first_target;
};

struct reach_setup {
    const struct machine *machine;
    int64_t peak;               /* the greatest length, at most LIMIT_OPTIMUM_LENGTH */
    bool (*stop)(void *asking); /* asked now and then whether to give up; NULL for never */
    void *asking;
};

enum reach_result { REACH_FINE, REACH_NO_MEMORY, REACH_STOPPED };

/* reach_fini is due whatever comes of it. */
enum reach_result reach_init(struct reach *reach, const struct reach_setup *setup);
void reach_fini(struct reach *reach);

/* Whether capacities alone decide: every target is met, whatever the buffer. */
bool reach_is_by_capacity(const struct reach *reach);

/* Forgets the buffers of such a reach: one state a capacity, each reallocation counts the same.  No
 * target beyond the peak is left, since the peak serves better. */
void reach_forget_buffers(struct reach *reach, int64_t peak);

#endif
