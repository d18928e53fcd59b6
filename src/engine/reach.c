/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/room.h"
#include "model/vector.h"

/* State while a reach is made: state numbers by content, and the children of each target. */
struct making {
    struct reach *reach;
    const struct reach_setup *setup;
    uint32_t *slots; /* a hash table; 0 is empty, else a state's number + 1 */
    size_t slot_count;
    struct children *children;
    size_t children_room;
    uint64_t steps;
};

/* A list of targets with one parent; 0 ends it. */
struct children {
    uint32_t first, next;
};

static bool is_same(const struct reach_state *state, const struct vector *vector) {
    const struct buffer *a = &state->buffer, *b = &vector->buffer;
    return state->cap == vector->cap && a->held_bytes == b->held_bytes &&
           a->backing == b->backing && a->huge == b->huge;
}

static size_t slot_of(const struct making *making, int64_t cap, const struct buffer *buffer) {
    uint64_t hash = (uint64_t)cap * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ (uint64_t)buffer->held_bytes) * UINT64_C(0xff51afd7ed558ccd);
    hash ^= (uint64_t)buffer->backing << 1 | buffer->huge;
    return (hash ^ hash >> 32) & (making->slot_count - 1);
}

/* Doubles the slots of the hash table, or makes the first ones. */
static bool grow_table(struct making *making) {
    const struct reach *reach = making->reach;
    size_t count = making->slot_count ? making->slot_count * 2 : 64;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(making->slots);
    making->slots = slots;
    making->slot_count = count;
    for (uint32_t s = 0; s < reach->state_count; s++) {
        size_t at = slot_of(making, reach->states[s].cap, &reach->states[s].buffer);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = s + 1;
    }
    return true;
}

/* Finds the number of the vector's state, and adds the state if new.  Returns false when there is
 * no memory. */
static bool find_state(struct making *making, const struct vector *vector, uint32_t *number) {
    struct reach *reach = making->reach;
    if (reach->state_count * 2 >= making->slot_count && !grow_table(making))
        return false;
    size_t at = slot_of(making, vector->cap, &vector->buffer);
    for (; making->slots[at]; at = (at + 1) & (making->slot_count - 1)) {
        *number = making->slots[at] - 1;
        if (is_same(&reach->states[*number], vector))
            return true;
    }
    struct reach_state *states =
        room_for_one_more(reach->states, reach->state_count, &reach->state_room, sizeof *states);
    if (!states)
        return false;
    reach->states = states;
    *number = (uint32_t)reach->state_count++;
    states[*number] = (struct reach_state){.cap = vector->cap, .buffer = vector->buffer};
    making->slots[at] = *number + 1;
    return true;
}

static bool add_target(struct making *making, const struct reach_target *target, uint32_t *number) {
    struct reach *reach = making->reach;
    struct reach_target *targets = room_for_one_more(reach->targets, reach->target_count,
                                                     &reach->target_room, sizeof *targets);
    if (!targets)
        return false;
    reach->targets = targets;
    struct children *children = room_for_one_more(making->children, reach->target_count,
                                                  &making->children_room, sizeof *children);
    if (!children)
        return false;
    making->children = children;
    *number = (uint32_t)reach->target_count++;
    targets[*number] = *target;
    children[*number] = (struct children){0, children[target->parent].first};
    children[target->parent].first = *number;
    return true;
}

/* Descends from a target to the child that makes this of the vector; adds the child if missing. */
static bool descend(struct making *making, int64_t slots, const struct vector *vector, bool moves,
                    uint32_t *target) {
    const struct reach *reach = making->reach;
    for (uint32_t c = making->children[*target].first; c; c = making->children[c].next) {
        const struct reach_target *child = &reach->targets[c];
        if (child->slots == slots && child->moves == moves &&
            is_same(&reach->states[child->state], vector)) {
            *target = c;
            return true;
        }
    }
    struct reach_target added = {.slots = slots, .parent = *target, .moves = moves};
    return find_state(making, vector, &added.state) && add_target(making, &added, target);
}

