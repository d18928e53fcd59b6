/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/overall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/names.h"
#include "base/plural.h"
#include "results/results.h"

static void begin(struct overall *overall, const struct criteria *criteria, size_t policies) {
    if (overall->ratios)
        return;
    overall->policy_count = policies;
    overall->objective_count = criteria->objective_count;
    overall->ratios = array_new(policies * OBJECTIVES, sizeof *overall->ratios);
    overall->shown = array_new(policies, sizeof *overall->shown);
    overall->judged = array_new(policies, sizeof *overall->judged);
}

/* Adds a policy's value of an objective in a context, and the best policy's value. */
static void add(struct overall_ratio *ratio, double value, double best, size_t workload,
                int context) {
    if (best <= 0) {
        ratio->above += value > 0;
        return;
    }
    double quotient = value / best;
    ratio->sum += quotient;
    ratio->count++;
    if (quotient > ratio->worst) {
        ratio->worst = quotient;
        ratio->workload = workload;
        ratio->context = context;
    }
}

void overall_take(struct overall *overall, const struct results *results, size_t workload,
                  int context) {
    const struct criteria *criteria = results->setup.criteria;
    const struct summary *summary = results->summaries[workload];
    const struct decision *decision = results_decision(results, workload, context);
    begin(overall, criteria, summary->policy_count);
    overall->workloads += context == 0;
    for (size_t i = 0; i < decision->shown_count; i++)
        overall->shown[decision->shown[i]]++;
    for (size_t i = 0; i < decision->candidate_count; i++)
        overall->judged[decision->ranking[i]]++;
    overall->contexts++;
    if (decision->candidate_count == 0)
        return;
    for (int k = 0; k < criteria->objective_count; k++) {
        int column = criteria->objectives[k];
        double best = summary_value(summary, context, decision->best[k], column).mean;
        overall->zeros[k] += best <= 0;
        for (size_t i = 0; i < decision->candidate_count; i++) {
            size_t policy = decision->ranking[i];
            add(&overall->ratios[policy * OBJECTIVES + (size_t)k],
                summary_value(summary, context, policy, column).mean, best, workload, context);
        }
    }
}

void overall_fini(struct overall *overall) {
    free(overall->ratios);
    free(overall->shown);
    free(overall->judged);
}

/* Returns a ratio in thousandths, as it is printed and compared. */
static double thousandths(double ratio) {
    return rint(1000 * ratio);
}

void overall_write_mean(const struct overall_ratio *ratio, char text[NUMBER_TEXT]) {
    if (ratio->count > 0)
        number_write(text, (number_i128)thousandths(ratio->sum / (double)ratio->count), 3);
    else
        snprintf(text, NUMBER_TEXT, "-");
}

void overall_write_worst(const struct overall_ratio *ratio, char text[NUMBER_TEXT]) {
    if (ratio->count > 0)
        number_write(text, (number_i128)thousandths(ratio->worst), 3);
    else
        snprintf(text, NUMBER_TEXT, "-");
}

void overall_write_head(const struct overall *overall, FILE *stream) {
    fprintf(stream,
            "%llu %s of %llu %s; each policy's value divided by the smallest of all policies",
            (unsigned long long)overall->contexts, plural(overall->contexts, "context", "contexts"),
            (unsigned long long)overall->workloads,
            plural(overall->workloads, "workload", "workloads"));
}

/* Lines */

/* Returns a policy's line without its name. */
static char *texts_of(const struct overall *overall, size_t policy) {
    struct memstream texts;
    memstream_open(&texts);
    for (int k = 0; k < overall->objective_count; k++) {
        char mean[NUMBER_TEXT], worst[NUMBER_TEXT];
        const struct overall_ratio *ratio = overall_ratio(overall, policy, k);
        overall_write_mean(ratio, mean);
        overall_write_worst(ratio, worst);
        fprintf(texts.stream, "%s %s %llu,", mean, worst, (unsigned long long)ratio->above);
    }
    return memstream_close(&texts);
}

