/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worst/search.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/interrupt.h"
#include "base/plural.h"

static bool stop(void *asking) {
    (void)asking;
    return interrupt_arrived();
}

static void report_failure(const struct policy *policy, const struct graph *graph) {
    const struct vector *failed = &graph->failed;
    char where[128];
    snprintf(where, sizeof where,
             "a deregistration that leaves length %lld and capacity %lld (%s, %lld %s)",
             (long long)failed->len, (long long)failed->cap,
             memory_backing_name(failed->buffer.backing), (long long)failed->buffer.held_bytes,
             plural((uint64_t)failed->buffer.held_bytes, "byte", "bytes"));
    policy_report(policy, &graph->view, where);
}

enum graph_result search_graph(struct graph *graph, const struct policy *policy,
                               const struct machine *machine, int64_t max_length) {
    const struct graph_setup setup = {
        .rule = policy->rule, .machine = machine, .max_length = max_length, .stop = stop};
    enum graph_result result = graph_init(graph, &setup);
    if (result == GRAPH_NO_MEMORY)
        diag_no_memory();
    if (result == GRAPH_RULE_FAILED)
        report_failure(policy, graph);
    return result;
}

enum graph_result search_worst(struct worst *worst, const struct graph *graph, enum cost cost) {
    enum graph_result result = worst_init(worst, graph, cost);
    if (result == GRAPH_NO_MEMORY)
        diag_no_memory();
    return result;
}
