/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/plural.h"
#include "results/results.h"
#include "results/sheet.h"

/* A saving below this part of a figure is negligible. */
static const double negligible = 0.001;

/* How a policy compares with another one, by the first objective in which they differ. */
enum comparison { BETTER, EQUAL, WORSE, UNTOLD /* from chance */, UNKNOWN };

#define NO_POLICY SIZE_MAX

/* The subject of a verdict.  A rule is a policy that completed at least one run and does not need
 * to know the future, so it can be shipped. */
struct matter {
    const struct results *results;
    const struct summary *summary;
    const struct criteria *criteria;
    int context;
    size_t *rules, rule_count; /* within the bounds, in the order of their ranking */
    size_t idle;               /* one that never shrank; NO_POLICY where there is none */
    size_t other;              /* the baseline, or the first of a few; the same */
    size_t best;               /* among the rules; the same */
    size_t *found;             /* room for policies */
};

static const char *name_of(const struct matter *matter, size_t policy) {
    return matter->results->setup.policies[policy]->rule->name;
}

/* Returns the number of replications that a policy completed. */
static uint64_t completed(const struct matter *matter, size_t policy) {
    number_i128 sum;
    return summary_sum(matter->summary, matter->context, policy, column_first_figure, &sum);
}

static bool is_rule(const struct matter *matter, size_t policy) {
    return !rule_is_planned(matter->results->setup.policies[policy]->rule) &&
           completed(matter, policy) > 0;
}

static double mean_in(const struct matter *matter, size_t policy, int column) {
    return summary_value(matter->summary, matter->context, policy, column).mean;
}

static double mean_of_column(const struct matter *matter, size_t policy, const char *column) {
    return mean_in(matter, policy, column_find(column));
}

static bool never_shrank(const struct matter *matter, size_t policy) {
    return mean_in(matter, policy, matter->summary->columns.shrinks) == 0;
}

/* Returns whether a policy freed slots, but not one byte while the vector had entries. */
static bool shrank_in_vain(const struct matter *matter, size_t policy) {
    const struct reclaim *reclaim = summary_reclaim(matter->summary, matter->context, policy);
    return reclaim->freed_slots && !reclaim->freed_bytes_in_use;
}

/* Comparing */

static enum comparison compare_objective(const struct matter *matter, size_t policy, size_t other,
                                         int objective) {
    struct estimate difference;
    if (policy == other)
        return EQUAL;
    if (!summary_pair(matter->summary, matter->context, policy, other, objective, &difference) ||
        difference.count == 0)
        return UNKNOWN;
    if (difference.constant && difference.sum == 0)
        return EQUAL;
    if (fabs(difference.mean) <= difference.half_width)
        return UNTOLD;
    return difference.mean < 0 ? BETTER : WORSE;
}

static enum comparison compare(const struct matter *matter, size_t policy, size_t other) {
    enum comparison comparison = EQUAL;
    for (int k = 0; k < matter->criteria->objective_count && comparison == EQUAL; k++)
        comparison = compare_objective(matter, policy, other, k);
    return comparison;
}

/* Finds the other rules that compare in this way with a policy. */
static size_t find_rules(const struct matter *matter, size_t policy, enum comparison wanted) {
    size_t count = 0;
    for (size_t i = 0; i < matter->rule_count; i++)
        if (matter->rules[i] != policy && compare(matter, matter->rules[i], policy) == wanted)
            matter->found[count++] = matter->rules[i];
    return count;
}

/* Returns the largest relative gain of a policy over another one, over the objectives where it is
 * better. */
static double gain_of(const struct matter *matter, size_t policy, size_t other) {
    double gain = 0;
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        if (compare_objective(matter, policy, other, k) != BETTER)
            continue;
        int column = matter->criteria->objectives[k];
        double value = mean_in(matter, other, column);
        double part = (value - mean_in(matter, policy, column)) / value;
        gain = part > gain ? part : gain;
    }
    return gain;
}

/* Words */

