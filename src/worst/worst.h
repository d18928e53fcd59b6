/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worst that can happen to a rule: the endless stream of registrations and deregistrations
 * that costs most per event, and that is a cycle in the rule's graph.
 *
 * Its mean is the amortised cost of an event, exactly: no stream within the bound on the length
 * costs more for long, and this one costs so much.
 */
#ifndef KVSIM_WORST_WORST_H
#define KVSIM_WORST_WORST_H

#include "worst/graph.h"

/* What an event may cost. */
enum cost { COST_REALLOCS, COST_MOVES, COST_COPIED_BYTES, COSTS };

/* Their names, as those of the columns of the results. */
extern const char *const cost_names[COSTS];

/* A cycle and the way to it from empty.  When nothing costs anything for ever, all is 0. */
struct worst {
    int64_t total, events; /* what one round costs, and how many events it has */
    int64_t low, high;     /* the shortest and the longest length in it */
    uint32_t start;        /* the state where a round begins, of those in it the first found */
    int64_t prefix;        /* how many events lead there from empty */
    uint8_t *turns;        /* those, then a round: enum turn */
};

/* Finds the dearest cycle, the same one on every machine.  Returns GRAPH_FINE, GRAPH_NO_MEMORY or
 * GRAPH_STOPPED; worst_fini is due whatever comes of it. */
enum graph_result worst_init(struct worst *worst, const struct graph *graph, enum cost cost);
void worst_fini(struct worst *worst);

#endif
