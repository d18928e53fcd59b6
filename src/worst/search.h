/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Graphs and worst cases of policies, for the program: a signal that ends it stops the work, and
 * what goes wrong is reported, but for GRAPH_TOO_LARGE, of which the caller knows who asked.
 */
#ifndef KVSIM_WORST_SEARCH_H
#define KVSIM_WORST_SEARCH_H

#include "policy/policy.h"
#include "worst/worst.h"

/* The graph of a policy whose rule has one (graph_has).  Returns GRAPH_FINE, GRAPH_RULE_FAILED
 * (reported with the state; STATUS_POLICY), GRAPH_TOO_LARGE or GRAPH_STOPPED; graph_fini is due. */
enum graph_result search_graph(struct graph *graph, const struct policy *policy,
                               const struct machine *machine, int64_t max_length);

/* Its dearest cycle.  Returns GRAPH_FINE or GRAPH_STOPPED; worst_fini is due. */
enum graph_result search_worst(struct worst *worst, const struct graph *graph, enum cost cost);

#endif