static void write_objectives(const struct matter *matter, FILE *stream) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        fputs(k > 0 ? ", then " : "", stream);
        column_write_words(matter->criteria->objectives[k], stream);
    }
}

static void write_values(const struct matter *matter, size_t policy, FILE *stream) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        int column = matter->criteria->objectives[k];
        struct estimate value = summary_value(matter->summary, matter->context, policy, column);
        char text[NUMBER_TEXT];
        sheet_write_mean(&value, sheet_decimals(column), text);
        fprintf(stream, "%s%s", k > 0 ? ", " : "", text);
    }
}

/* The names of the rules found, at most five. */
static void write_found(const struct matter *matter, size_t count, FILE *stream) {
    enum { NAMED = 5 };
    for (size_t i = 0; i < count && i < NAMED; i++)
        fprintf(stream, "%s%s",
                i == 0           ? ""
                : i + 1 == count ? " and "
                                 : ", ",
                name_of(matter, matter->found[i]));
    if (count > NAMED)
        fprintf(stream, " and %zu more", count - NAMED);
}

/* Three significant digits of a number of at least 0; all integer digits of a large one. */
/* Writes a number, and then what it is of: one, or any other number. */
static void write_counted(double number, const char *one, const char *others, FILE *stream) {
    char text[NUMBER_TEXT];
    int decimals = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 4;
    snprintf(text, sizeof text, "%.*f", decimals, number);
    number_shorten(text);
    fputs(strcmp(text, "0") == 0 && number > 0 ? "under 0.0001" : text, stream);
    fputs(strcmp(text, "1") == 0 ? one : others, stream);
}

static void write_number(double number, FILE *stream) {
    write_counted(number, "", "", stream);
}

/* Writes how an objective of one policy differs from that of another, absolutely and relative to
 * the latter. */
static void write_difference(int column, const struct estimate *difference,
                             const struct estimate *other, FILE *stream) {
    column_write_words(column, stream);
    double size = fabs(difference->mean);
    if (difference->constant && difference->sum == 0) {
        fputs(" the same", stream);
    } else if (!difference->constant && size <= difference->half_width) {
        fputs(" not distinguishable", stream);
    } else {
        struct estimate without_sign = *difference;
        char text[NUMBER_TEXT];
        without_sign.mean = size;
        without_sign.sum = difference->sum < 0 ? -difference->sum : difference->sum;
        sheet_write_mean(&without_sign, columns[column].decimals, text);
        fputc(' ', stream);
        if (difference->constant)
            write_number(size, stream);
        else
            fputs(text, stream);
        fputs(difference->mean < 0 ? " lower" : " higher", stream);
        if (other->mean > 0) {
            fputs(" (", stream);
            write_number(100 * size / other->mean, stream);
            fputs(" %)", stream);
        }
    }
}

/* The same for all objectives. */
static void write_differences(const struct matter *matter, size_t policy, size_t other,
                              FILE *stream) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        int column = matter->criteria->objectives[k];
        struct estimate difference;
        struct estimate value = summary_value(matter->summary, matter->context, other, column);
        summary_pair(matter->summary, matter->context, policy, other, k, &difference);
        fputs(k > 0 ? ", " : "", stream);
        write_difference(column, &difference, &value, stream);
    }
}

/* Sentences.  Each is written whole or not at all. */

/* Names those that may be as good as the best one: "; a and b are not distinguishable from it". */
static void write_doubt(const struct matter *matter, FILE *stream) {
    size_t count = find_rules(matter, matter->best, UNTOLD);
    if (count == 0)
        return;
    fputs("; ", stream);
    write_found(matter, count, stream);
    fprintf(stream, " %s not distinguishable from it", plural(count, "is", "are"));
}