struct overall_line *overall_lines(const struct results *results, size_t *count) {
    const struct overall *overall = &results->overall;
    struct overall_line *lines = array_new(overall->policy_count, sizeof *lines);
    struct names names = {0};
    size_t shown = 0;
    *count = 0;
    for (size_t p = 0; p < overall->policy_count; p++)
        shown += overall->shown[p] > 0;
    for (size_t p = 0; p < overall->policy_count; p++) {
        if (overall->shown[p] == 0)
            continue;
        size_t number = *count;
        if (shown >= RESULTS_MANY) {
            char *texts = texts_of(overall, p);
            number = names_add(&names, texts, strlen(texts));
            free(texts);
        }
        if (number == *count) {
            lines[(*count)++] = (struct overall_line){.policy = p};
            continue;
        }
        lines[number].others++;
        if (results_has_shorter_name(results, p, lines[number].policy))
            lines[number].policy = p;
    }
    names_fini(&names);
    return lines;
}

/* The verdict */

/* Returns a policy's worst ratio of any objective. */
static double worst_of(const struct overall *overall, size_t policy) {
    double worst = 0;
    for (int k = 0; k < overall->objective_count; k++) {
        double ratio = thousandths(overall_ratio(overall, policy, k)->worst);
        worst = ratio > worst ? ratio : worst;
    }
    return worst;
}

static uint64_t above_of(const struct overall *overall, size_t policy) {
    uint64_t above = 0;
    for (int k = 0; k < overall->objective_count; k++)
        above += overall_ratio(overall, policy, k)->above;
    return above;
}

/* Below 0 when a is safer than b: it is above a best 0 in fewer contexts; or its worst ratio over
 * all objectives is smaller; or the first objective in which they differ is, at worst or on
 * average. */
static int compare(const struct overall *overall, size_t a, size_t b) {
    if (above_of(overall, a) != above_of(overall, b))
        return above_of(overall, a) < above_of(overall, b) ? -1 : 1;
    double left = worst_of(overall, a), right = worst_of(overall, b);
    for (int k = 0; left == right && k < overall->objective_count; k++) {
        left = thousandths(overall_ratio(overall, a, k)->worst);
        right = thousandths(overall_ratio(overall, b, k)->worst);
    }
    for (int k = 0; left == right && k < overall->objective_count; k++) {
        const struct overall_ratio *of_a = overall_ratio(overall, a, k);
        const struct overall_ratio *of_b = overall_ratio(overall, b, k);
        left = of_a->count > 0 ? thousandths(of_a->sum / (double)of_a->count) : 0;
        right = of_b->count > 0 ? thousandths(of_b->sum / (double)of_b->count) : 0;
    }
    return (left > right) - (left < right);
}

/* Returns whether a policy completed, and exceeded no bound, in every context. */
static bool is_everywhere(const struct overall *overall, size_t policy) {
    return overall->judged[policy] == overall->contexts;
}

/* Returns whether there is a ratio of any objective: of some policy, and so of each one that is
 * judged in every context. */
static bool has_ratios(const struct overall *overall) {
    for (int k = 0; k < overall->objective_count; k++)
        if (overall->zeros[k] < overall->contexts)
            return true;
    return false;
}

static void write_place(const struct results *results, const struct overall_ratio *ratio,
                        FILE *stream) {
    const struct summary *summary = results->summaries[ratio->workload];
    fputs(" (", stream);
    results_write_workload(results, ratio->workload, stream);
    if (summary->context_count > 1)
        fprintf(stream, ", context %s", summary->contexts[ratio->context].name);
    fputc(')', stream);
}

/* "1.600 times the best mean held bytes (adversary), 1.000 times the best moves" */
static void write_worst(const struct results *results, size_t policy, FILE *stream) {
    const struct overall *overall = &results->overall;
    const char *between = "";
    for (int k = 0; k < overall->objective_count; k++) {
        const struct overall_ratio *ratio = overall_ratio(overall, policy, k);
        if (ratio->count == 0)
            continue;
        char worst[NUMBER_TEXT];
        overall_write_worst(ratio, worst);
        fprintf(stream, "%s%s times the best ", between, worst);
        column_write_words(results->setup.criteria->objectives[k], stream);
        if (thousandths(ratio->worst) > thousandths(1))
            write_place(results, ratio, stream);
        between = ", ";
    }
}

