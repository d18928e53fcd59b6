/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/worstcases.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "base/memstream.h"
#include "cli/outputs.h"
#include "report/worstcase.h"
#include "workload/memkeys.h"
#include "workload/workload.h"
#include "worst/search.h"

/* Reads the machine that --set describes; nothing may fail on it by chance. */
static bool read_machine(struct machine *machine, const struct options *options) {
    if (!workload_read_machine(machine, options->settings.items, options->settings.count))
        return false;
    for (const struct schema_key *key = memkeys; key < memkeys + memkey_count; key++) {
        struct memkeys_value value = memkeys_value(machine, key);
        if (value.kind != MEMKEYS_NUMBER || value.number <= 0)
            continue;
        diag_error("--worst-case needs memory without random failures: set memory.%s to 0",
                   key->name);
        return false;
    }
    return true;
}

/* Prints a stream in words: "+3 -1" is three registrations and a deregistration. */
static void print_turns(FILE *stream, const uint8_t *turns, int64_t count) {
    enum { SHOWN = 12 };
    int runs = 0;
    for (int64_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && turns[to] == turns[from]; to++)
            ;
        if (runs++ == SHOWN) {
            fputs(" ...", stream);
            return;
        }
        fprintf(stream, " %c%lld", turns[from] == TURN_REGISTER ? '+' : '-',
                (long long)(to - from));
    }
}

/* -v: prints the stream that does it. */
static void explain(const struct worstcase *found, enum cost cost) {
    const struct worst *worst = &found->worst[cost];
    struct memstream text;
    if (worst->events == 0)
        return;
    memstream_open(&text);
    if (worst->prefix > 0) {
        fputs(" first", text.stream);
        print_turns(text.stream, worst->turns, worst->prefix);
        fputs(", then", text.stream);
    }
    print_turns(text.stream, worst->turns + worst->prefix, worst->events);
    char *stream = memstream_close(&text);
    diag_note("%s, worst %s:%s, repeated", found->policy->rule->name, cost_names[cost], stream);
    free(stream);
}

/* Finds all worst cases of one policy.  Returns false when there is no row to print, after it has
 * reported why or when a signal ends the program. */
static bool find(struct worstcase *found, const struct machine *machine,
                 const struct options *options) {
    struct graph graph;
    enum graph_result result = search_graph(&graph, found->policy, machine, options->worst_case);
    found->states = graph.count;
    found->failed = result == GRAPH_RULE_FAILED;
    for (enum cost cost = 0; cost < COSTS && result == GRAPH_FINE; cost++) {
        result = search_worst(&found->worst[cost], &graph, cost);
        if (result == GRAPH_FINE && options->verbose)
            explain(found, cost);
    }
    graph_fini(&graph);
    if (result == GRAPH_TOO_LARGE) {
        diag_error(
            "--worst-case %lld: policy '%s' has more than %lu states and needs more than 1 GiB",
            (long long)options->worst_case, found->policy->rule->name,
            (unsigned long)LIMIT_GRAPH_STATES);
        diag_hint("give a smaller length");
    }
    return result == GRAPH_FINE || found->failed;
}

/* Finds the worst cases of the policies that have one.  Returns false after it has reported why
 * some are missing, or when a signal ends the program. */
static bool find_all(struct worstcases *cases, struct worstcase *members,
                     const struct options *options, const struct selection *selection) {
    for (size_t i = 0; i < selection->count; i++) {
        const struct policy *policy = selection->policies[i];
        if (!graph_has(policy->rule)) {
            diag_note("policy '%s' is ignored: it depends on more than len and cap, so its states "
                      "are unbounded",
                      policy->rule->name);
            continue;
        }
        struct worstcase *member = &members[cases->count];
        *member = (struct worstcase){.policy = policy};
        if (!find(member, cases->machine, options))
            return false;
        cases->count++;
    }
    if (cases->count > 0)
        return true;
    diag_error("--worst-case needs a policy that depends on len and cap only");
    return false;
}

bool worstcases_run(const struct options *options, const struct selection *selection) {
    struct machine machine;
    if (!read_machine(&machine, options))
        return false;
    struct outputs outputs = {.results = NULL};
    struct worstcase *members = array_new(selection->count, sizeof *members);
    struct worstcases cases = {
        .machine = &machine, .max_length = options->worst_case, .members = members};
    bool all = outputs_init(&outputs, options) && find_all(&cases, members, options, selection);
    /* Prints what was complete when a signal arrived, but leaves no incomplete file. */
    bool shown = all || (cases.count > 0 && interrupt_arrived() && !options->output);
    if (shown && !all)
        interrupt_print();
    if (shown)
        options->format->worst_cases(&cases, outputs_results(&outputs));
    bool written = shown && outputs_commit_results(&outputs);
    outputs_fini(&outputs);
    for (size_t i = 0; i < selection->count; i++)
        for (enum cost cost = 0; cost < COSTS; cost++)
            worst_fini(&members[i].worst[cost]);
    free(members);
    return all && written;
}