/* A policy that lets fewer processes in has less to hold. */
static void write_rejections(const struct matter *matter, FILE *stream) {
    int column = matter->summary->columns.rejected;
    size_t fewest = matter->best;
    for (size_t i = 0; i < matter->rule_count; i++)
        if (mean_in(matter, matter->rules[i], column) < mean_in(matter, fewest, column))
            fewest = matter->rules[i];
    if (fewest == matter->best)
        return;
    fputs("; it rejected ", stream);
    write_counted(mean_in(matter, matter->best, column), " registration", " registrations", stream);
    fprintf(stream, ", %s ", name_of(matter, fewest));
    write_number(mean_in(matter, fewest, column), stream);
}

static void write_best(const struct matter *matter, FILE *stream) {
    if (matter->rule_count < 2)
        return;
    size_t equal = find_rules(matter, matter->best, EQUAL);
    fputs(matter->criteria->bound_count > 0 ? "Best within the bounds by " : "Best by ", stream);
    write_objectives(matter, stream);
    fprintf(stream, ": %s (", name_of(matter, matter->best));
    write_values(matter, matter->best, stream);
    fputc(')', stream);
    if (equal > 1 && equal + 1 == matter->rule_count) {
        fputs("; all others tie", stream);
    } else if (equal > 0) {
        fputs("; ", stream);
        write_found(matter, equal, stream);
        fputs(plural(equal, " ties", " tie"), stream);
    }
    write_doubt(matter, stream);
    write_rejections(matter, stream);
    fputc('.', stream);
}

/* Writes what the best rule saves compared with never shrinking, or with another rule. */
static void write_saving(const struct matter *matter, size_t other, FILE *stream) {
    enum comparison comparison = compare(matter, matter->best, other);
    const char *what = other == matter->idle ? "never shrinking" : name_of(matter, other);
    if (other != matter->idle && matter->idle != NO_POLICY &&
        compare(matter, other, matter->idle) == EQUAL) {
        fprintf(stream, "%s does no better than never shrinking", what);
        return;
    }
    fprintf(stream, "compared with %s", what);
    if (other == matter->idle)
        fprintf(stream, " (%s)", name_of(matter, other));
    if (comparison == BETTER && gain_of(matter, matter->best, other) < negligible)
        fputs(", it saves less than 0.1 %", stream);
    fputs(": ", stream);
    write_differences(matter, matter->best, other, stream);
}

/* Writes that no policy is significantly better than one that never shrinks. */
static void write_idle_is_best(const struct matter *matter, FILE *stream) {
    size_t idle = matter->idle;
    bool doubtful = find_rules(matter, idle, UNTOLD) + find_rules(matter, idle, UNKNOWN) > 0;
    fprintf(stream, "no policy %s never shrinking (%s)", doubtful ? "significantly beats" : "beats",
            name_of(matter, idle));
}

/* Compared with never shrinking, and with the baseline or the first policy. */
static void write_savings(const struct matter *matter, FILE *stream) {
    size_t best = matter->best, idle = matter->idle, other = matter->other;
    bool begun = idle != NO_POLICY;
    struct memstream written;
    if (matter->rule_count < 2)
        return;
    memstream_open(&written);
    if (idle != NO_POLICY && compare(matter, best, idle) == EQUAL)
        write_idle_is_best(matter, written.stream);
    else if (idle != NO_POLICY)
        write_saving(matter, idle, written.stream);
    if (other != NO_POLICY && other != idle && compare(matter, best, other) != EQUAL) {
        fputs(begun ? "; " : "", written.stream);
        write_saving(matter, other, written.stream);
        begun = true;
    }
    char *text = memstream_close(&written);
    if (begun)
        fprintf(stream, "%c%s.", *text - 'a' + 'A', text + 1);
    free(text);
}

/* Finds the rules with a property, within the bounds or not, in the order given. */
static size_t find_all(const struct matter *matter,
                       bool (*holds)(const struct matter *matter, size_t policy)) {
    size_t count = 0;
    for (size_t p = 0; p < matter->summary->policy_count; p++)
        if (is_rule(matter, p) && (!holds || holds(matter, p)))
            matter->found[count++] = p;
    return count;
}

