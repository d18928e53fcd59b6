/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worst case of a rule: the endless stream of registrations and deregistrations that costs most
 * per event.  It is a cycle in the rule's graph.
 *
 * Its mean is the exact amortised cost of an event.  No stream within the bound on the length costs
 * more for long, and this one costs exactly that.
 */
#ifndef KVSIM_WORST_WORST_H
#define KVSIM_WORST_WORST_H

#include "worst/graph.h"

/* What an event may cost. */
enum cost { COST_REALLOCS, COST_MOVES, COST_COPIED_BYTES, COSTS };

/* Cost names, as those of the columns of the results. */
extern const char *const cost_names[COSTS];

/* A cycle and its prefix from empty.  All 0 when nothing costs anything for ever. */
struct worst {
    int64_t total, events; /* cost of one round, and events in it */
    int64_t low, high;     /* shortest and longest length in it */
    uint32_t start;        /* where a round begins: the first found of its states */
    int64_t prefix;        /* events that lead there from empty */
    uint8_t *turns;        /* the prefix, then a round: enum turn */
};

/* Finds the most expensive cycle, the same on every machine.  Returns GRAPH_FINE, GRAPH_NO_MEMORY
 * or GRAPH_STOPPED; worst_fini is due in any case. */
enum graph_result worst_init(struct worst *worst, const struct graph *graph, enum cost cost);
void worst_fini(struct worst *worst);

#endif