/* The safest policy that can be shipped; of several, the one with the shortest name.  Sets how many
 * others tie.  SIZE_MAX for none. */
static size_t find_safest(const struct results *results, size_t *others) {
    const struct overall *overall = &results->overall;
    size_t safest = SIZE_MAX;
    for (size_t p = 0; p < overall->policy_count; p++) {
        if (rule_is_planned(results->setup.policies[p]->rule) || !is_everywhere(overall, p))
            continue;
        int order = safest == SIZE_MAX ? -1 : compare(overall, p, safest);
        *others = order < 0 ? 0 : *others + (order == 0);
        if (order < 0 || (order == 0 && results_has_shorter_name(results, p, safest)))
            safest = p;
    }
    return safest;
}

/* Returns whether the worst ratios tell the safety of two policies apart. */
static bool differ_at_worst(const struct overall *overall, size_t a, size_t b) {
    bool differ = above_of(overall, a) != above_of(overall, b);
    for (int k = 0; !differ && k < overall->objective_count; k++)
        differ = thousandths(overall_ratio(overall, a, k)->worst) !=
                 thousandths(overall_ratio(overall, b, k)->worst);
    return differ;
}

/* Writes the worst ratios of the safest policy, and of the baseline or the first of a few if they
 * show that it is less safe. */
static void write_ratios(const struct results *results, size_t safest, FILE *stream) {
    const struct overall *overall = &results->overall;
    struct policy *const *policies = results->setup.policies;
    fputs(", at worst ", stream);
    write_worst(results, safest, stream);
    int64_t baseline = results->setup.baseline;
    size_t other = baseline >= 0 ? (size_t)baseline : 0;
    bool meant = baseline >= 0 || overall->policy_count < RESULTS_MANY;
    if (meant && !rule_is_planned(policies[other]->rule) && is_everywhere(overall, other) &&
        differ_at_worst(overall, other, safest)) {
        fprintf(stream, "; %s: ", policies[other]->rule->name);
        write_worst(results, other, stream);
    }
}

static void write_safest(const struct results *results, FILE *stream) {
    size_t others = 0, safest = find_safest(results, &others);
    if (safest == SIZE_MAX) {
        fprintf(stream, "No policy %s in every context.",
                results->setup.criteria->bound_count > 0 ? "is within the bounds" : "has results");
        return;
    }
    fprintf(stream, "Safest overall: %s", results->setup.policies[safest]->rule->name);
    if (others > 0)
        fprintf(stream, " (%zu %s)", others, plural(others, "other ties", "others tie"));
    if (has_ratios(&results->overall))
        write_ratios(results, safest, stream);
    fputc('.', stream);
}

/* Writes in how many contexts an objective has no ratio, if any. */
static void write_zeros(const struct results *results, int objective, FILE *stream) {
    const struct overall *overall = &results->overall;
    uint64_t above = 0;
    if (overall->zeros[objective] == 0)
        return;
    for (size_t p = 0; p < overall->policy_count; p++)
        above += overall_ratio(overall, p, objective)->above > 0;
    fprintf(stream, "In %llu of %llu %s the best has 0 ",
            (unsigned long long)overall->zeros[objective], (unsigned long long)overall->contexts,
            plural(overall->contexts, "context", "contexts"));
    column_write_words(results->setup.criteria->objectives[objective], stream);
    fprintf(stream, ", so there is no ratio; %llu %s more.", (unsigned long long)above,
            plural(above, "policy has", "policies have"));
}

struct verdict overall_verdict(const struct results *results) {
    _Static_assert(1 + OBJECTIVES <= VERDICT_SENTENCES, "there is room for all sentences");
    struct verdict verdict = {.count = 0};
    for (int k = -1; k < results->overall.objective_count; k++) {
        struct memstream written;
        memstream_open(&written);
        if (k < 0)
            write_safest(results, written.stream);
        else
            write_zeros(results, k, written.stream);
        verdict_add(&verdict, memstream_close(&written));
    }
    return verdict;
}
