/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/plural.h"
#include "base/utf8.h"

void results_begin(struct results *results, const struct results_setup *setup) {
    *results = (struct results){
        .setup = *setup,
        .summaries = array_new(setup->workload_count, sizeof *results->summaries),
        .decisions = array_new(setup->workload_count, sizeof *results->decisions),
    };
}

bool results_add(struct results *results, const struct results_receiver *receiver) {
    results->receivers = array_grow(results->receivers, results->receiver_count,
                                    &results->receiver_room, sizeof *results->receivers);
    struct results_receiver *added = &results->receivers[results->receiver_count++];
    *added = *receiver;
    added->results = results;
    return !added->begin || added->begin(added);
}

/* Summaries and decisions */

static bool sum_up(struct results *results, const struct cell *cell) {
    struct summary **summary = &results->summaries[cell->variant];
    if (!*summary)
        *summary = summary_new(cell, results->setup.baseline, results->setup.criteria);
    return summary_take(*summary, cell);
}

static void decide(struct results *results, size_t workload) {
    const struct summary *summary = results->summaries[workload];
    if (!summary || results->decisions[workload])
        return;
    struct decision **decisions = array_new((size_t)summary->context_count, sizeof *decisions);
    for (int c = 0; c < summary->context_count; c++)
        decisions[c] = decision_new(results->setup.criteria, summary, c);
    results->decisions[workload] = decisions;
}

static void forget(struct results *results, size_t workload) {
    struct decision **decisions = results->decisions[workload];
    for (int c = 0; decisions && c < results->summaries[workload]->context_count; c++)
        decision_free(decisions[c]);
    free(decisions);
    summary_free(results->summaries[workload]);
    results->decisions[workload] = NULL;
    results->summaries[workload] = NULL;
}

/* Cells */

static bool hand_on(void *state, const struct cell *cell) {
    struct results *results = state;
    bool fine = true;
    for (size_t i = 0; fine && i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        fine = !receiver->take || receiver->take(receiver, cell);
    }
    return fine;
}

/* All cells of a workload were handed on. */
static bool tell_finished(struct results *results, size_t workload) {
    const struct summary *summary = results->summaries[workload];
    bool fine = true;
    for (int c = 0; results->decisions[workload] && c < summary->context_count; c++)
        overall_take(&results->overall, results, workload, c);
    for (size_t i = 0; fine && i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        fine = !receiver->finish || receiver->finish(receiver, workload);
    }
    if (!results->setup.summaries_kept)
        forget(results, workload);
    return fine;
}

/* All cells of the workload were taken. */
static bool finish_workload(struct results *results) {
    decide(results, results->workload);
    return !results->counted || (spool_empty(&results->spool, hand_on, results) &&
                                 tell_finished(results, results->workload));
}

/* Counts the rows of a study while their number is unknown. */
static void count_rows(struct results *results, const struct cell *cell) {
    results->counted = cell->study.rows > 0;
    if (results->counted)
        results->print = cell->study;
    else
        results->print = (struct fingerprint){cell->rows_before + (uint64_t)cell->context_count *
                                                                      cell->policy_count,
                                              cell->study.digest};
    fingerprint_write(&results->print, results->study);
}

bool results_take(struct results *results, const struct cell *cell) {
    const struct results_setup *setup = &results->setup;
    if (results->begun && results->workload != cell->variant && !finish_workload(results))
        return false;
    results->begun = true;
    results->workload = cell->variant;
    if (!results->counted)
        count_rows(results, cell);
    if (setup->summed_up && !sum_up(results, cell))
        return false;
    bool only = !cell->random || setup->replications == 1;
    if (only)
        decide(results, cell->variant);
    if (!results->counted || (!only && criteria_choose(setup->criteria)))
        return spool_put(&results->spool, cell);
    return hand_on(results, cell);
}

/* Hands on what has waited for the number of rows. */
static bool release(void *state, const struct cell *cell) {
    struct results *results = state;
    if (results->released != cell->variant && !tell_finished(results, results->released))
        return false;
    results->released = cell->variant;
    return hand_on(results, cell);
}

bool results_finish(struct results *results) {
    if (!results->begun)
        return true;
    results->begun = false;
    return finish_workload(results) &&
           (results->counted || (spool_empty(&results->spool, release, results) &&
                                 tell_finished(results, results->released)));
}

bool results_end(struct results *results) {
    bool fine = results_finish(results);
    for (size_t i = 0; fine && i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        fine = !receiver->end || receiver->end(receiver);
    }
    return fine;
}

void results_fini(struct results *results) {
    for (size_t i = 0; i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        if (receiver->fini)
            receiver->fini(receiver);
    }
    for (size_t w = 0; w < results->setup.workload_count; w++)
        forget(results, w);
    overall_fini(&results->overall);
    spool_fini(&results->spool);
    free(results->receivers);
    free(results->summaries);
    free(results->decisions);
}

const struct decision *results_decision(const struct results *results, size_t workload,
                                        int context) {
    struct decision **decisions = results->decisions[workload];
    return decisions ? decisions[context] : NULL;
}

size_t results_shown_count(const struct results *results, size_t workload, int context,
                           size_t policies) {
    const struct decision *decision = results_decision(results, workload, context);
    return decision ? decision->shown_count : policies;
}

size_t results_shown(const struct results *results, size_t workload, int context, size_t i) {
    const struct decision *decision = results_decision(results, workload, context);
    return decision ? decision->shown[i] : i;
}

bool results_row(const struct results *results, const struct cell *cell, int context, size_t policy,
                 struct row *row) {
    const struct decision *decision = results_decision(results, cell->variant, context);
    *row = column_row(cell, context, policy, results->study);
    return cell_wants(cell, context, policy) && (!decision || decision->kept[policy]);
}

bool results_random(const struct results *results, size_t workload) {
    const struct summary *summary = results->summaries[workload];
    return !summary || summary->random;
}

bool results_over_all(const struct results *results) {
    const struct overall *overall = &results->overall;
    bool judged = false;
    for (size_t p = 0; p < overall->policy_count && !judged; p++)
        judged = overall->judged[p] > 0;
    return overall->workloads > 1 && overall->policy_count > 1 && judged;
}

const char *results_varied(const struct results *results, size_t workload, size_t axis) {
    const struct vary *vary = results->setup.vary;
    return vary_value(vary, workload % vary_combinations(vary), axis);
}

void results_write_workload(const struct results *results, size_t workload, FILE *stream) {
    const struct vary *vary = results->setup.vary;
    fputs(results->setup.workloads[workload]->name, stream);
    for (size_t k = 0; k < vary->count; k++)
        fprintf(stream, ", %s=%s", vary->axes[k].key, results_varied(results, workload, k));
}

char *results_cell_name(const struct results *results, const struct cell *cell) {
    bool replicated = cell->random && results->setup.replications > 1;
    struct memstream name;
    if (results->setup.workload_count == 1 && !replicated)
        return NULL;
    memstream_open(&name);
    results_write_workload(results, cell->variant, name.stream);
    if (replicated)
        fprintf(name.stream, ", replication %llu", (unsigned long long)cell->replication);
    return memstream_close(&name);
}

bool results_has_shorter_name(const struct results *results, size_t policy, size_t other) {
    const char *name = results->setup.policies[policy]->rule->name;
    const char *other_name = results->setup.policies[other]->rule->name;
    return utf8_count(name, strlen(name)) < utf8_count(other_name, strlen(other_name));
}

void results_write_others(size_t others, FILE *stream) {
    if (others > 0)
        fprintf(stream, " = %zu %s", others, plural(others, "other", "others"));
}
