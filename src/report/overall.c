/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/overall.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/names.h"
#include "report/column.h"

static void begin(struct overall *overall, const struct criteria *criteria, size_t policies) {
    if (overall->ratios)
        return;
    overall->policy_count = policies;
    overall->objective_count = criteria->objective_count;
    overall->ratios = array_new(policies * OBJECTIVES, sizeof *overall->ratios);
    overall->shown = array_new(policies, sizeof *overall->shown);
}

/* Adds what a policy has of an objective, of which the best one has so much. */
static void add(struct overall_ratio *ratio, double value, double best) {
    if (best <= 0) {
        ratio->above += value > 0;
        return;
    }
    double quotient = value / best;
    ratio->sum += quotient;
    ratio->count++;
    if (quotient > ratio->worst)
        ratio->worst = quotient;
}

void overall_take(struct overall *overall, const struct criteria *criteria,
                  const struct summary *summary, const struct decision *decision, int context) {
    begin(overall, criteria, summary->policy_count);
    for (size_t i = 0; i < decision->shown_count; i++)
        overall->shown[decision->shown[i]]++;
    if (decision->candidate_count == 0)
        return;
    overall->contexts++;
    for (int k = 0; k < criteria->objective_count; k++) {
        int column = criteria->objectives[k];
        double best = summary_value(summary, context, decision->best[k], column).mean;
        overall->zeros[k] += best <= 0;
        for (size_t i = 0; i < decision->candidate_count; i++) {
            size_t policy = decision->ranking[i];
            add(&overall->ratios[policy * OBJECTIVES + (size_t)k],
                summary_value(summary, context, policy, column).mean, best);
        }
    }
}

void overall_fini(struct overall *overall) {
    free(overall->ratios);
    free(overall->shown);
}

void overall_write_mean(const struct overall_ratio *ratio, char text[NUMBER_TEXT]) {
    if (ratio->count > 0)
        snprintf(text, NUMBER_TEXT, "%.3f", ratio->sum / (double)ratio->count);
    else
        snprintf(text, NUMBER_TEXT, "-");
}

void overall_write_worst(const struct overall_ratio *ratio, char text[NUMBER_TEXT]) {
    if (ratio->count > 0)
        snprintf(text, NUMBER_TEXT, "%.3f", ratio->worst);
    else
        snprintf(text, NUMBER_TEXT, "-");
}

/* Lines */

/* What a policy's line says, but for its name. */
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

struct overall_line *overall_lines(const struct overall *overall, size_t joined, size_t *count) {
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
        if (shown >= joined) {
            char *texts = texts_of(overall, p);
            number = names_add(&names, texts, strlen(texts));
            free(texts);
        }
        if (number < *count)
            lines[number].others++;
        else
            lines[(*count)++] = (struct overall_line){.policy = p};
    }
    names_fini(&names);
    return lines;
}

/* The verdict */

/* The worst of any objective. */
static double worst_of(const struct overall *overall, size_t policy) {
    double worst = 0;
    for (int k = 0; k < overall->objective_count; k++)
        if (overall_ratio(overall, policy, k)->worst > worst)
            worst = overall_ratio(overall, policy, k)->worst;
    return worst;
}

static uint64_t above_of(const struct overall *overall, size_t policy) {
    uint64_t above = 0;
    for (int k = 0; k < overall->objective_count; k++)
        above += overall_ratio(overall, policy, k)->above;
    return above;
}

/* Below 0 when a is safer than b: more seldom above a best one's 0, nearer to the best in the
 * objective in which it is furthest from it, and then in the first objective in which they differ.
 */
static int compare(const struct overall *overall, size_t a, size_t b) {
    if (above_of(overall, a) != above_of(overall, b))
        return above_of(overall, a) < above_of(overall, b) ? -1 : 1;
    double left = worst_of(overall, a), right = worst_of(overall, b);
    for (int k = 0; left == right && k < overall->objective_count; k++) {
        left = overall_ratio(overall, a, k)->worst;
        right = overall_ratio(overall, b, k)->worst;
    }
    return (left > right) - (left < right);
}

/* It came to its end, and exceeded no bound, in every context. */
static bool is_everywhere(const struct overall *overall, size_t policy) {
    return overall_ratio(overall, policy, 0)->count + overall->zeros[0] == overall->contexts;
}

static void write_words(FILE *stream, int column) {
    for (const char *at = columns[column].name; *at; at++)
        fputc(*at == '_' ? ' ' : *at, stream);
}

static void write_safest(const struct overall *overall, const struct criteria *criteria,
                         struct policy *const *policies, FILE *stream) {
    size_t safest = overall->policy_count, equal = 0;
    for (size_t p = 0; p < overall->policy_count; p++) {
        if (rule_is_planned(policies[p]->rule) || !is_everywhere(overall, p))
            continue;
        int order = safest < overall->policy_count ? compare(overall, p, safest) : -1;
        equal = order < 0 ? 0 : equal + (order == 0);
        safest = order < 0 ? p : safest;
    }
    if (safest == overall->policy_count) {
        fputs("No policy is judged in every context.\n", stream);
        return;
    }
    fprintf(stream, "Safest for all is %s", policies[safest]->rule->name);
    if (equal > 0)
        fprintf(stream, ", with %zu other%s that %s the same", equal, equal > 1 ? "s" : "",
                equal > 1 ? "are" : "is");
    fputs(": at worst ", stream);
    for (int k = 0; k < overall->objective_count; k++) {
        char worst[NUMBER_TEXT];
        overall_write_worst(overall_ratio(overall, safest, k), worst);
        fprintf(stream, "%s%s times the best ", k > 0 ? ", " : "", worst);
        write_words(stream, criteria->objectives[k]);
    }
    fputs(".\n", stream);
}

void overall_write_verdict(const struct overall *overall, const struct criteria *criteria,
                           struct policy *const *policies, FILE *stream) {
    write_safest(overall, criteria, policies, stream);
    for (int k = 0; k < overall->objective_count; k++) {
        uint64_t above = 0;
        for (size_t p = 0; p < overall->policy_count; p++)
            above += overall_ratio(overall, p, k)->above > 0;
        if (overall->zeros[k] == 0)
            continue;
        fprintf(stream, "In %llu of %llu contexts the best has 0 ",
                (unsigned long long)overall->zeros[k], (unsigned long long)overall->contexts);
        write_words(stream, criteria->objectives[k]);
        fprintf(stream, ", of which there is no ratio; %llu polic%s more there.\n",
                (unsigned long long)above, above == 1 ? "y has" : "ies have");
    }
}
