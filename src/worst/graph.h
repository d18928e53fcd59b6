/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The graph of a rule: every state that registrations and deregistrations can bring the vector into
 * from empty, with lengths up to a bound, and what each of the two makes of the state.
 *
 * A state is everything in the vector that decides its future: length, capacity, what backs the
 * buffer and holds it.  So graphs are for rules that look at `len` and `cap` only, on machines
 * without chance failures.  Steps are the model's own (model/vector.h).
 *
 * Invariant: states are numbered in breadth-first order; 0 is the empty vector.
 */
#ifndef KVSIM_WORST_GRAPH_H
#define KVSIM_WORST_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "model/machine.h"
#include "model/vector.h"
#include "policy/rule.h"

/* What can happen in a state. */
enum turn { TURN_REGISTER, TURN_DEREGISTER, TURNS };

/* No next state: a registration at the bound, a deregistration when empty. */
#define GRAPH_NOWHERE UINT32_MAX

struct graph_state {
    int64_t held_bytes;
    int64_t copied_bytes[TURNS];
    uint32_t next[TURNS];
    uint16_t len, cap; /* cap is below 2 * LIMIT_WORST_LENGTH */
    uint8_t action[TURNS];
    uint8_t backing;
    bool huge;
};

struct graph_setup {
    const struct rule *rule; /* graph_has() must hold */
    const struct machine *machine;
    int64_t max_length;         /* from 1 to LIMIT_WORST_LENGTH */
    bool (*stop)(void *asking); /* tells whether to give up, called now and then; NULL for never */
    void *asking;
};

enum graph_result {
    GRAPH_FINE,
    GRAPH_RULE_FAILED, /* its arithmetic failed, on graph->view */
    GRAPH_TOO_LARGE,   /* more than LIMIT_GRAPH_STATES */
    GRAPH_NO_MEMORY,
    GRAPH_STOPPED,
};

enum { GRAPH_BLOCK = 1 << 16, GRAPH_BLOCKS = LIMIT_GRAPH_STATES / GRAPH_BLOCK };

struct graph {
    struct graph_setup setup;
    struct graph_state *blocks[GRAPH_BLOCKS];
    uint32_t count;
    uint32_t *slots; /* hash table of state numbers, while the graph is made */
    size_t slot_count;
    struct view view;     /* what the rule looked at last */
    struct vector failed; /* the vector at that time */
};

/* Returns whether a rule looks at the length and the capacity only. */
bool graph_has(const struct rule *rule);

/* Makes the graph.  graph_fini is due in any case. */
enum graph_result graph_init(struct graph *graph, const struct graph_setup *setup);
void graph_fini(struct graph *graph);

static inline struct graph_state *graph_state(const struct graph *graph, uint32_t number) {
    return &graph->blocks[number / GRAPH_BLOCK][number % GRAPH_BLOCK];
}

/* Asks `stop` at every EVERY-th number of a walk. */
static inline bool graph_stopped(const struct graph *graph, uint32_t number) {
    enum { EVERY = 1 << 14 };
    return number % EVERY == 0 && graph->setup.stop && graph->setup.stop(graph->setup.asking);
}

#endif
