/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sweep.h"

#include <stdlib.h>
#include <string.h>

static uint64_t units_of(const struct reach_state *state, enum goal goal) {
    return (uint64_t)(goal == GOAL_HELD ? state->buffer.held_bytes : state->cap);
}

bool sweep_init(struct sweep *sweep, const struct course *course, const struct reach *reach,
                enum goal goal) {
    size_t states = reach->state_count, targets = reach->target_count;
    *sweep = (struct sweep){.course = course,
                            .reach = reach,
                            .goal = goal,
                            .by_capacity = reach->by_capacity,
                            .units = malloc(states * sizeof *sweep->units),
                            .grown_kind = malloc(states),
                            .target_kind = malloc(targets),
                            .parents = malloc(targets * sizeof *sweep->parents),
                            .states = malloc(targets * sizeof *sweep->states),
                            .targets = malloc(states * sizeof *sweep->targets),
                            .values = malloc(states * sizeof(number_u128)),
                            .best = malloc(targets * sizeof(number_u128)),
                            .chosen = malloc(targets * sizeof *sweep->chosen)};
    if (!sweep->units || !sweep->grown_kind || !sweep->target_kind || !sweep->parents ||
        !sweep->states || !sweep->targets || !sweep->values || !sweep->best || !sweep->chosen)
        return false;
    for (size_t s = 0; s < states; s++) {
        sweep->units[s] = units_of(&reach->states[s], goal);
        sweep->grown_kind[s] = goal == GOAL_WASTE || reach->states[s].grown_moves;
        sweep->targets[s] = reach->states[s].target;
    }
    for (size_t t = 0; t < targets; t++) {
        sweep->target_kind[t] = goal == GOAL_WASTE || reach->targets[t].moves;
        sweep->parents[t] = reach->targets[t].parent;
        sweep->states[t] = reach->targets[t].state;
    }
    return true;
}

void sweep_fini(struct sweep *sweep) {
    free(sweep->units);
    free(sweep->grown_kind);
    free(sweep->target_kind);
    free(sweep->parents);
    free(sweep->states);
    free(sweep->targets);
    free(sweep->values);
    free(sweep->best);
    free(sweep->chosen);
}

uint64_t sweep_most_units(const struct sweep *sweep) {
    uint64_t most = 0;
    for (size_t s = 0; s < sweep->reach->state_count; s++)
        if (sweep->units[s] > most)
            most = sweep->units[s];
    return most;
}

/* Asks `stop` every few milliseconds of work, about. */
static bool is_stopped(struct sweep *sweep) {
    enum { EVERY = 1 << 22 };
    sweep->steps += sweep->reach->state_count + sweep->reach->target_count;
    if (sweep->steps < EVERY)
        return false;
    sweep->steps = 0;
    return sweep->stop && sweep->stop(sweep->asking);
}

#define VALUE    uint64_t
#define NAMED(x) narrow_##x
#include "engine/sweep-width.h"
#undef VALUE
#undef NAMED

#define VALUE    number_u128
#define NAMED(x) wide_##x
#include "engine/sweep-width.h"
#undef VALUE
#undef NAMED

enum sweep_result sweep_cost(struct sweep *sweep, const struct sweep_price *price,
                             number_u128 *cost) {
    size_t count = sweep->course->count;
    bool fine;
    if (price->narrow) {
        struct narrow_walk walk = narrow_begin(sweep, price);
        fine = narrow_back(&walk, 0, count, NULL);
        *cost = walk.values[0];
    } else {
        struct wide_walk walk = wide_begin(sweep, price);
        fine = wide_back(&walk, 0, count, NULL);
        *cost = walk.values[0];
    }
    return fine ? SWEEP_FINE : SWEEP_STOPPED;
}

/* Finds a schedule block by block.  A walk back over the whole course keeps the values at the end
 * of each block.  From them, the decisions are worked out again, one block after the other. */
