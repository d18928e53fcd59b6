/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Graphs and worst cases of policies, for the program.  A signal that ends the program stops the
 * work.  Failures are reported, except GRAPH_TOO_LARGE: there the caller knows who asked.
 */
#ifndef KVSIM_WORST_SEARCH_H
#define KVSIM_WORST_SEARCH_H

#include "policy/policy.h"
#include "worst/worst.h"

/* Makes the graph of a policy whose rule has one (graph_has).  Returns GRAPH_FINE,
 * GRAPH_RULE_FAILED (reported with the state; STATUS_POLICY), GRAPH_TOO_LARGE or GRAPH_STOPPED;
 * graph_fini is due. */
enum graph_result search_graph(struct graph *graph, const struct policy *policy,
                               const struct machine *machine, int64_t max_length);

/* Finds its most expensive cycle.  Returns GRAPH_FINE or GRAPH_STOPPED; worst_fini is due. */
enum graph_result search_worst(struct worst *worst, const struct graph *graph, enum cost cost);

#endif