static bool is_stopped(struct making *making) {
    enum { EVERY = 1 << 20 };
    const struct reach_setup *setup = making->setup;
    return ++making->steps % EVERY == 0 && setup->stop && setup->stop(setup->asking);
}

static enum reach_result follow_growth(struct making *making, uint32_t number) {
    const struct reach_state *state = &making->reach->states[number];
    struct vector vector = {.len = state->cap, .cap = state->cap, .buffer = state->buffer};
    const struct chance none = {0};
    int64_t copied_bytes;
    uint32_t grown;
    if (state->cap >= making->setup->peak)
        return REACH_FINE;
    bool moves = vector_push(&vector, making->setup->machine, &none, &copied_bytes) == ACTION_GROW;
    if (!find_state(making, &vector, &grown))
        return REACH_NO_MEMORY;
    making->reach->states[number].grown = grown;
    making->reach->states[number].grown_moves = moves;
    return REACH_FINE;
}

static enum reach_result follow_targets(struct making *making, uint32_t number) {
    const struct reach_state state = making->reach->states[number];
    const struct chance none = {0};
    uint32_t target = 0;
    for (int64_t slots = 0; slots < state.cap; slots++) {
        struct vector vector = {.cap = state.cap, .buffer = state.buffer};
        int64_t copied_bytes;
        enum action action =
            vector_shrink_to(&vector, slots, making->setup->machine, &none, &copied_bytes);
        if (is_stopped(making))
            return REACH_STOPPED;
        if (vector.cap != state.cap &&
            !descend(making, slots, &vector, action == ACTION_SHRINK_MOVED, &target))
            return REACH_NO_MEMORY;
    }
    making->reach->states[number].target = target;
    return REACH_FINE;
}

/* Finds all states, following each in turn. */
static enum reach_result explore(struct making *making) {
    const struct vector empty = {0};
    struct reach *reach = making->reach;
    uint32_t number;
    enum reach_result result = REACH_FINE;
    reach->targets = room_for_one_more(NULL, 0, &reach->target_room, sizeof *reach->targets);
    making->children = room_for_one_more(NULL, 0, &making->children_room, sizeof *making->children);
    if (!reach->targets || !making->children || !find_state(making, &empty, &number))
        return REACH_NO_MEMORY;
    reach->targets[0] = (struct reach_target){.slots = -1};
    making->children[0] = (struct children){0, 0};
    reach->target_count = 1;
    for (uint32_t s = 0; result == REACH_FINE && s < reach->state_count; s++) {
        result = follow_growth(making, s);
        if (result == REACH_FINE)
            result = follow_targets(making, s);
    }
    return result;
}

/* Finds, for each number of slots, the first of `count` items with at least that many; item i has
 * slots(i) of them, in any order.  Also finds the place of each item once they are in order. */
static void place(uint32_t *first, int64_t most, uint32_t *places, size_t count,
                  int64_t (*slots)(const struct reach *reach, size_t i),
                  const struct reach *reach) {
    for (size_t i = 0; i < count; i++)
        first[slots(reach, i) + 1]++;
    for (int64_t c = 0; c <= most; c++)
        first[c + 1] += first[c];
    for (size_t i = 0; i < count; i++)
        places[i] = first[slots(reach, i)]++;
    memmove(first + 1, first, (size_t)(most + 1) * sizeof *first);
    first[0] = 0;
}

static int64_t slots_of_state(const struct reach *reach, size_t i) {
    return reach->states[i].cap;
}

/* The root, with -1 slots, comes first. */
static int64_t slots_of_target(const struct reach *reach, size_t i) {
    return reach->targets[i].slots + 1;
}

