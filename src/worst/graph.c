/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worst/graph.h"

#include <stdlib.h>
#include <string.h>

bool graph_has(const struct rule *rule) {
    if (rule_is_planned(rule) || rule->for_ns >= 0)
        return false;
    for (enum view_variable i = VIEW_PEAK; i < VIEW_VARIABLES; i++)
        if (rule_uses(rule, i))
            return false;
    return true;
}

static struct vector vector_of(const struct graph_state *state) {
    return (struct vector){
        .len = state->len,
        .cap = state->cap,
        .buffer = {(enum backing)state->backing, state->huge, state->held_bytes}};
}

static size_t hash(const struct graph_state *state) {
    uint64_t backing = (uint64_t)state->backing << 1 | state->huge;
    uint64_t key = (uint64_t)state->len << 32 | (uint64_t)state->cap << 8 | backing;
    key = key ^ (uint64_t)state->held_bytes * UINT64_C(0x9e3779b97f4a7c15);
    key *= UINT64_C(0xd6e8feb86659fd93);
    return (size_t)(key ^ key >> 32);
}

static bool same(const struct graph_state *a, const struct graph_state *b) {
    return a->len == b->len && a->cap == b->cap && a->held_bytes == b->held_bytes &&
           a->backing == b->backing && a->huge == b->huge;
}

/* Returns the slot of a state: its own, or the free one that it would take. */
static uint32_t *find(const struct graph *graph, const struct graph_state *state) {
    size_t at = hash(state) & (graph->slot_count - 1);
    while (graph->slots[at] != GRAPH_NOWHERE && !same(graph_state(graph, graph->slots[at]), state))
        at = (at + 1) & (graph->slot_count - 1);
    return &graph->slots[at];
}

/* Makes the hash table anew, with twice the slots.  Frees the old one first: the states suffice. */
static bool grow_slots(struct graph *graph) {
    size_t count = graph->slot_count > 0 ? graph->slot_count * 2 : 1024;
    free(graph->slots);
    graph->slots = malloc(count * sizeof *graph->slots);
    if (!graph->slots)
        return false;
    memset(graph->slots, 0xff, count * sizeof *graph->slots);
    graph->slot_count = count;
    for (uint32_t i = 0; i < graph->count; i++)
        *find(graph, graph_state(graph, i)) = i;
    return true;
}

/* Finds the number of a vector's state, and adds the state if new. */
static enum graph_result number(struct graph *graph, const struct vector *vector,
                                uint32_t *number) {
    const struct graph_state state = {.held_bytes = vector->buffer.held_bytes,
                                      .next = {GRAPH_NOWHERE, GRAPH_NOWHERE},
                                      .len = (uint16_t)vector->len,
                                      .cap = (uint16_t)vector->cap,
                                      .backing = (uint8_t)vector->buffer.backing,
                                      .huge = vector->buffer.huge};
    if (graph->count >= graph->slot_count / 4 * 3 && !grow_slots(graph))
        return GRAPH_NO_MEMORY;
    uint32_t *slot = find(graph, &state);
    if (*slot == GRAPH_NOWHERE) {
        if (graph->count == LIMIT_GRAPH_STATES)
            return GRAPH_TOO_LARGE;
        struct graph_state **block = &graph->blocks[graph->count / GRAPH_BLOCK];
        if (!*block && !(*block = malloc(GRAPH_BLOCK * sizeof **block)))
            return GRAPH_NO_MEMORY;
        *graph_state(graph, graph->count) = state;
        *slot = graph->count++;
    }
    *number = *slot;
    return GRAPH_FINE;
}

/* Takes the vector through a deregistration, as a lane does. */
static enum graph_result deregister(struct graph *graph, struct vector *vector, enum action *action,
                                    int64_t *copied_bytes) {
    const struct graph_setup *setup = &graph->setup;
    int64_t target;
    vector->len--;
    graph->view.value[VIEW_LEN] = vector->len;
    graph->view.value[VIEW_CAP] = vector->cap;
    enum rule_answer answer = rule_when(setup->rule, &graph->view);
    if (answer == RULE_FAILED ||
        (answer == RULE_YES && !rule_target(setup->rule, &graph->view, &target))) {
        graph->failed = *vector;
        return GRAPH_RULE_FAILED;
    }
    if (answer == RULE_YES)
        *action = vector_shrink_to(vector, target, setup->machine, NULL, copied_bytes);
    return GRAPH_FINE;
}

/* Finds what a turn makes of a state. */
static enum graph_result expand(struct graph *graph, uint32_t from, enum turn turn) {
    struct vector vector = vector_of(graph_state(graph, from));
    enum action action = ACTION_NONE;
    enum graph_result result = GRAPH_FINE;
    int64_t copied_bytes = 0;
    uint32_t next;
    if (turn == TURN_REGISTER)
        action = vector_push(&vector, graph->setup.machine, NULL, &copied_bytes);
    else
        result = deregister(graph, &vector, &action, &copied_bytes);
    if (result != GRAPH_FINE || (result = number(graph, &vector, &next)) != GRAPH_FINE)
        return result;
    struct graph_state *state = graph_state(graph, from);
    state->next[turn] = next;
    state->action[turn] = (uint8_t)action;
    state->copied_bytes[turn] = copied_bytes;
    return GRAPH_FINE;
}

static enum graph_result explore(struct graph *graph) {
    const struct vector empty = {0};
    uint32_t first;
    enum graph_result result = number(graph, &empty, &first);
    for (uint32_t i = 0; result == GRAPH_FINE && i < graph->count; i++) {
        if (graph_stopped(graph, i))
            return GRAPH_STOPPED;
        int64_t len = graph_state(graph, i)->len;
        if (len < graph->setup.max_length)
            result = expand(graph, i, TURN_REGISTER);
        if (len > 0 && result == GRAPH_FINE)
            result = expand(graph, i, TURN_DEREGISTER);
    }
    return result;
}

enum graph_result graph_init(struct graph *graph, const struct graph_setup *setup) {
    *graph = (struct graph){.setup = *setup};
    graph->view.value[VIEW_ELEMENT_SIZE] = setup->machine->element_size;
    graph->view.value[VIEW_PAGE_SIZE] = setup->machine->page_size;
    enum graph_result result = explore(graph);
    free(graph->slots);
    graph->slots = NULL;
    return result;
}

void graph_fini(struct graph *graph) {
    for (int i = 0; i < GRAPH_BLOCKS; i++)
        free(graph->blocks[i]);
}