struct blocks {
    size_t size, count; /* events per block; blocks */
    number_u128 *values;
    int64_t *lengths;
    uint32_t *decisions;
};

static void free_blocks(struct blocks *blocks) {
    free(blocks->values);
    free(blocks->lengths);
    free(blocks->decisions);
}

static bool make_blocks(struct blocks *blocks, const struct sweep *sweep) {
    size_t events = sweep->course->count, states = sweep->reach->state_count;
    *blocks = (struct blocks){.size = 1};
    while (blocks->size * blocks->size < events * 4)
        blocks->size *= 2;
    blocks->count = (events + blocks->size - 1) / blocks->size;
    if (states > SIZE_MAX / sizeof *blocks->values / (blocks->size + blocks->count + 1))
        return false;
    blocks->values = malloc((blocks->count + 1) * states * sizeof *blocks->values);
    blocks->lengths = malloc((blocks->count + 1) * sizeof *blocks->lengths);
    blocks->decisions = malloc(blocks->size * states * sizeof *blocks->decisions);
    return blocks->values && blocks->lengths && blocks->decisions;
}

static size_t end_of_block(const struct blocks *blocks, const struct sweep *sweep, size_t block) {
    size_t end = (block + 1) * blocks->size;
    return end < sweep->course->count ? end : sweep->course->count;
}

/* Keeps the values at the end of each block. */
static bool fill_blocks(const struct blocks *blocks, struct wide_walk *walk) {
    size_t states = walk->sweep->reach->state_count;
    for (size_t b = blocks->count; b-- > 0;) {
        memcpy(blocks->values + b * states, walk->values, states * sizeof *walk->values);
        blocks->lengths[b] = walk->length;
        if (!wide_back(walk, b * blocks->size, end_of_block(blocks, walk->sweep, b), NULL))
            return false;
    }
    return true;
}

/* The position in the schedule. */
struct position {
    uint32_t state;
    int64_t length, deregistration;
};

/* Follows the decisions over a block's events. */
static bool follow(const struct sweep *sweep, const struct blocks *blocks, size_t block,
                   struct position *position,
                   bool (*wish)(void *state, int64_t deregistration, int64_t slots), void *state) {
    const struct reach *reach = sweep->reach;
    size_t begin = block * blocks->size, end = end_of_block(blocks, sweep, block);
    for (size_t i = begin; i < end; i++) {
        if (!course_falls(sweep->course, i)) {
            if (reach->states[position->state].cap == position->length++)
                position->state = reach->states[position->state].grown;
            continue;
        }
        position->length--;
        position->deregistration++;
        uint32_t target = blocks->decisions[(i - begin) * reach->state_count + position->state];
        if (target == 0)
            continue;
        if (!wish(state, position->deregistration, reach->targets[target].slots))
            return false;
        position->state = reach->targets[target].state;
    }
    return true;
}

enum sweep_result sweep_schedule(struct sweep *sweep, const struct sweep_price *price,
                                 bool (*wish)(void *state, int64_t deregistration, int64_t slots),
                                 void *state) {
    struct blocks blocks;
    size_t states = sweep->reach->state_count;
    struct wide_walk walk = wide_begin(sweep, price);
    struct position position = {.state = 0};
    enum sweep_result result = SWEEP_FINE;
    if (!make_blocks(&blocks, sweep))
        result = SWEEP_NO_MEMORY;
    else if (!fill_blocks(&blocks, &walk))
        result = SWEEP_STOPPED;
    for (size_t b = 0; result == SWEEP_FINE && b < blocks.count; b++) {
        memcpy(walk.values, blocks.values + b * states, states * sizeof *walk.values);
        walk.length = blocks.lengths[b];
        if (!wide_back(&walk, b * blocks.size, end_of_block(&blocks, sweep, b), blocks.decisions))
            result = SWEEP_STOPPED;
        else if (!follow(sweep, &blocks, b, &position, wish, state))
            result = SWEEP_NO_MEMORY;
    }
    free_blocks(&blocks);
    return result;
}