static bool freed_when_empty(const struct matter *matter, size_t policy) {
    return shrank_in_vain(matter, policy) &&
           summary_reclaim(matter->summary, matter->context, policy)->freed_bytes;
}

static void write_shrinks(const struct matter *matter, FILE *stream) {
    enum { NAMED = 3 };
    size_t rules = find_all(matter, NULL), idle = find_all(matter, never_shrank);
    if (idle == rules && rules > 1) {
        fputs("No policy ever shrank.", stream);
        return;
    }
    if (idle > NAMED)
        fprintf(stream, "%zu of %zu policies", idle, rules);
    else
        write_found(matter, idle, stream);
    fputs(idle > 0 ? " never shrank" : "", stream);
    bool when_empty = find_all(matter, freed_when_empty) > 0;
    size_t vain = find_all(matter, shrank_in_vain);
    if (vain > 0) {
        fputs(idle > 0 ? "; " : "", stream);
        write_found(matter, vain, stream);
        fprintf(stream, " shrank, but not one byte came back%s (-v explains)",
                when_empty ? " before the vector was empty" : "");
    }
    fputs(idle + vain > 0 ? "." : "", stream);
}

/* The optimum */

/* Writes about each rule if they are few; otherwise about the best one and the one to compare
 * with. */
static void write_wastes(const struct matter *matter, FILE *stream) {
    enum { FEW = 4 };
    size_t rules = find_all(matter, NULL), count = 0;
    for (size_t i = 0; i < rules; i++) {
        size_t rule = matter->found[i];
        if (rules <= FEW || rule == matter->best || rule == matter->other)
            matter->found[count++] = rule;
    }
    for (size_t i = 0; i < count; i++) {
        size_t rule = matter->found[i];
        double waste = mean_of_column(matter, rule, "mean_wasted_slots");
        double least = mean_of_column(matter, rule, "optimal_wasted_slots");
        fprintf(stream, "%s%s ",
                i == 0           ? "Wasted slots compared with the optimum at equal reallocs: "
                : i + 1 == count ? " and "
                                 : ", ",
                name_of(matter, rule));
        bool infinite = waste > 0 && least == 0;
        write_number(infinite ? waste : least > 0 ? waste / least : 1, stream);
        fputs(infinite ? " (the optimum is 0)" : "x", stream);
    }
    fputc('.', stream);
}

/* Returns the rule that holds fewest bytes; of several, the first in the ranking. */
static size_t find_thriftiest(const struct matter *matter) {
    size_t best = matter->rules[0];
    for (size_t i = 1; i < matter->rule_count; i++)
        if (mean_of_column(matter, matter->rules[i], "mean_held_bytes") <
            mean_of_column(matter, best, "mean_held_bytes"))
            best = matter->rules[i];
    return best;
}

/* The row at whose moves the optimum holds fewest bytes; of several, one with fewest moves. */
static size_t find_least_optimal(const struct matter *matter) {
    size_t best = matter->rules[0];
    for (size_t p = 0; p < matter->summary->policy_count; p++) {
        if (completed(matter, p) == 0)
            continue;
        double held = mean_of_column(matter, p, "optimal_held_bytes");
        double least = mean_of_column(matter, best, "optimal_held_bytes");
        if (held < least || (held == least && mean_of_column(matter, p, "moves") <
                                                  mean_of_column(matter, best, "moves")))
            best = p;
    }
    return best;
}

/* Writes how many bytes the optimum holds less than the thriftiest rule. */
static void write_left(const struct matter *matter, FILE *stream) {
    size_t rule = find_thriftiest(matter), row = find_least_optimal(matter);
    double held = mean_of_column(matter, rule, "mean_held_bytes");
    double saved = held - mean_of_column(matter, row, "optimal_held_bytes");
    if (saved <= 0) {
        fprintf(stream, " No schedule holds fewer bytes than %s.", name_of(matter, rule));
        return;
    }
    fprintf(stream, " The optimum holds %s", saved < negligible * held ? "only " : "");
    write_counted(saved, " byte (", " bytes (", stream);
    write_number(100 * saved / held, stream);
    fprintf(stream, " %%) less than %s, with ", name_of(matter, rule));
    write_counted(mean_of_column(matter, row, "moves"), " move.", " moves.", stream);
}