/* Sorts the states and targets. */
static void order(struct reach *reach, struct reach_state *states, struct reach_target *targets,
                  uint32_t *state_places, uint32_t *target_places) {
    place(reach->first_state, reach->most_cap, state_places, reach->state_count, slots_of_state,
          reach);
    place(reach->first_target, reach->most_cap + 1, target_places, reach->target_count,
          slots_of_target, reach);
    for (size_t s = 0; s < reach->state_count; s++) {
        struct reach_state *state = &states[state_places[s]];
        *state = reach->states[s];
        state->grown = state_places[state->grown];
        state->target = target_places[state->target];
    }
    for (size_t t = 0; t < reach->target_count; t++) {
        struct reach_target *target = &targets[target_places[t]];
        *target = reach->targets[t];
        target->parent = target_places[target->parent];
        target->state = state_places[target->state];
    }
    /* The counting began at the root's -1 slots. */
    memmove(reach->first_target, reach->first_target + 1,
            (size_t)(reach->most_cap + 2) * sizeof *reach->first_target);
}

static bool put_in_order(struct reach *reach) {
    for (size_t s = 0; s < reach->state_count; s++)
        if (reach->states[s].cap > reach->most_cap)
            reach->most_cap = reach->states[s].cap;
    size_t bounds = (size_t)reach->most_cap + 3;
    reach->first_state = calloc(bounds, sizeof *reach->first_state);
    reach->first_target = calloc(bounds, sizeof *reach->first_target);
    struct reach_state *states = malloc(reach->state_count * sizeof *states);
    struct reach_target *targets = malloc(reach->target_count * sizeof *targets);
    uint32_t *state_places = malloc(reach->state_count * sizeof *state_places);
    uint32_t *target_places = malloc(reach->target_count * sizeof *target_places);
    bool fine = reach->first_state && reach->first_target && states && targets && state_places &&
                target_places;
    if (fine)
        order(reach, states, targets, state_places, target_places);
    free(state_places);
    free(target_places);
    free(fine ? reach->states : states);
    free(fine ? reach->targets : targets);
    if (fine) {
        reach->states = states;
        reach->targets = targets;
    }
    return fine;
}

enum reach_result reach_init(struct reach *reach, const struct reach_setup *setup) {
    *reach = (struct reach){.most_cap = 0};
    struct making making = {.reach = reach, .setup = setup};
    enum reach_result result = explore(&making);
    free(making.slots);
    free(making.children);
    if (result == REACH_FINE && !put_in_order(reach))
        return REACH_NO_MEMORY;
    return result;
}

void reach_fini(struct reach *reach) {
    free(reach->states);
    free(reach->targets);
    free(reach->first_state);
    free(reach->first_target);
}

bool reach_is_by_capacity(const struct reach *reach) {
    for (size_t t = 1; t < reach->target_count; t++) {
        const struct reach_target *target = &reach->targets[t];
        if (reach->states[target->state].cap != target->slots ||
            reach->targets[target->parent].slots != target->slots - 1)
            return false;
    }
    for (size_t s = 0; s < reach->state_count; s++)
        if (reach->targets[reach->states[s].target].slots != reach->states[s].cap - 1)
            return false;
    return true;
}

void reach_forget_buffers(struct reach *reach, int64_t peak) {
    int64_t most = reach->most_cap, last = peak < most ? peak : most - 1;
    for (int64_t cap = 0; cap <= most; cap++) {
        const struct reach_state *state = &reach->states[reach->first_state[cap]];
        int64_t grown = reach->states[state->grown].cap;
        int64_t target = cap - 1 < last ? cap - 1 : last;
        reach->states[cap] = (struct reach_state){
            .cap = cap, .grown = (uint32_t)grown, .target = (uint32_t)(target + 1)};
        reach->first_state[cap] = (uint32_t)cap;
    }
    for (int64_t slots = 0; slots <= last; slots++)
        reach->targets[slots + 1] = (struct reach_target){
            .slots = slots, .parent = (uint32_t)slots, .state = (uint32_t)slots};
    for (int64_t slots = 0; slots <= most + 1; slots++)
        reach->first_target[slots] = (uint32_t)(slots <= last ? slots + 1 : last + 2);
    reach->by_capacity = true;
    reach->state_count = (size_t)most + 1;
    reach->target_count = (size_t)last + 2;
    reach->first_state[most + 1] = (uint32_t)most + 1;
}