/* Over no time there is no area, so no schedule is known to be better. */
static void write_optimum(const struct matter *matter, FILE *stream) {
    if (!matter->results->setup.optimum || matter->rule_count == 0 ||
        matter->summary->contexts[matter->context].shortest_ns == 0)
        return;
    write_wastes(matter, stream);
    write_left(matter, stream);
}

/* All of it */

/* Returns the rule that never shrank; of several, one that completed most replications, and of
 * these the one with the shortest name, as in the table; NO_POLICY for none.  How all others
 * compare with it must be known. */
static size_t find_idle(const struct matter *matter) {
    size_t idle = NO_POLICY;
    struct estimate unused;
    for (size_t p = 0; p < matter->summary->policy_count; p++) {
        if (!is_rule(matter, p) || !never_shrank(matter, p) ||
            !summary_pair(matter->summary, matter->context, p, p, 0, &unused))
            continue;
        uint64_t most = idle == NO_POLICY ? 0 : completed(matter, idle);
        uint64_t count = completed(matter, p);
        if (count > most || (count == most && results_has_shorter_name(matter->results, p, idle)))
            idle = p;
    }
    return idle;
}

static size_t find_other(const struct matter *matter) {
    int64_t baseline = matter->results->setup.baseline;
    size_t other = baseline >= 0 ? (size_t)baseline : 0;
    bool meant = baseline >= 0 || find_all(matter, NULL) < RESULTS_MANY;
    return meant && is_rule(matter, other) ? other : NO_POLICY;
}

/* Returns the first in the ranking.  But if that is not significantly better than never shrinking,
 * the first that is; else one that never shrinks, unless a bound excludes it. */
static size_t find_best(const struct matter *matter) {
    size_t idle = matter->idle, first = matter->rule_count > 0 ? matter->rules[0] : NO_POLICY;
    if (first == NO_POLICY || idle == NO_POLICY)
        return first;
    if (find_rules(matter, idle, BETTER) > 0)
        return matter->found[0];
    for (size_t i = 0; i < matter->rule_count; i++)
        if (matter->rules[i] == idle)
            return idle;
    return first;
}

struct verdict verdict_of(const struct results *results, size_t workload, int context) {
    static void (*const writers[VERDICT_SENTENCES])(const struct matter *, FILE *) = {
        write_best, write_savings, write_shrinks, write_optimum};
    const struct decision *decision = results_decision(results, workload, context);
    const struct summary *summary = results->summaries[workload];
    struct matter matter = {.results = results,
                            .summary = summary,
                            .criteria = results->setup.criteria,
                            .context = context,
                            .rules = array_new(summary->policy_count, sizeof *matter.rules),
                            .found = array_new(summary->policy_count, sizeof *matter.found)};
    struct verdict verdict = {.count = 0};
    for (size_t i = 0; i < decision->candidate_count; i++)
        if (is_rule(&matter, decision->ranking[i]))
            matter.rules[matter.rule_count++] = decision->ranking[i];
    matter.idle = find_idle(&matter);
    matter.other = find_other(&matter);
    matter.best = find_best(&matter);
    for (int i = 0; i < VERDICT_SENTENCES; i++) {
        struct memstream written;
        memstream_open(&written);
        writers[i](&matter, written.stream);
        verdict_add(&verdict, memstream_close(&written));
    }
    free(matter.rules);
    free(matter.found);
    return verdict;
}

void verdict_add(struct verdict *verdict, char *sentence) {
    if (*sentence)
        verdict->sentences[verdict->count++] = sentence;
    else
        free(sentence);
}

void verdict_fini(struct verdict *verdict) {
    for (int i = 0; i < verdict->count; i++)
        free(verdict->sentences[i]);
}
