/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "report/sheet.h"

/* What a verdict is about. */
struct matter {
    const struct results *results;
    const struct summary *summary;
    const struct criteria *criteria;
    const struct decision *decision;
    int context;
    size_t best;  /* the best rule; the number of policies where none is judged */
    size_t rules; /* that are judged */
};

static const char *name_of(const struct matter *matter, size_t policy) {
    return matter->results->setup.policies[policy]->rule->name;
}

/* Nobody can ship a schedule that knows the future. */
static bool is_rule(const struct matter *matter, size_t policy) {
    return !rule_is_planned(matter->results->setup.policies[policy]->rule);
}

static struct estimate value_of(const struct matter *matter, size_t policy, int column) {
    return summary_value(matter->summary, matter->context, policy, column);
}

/* A policy that came to its end and whose capacity never fell. */
static bool never_shrank(const struct matter *matter, size_t policy) {
    number_i128 shrinks;
    return summary_sum(matter->summary, matter->context, policy, column_find("shrinks"), &shrinks) >
               0 &&
           shrinks == 0;
}

/* One that gave up slots, and while there were entries not one byte came back. */
static bool shrank_in_vain(const struct matter *matter, size_t policy) {
    const struct reclaim *reclaim = summary_reclaim(matter->summary, matter->context, policy);
    return reclaim->freed_slots && !reclaim->freed_bytes_in_use;
}

static bool are_equal(const struct matter *matter, size_t a, size_t b) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        number_i128 left, right;
        int column = matter->criteria->objectives[k];
        uint64_t of_left = summary_sum(matter->summary, matter->context, a, column, &left);
        uint64_t of_right = summary_sum(matter->summary, matter->context, b, column, &right);
        struct mean left_mean = mean_of(left, of_left), right_mean = mean_of(right, of_right);
        if (mean_compare(&left_mean, &right_mean) != 0)
            return false;
    }
    return true;
}

/* Words */

/* A column's name as words. */
static void write_words(FILE *stream, int column) {
    for (const char *at = columns[column].name; *at; at++)
        fputc(*at == '_' ? ' ' : *at, stream);
}

static void write_objectives(const struct matter *matter, FILE *stream) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        fputs(k > 0 ? ", then " : "", stream);
        write_words(stream, matter->criteria->objectives[k]);
    }
}

static void write_values(const struct matter *matter, size_t policy, FILE *stream) {
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        int column = matter->criteria->objectives[k];
        struct estimate value = value_of(matter, policy, column);
        char text[NUMBER_TEXT];
        sheet_write_mean(&value, sheet_decimals(column), text);
        fprintf(stream, "%s%s", k > 0 ? ", " : "", text);
    }
}

/* The names of the policies that something is true of, but for all after the fifth; returns how
 * many there are. */
static size_t write_names(const struct matter *matter,
                          bool (*holds)(const struct matter *matter, size_t policy), FILE *stream) {
    enum { NAMED = 5 };
    size_t count = 0, written = 0;
    for (size_t p = 0; p < matter->summary->policy_count; p++)
        count += is_rule(matter, p) && holds(matter, p);
    for (size_t p = 0; p < matter->summary->policy_count && written < NAMED; p++)
        if (is_rule(matter, p) && holds(matter, p)) {
            written++;
            fprintf(stream, "%s%s",
                    written == 1       ? ""
                    : written == count ? " and "
                                       : ", ",
                    name_of(matter, p));
        }
    if (count > NAMED)
        fprintf(stream, " and %zu more", count - NAMED);
    return count;
}

/* Three digits of a number of at least 0, or more of a large one. */
static void write_number(double number, FILE *stream) {
    char text[NUMBER_TEXT];
    int decimals = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 4;
    snprintf(text, sizeof text, "%.*f", decimals, number);
    number_shorten(text);
    fputs(strcmp(text, "0") == 0 && number > 0 ? "under 0.0001" : text, stream);
}

/* How an objective of one policy differs from that of another, whose value it is a part of. */
static void write_difference(int column, const struct estimate *difference,
                             const struct estimate *other, FILE *stream) {
    write_words(stream, column);
    double size = fabs(difference->mean);
    if (difference->exact && difference->value == 0 && difference->constant) {
        fputs(" the same", stream);
    } else if (!difference->constant && size <= difference->half_width) {
        fputs(" not to be told apart", stream);
    } else {
        struct estimate without_sign = *difference;
        char text[NUMBER_TEXT];
        without_sign.mean = size;
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

/* The same of all objectives, of which the policy differs in one. */
static void write_differences(const struct matter *matter, size_t policy, int reference,
                              FILE *stream) {
    size_t other = matter->summary->pairs.references[reference];
    for (int k = 0; k < matter->criteria->objective_count; k++) {
        int column = matter->criteria->objectives[k];
        struct estimate difference =
            summary_pair(matter->summary, matter->context, policy, reference, k);
        struct estimate value = value_of(matter, other, column);
        fputs(k > 0 ? ", " : "", stream);
        write_difference(column, &difference, &value, stream);
    }
}

/* Sentences.  Each is written whole or not at all. */

static void find_best(struct matter *matter) {
    const struct decision *decision = matter->decision;
    matter->best = matter->summary->policy_count;
    for (size_t i = decision->candidate_count; i-- > 0;)
        if (is_rule(matter, decision->ranking[i])) {
            matter->best = decision->ranking[i];
            matter->rules++;
        }
}

/* Of replications: which rules may be as good as the best one, if all are compared with that. */
static void write_doubt(const struct matter *matter, FILE *stream) {
    const struct summary_pairs *pairs = &matter->summary->pairs;
    int reference = 0;
    size_t count = 0, last = 0;
    while (reference < pairs->reference_count && pairs->references[reference] != matter->best)
        reference++;
    for (size_t p = 0; p < matter->summary->policy_count && reference < pairs->reference_count;
         p++) {
        if (!is_rule(matter, p))
            continue;
        struct estimate difference =
            summary_pair(matter->summary, matter->context, p, reference, 0);
        if (difference.count > 0 && !difference.constant &&
            fabs(difference.mean) <= difference.half_width) {
            count++;
            last = p;
        }
    }
    if (count == 1)
        fprintf(stream, "; %s", name_of(matter, last));
    else if (count > 1)
        fprintf(stream, "; %zu others", count);
    if (count > 0) {
        fputs(" cannot be told apart from it in ", stream);
        write_words(stream, matter->criteria->objectives[0]);
    }
}

static void write_best(const struct matter *matter, FILE *stream) {
    const struct decision *decision = matter->decision;
    size_t equal = 0;
    if (matter->rules < 2)
        return;
    for (size_t i = 0; i < decision->candidate_count; i++)
        equal += is_rule(matter, decision->ranking[i]) &&
                 are_equal(matter, decision->ranking[i], matter->best);
    fputs(matter->criteria->bound_count > 0 ? "Best within the bounds by " : "Best by ", stream);
    write_objectives(matter, stream);
    fprintf(stream, ": %s (", name_of(matter, matter->best));
    write_values(matter, matter->best, stream);
    fputc(')', stream);
    if (equal == matter->rules)
        fputs(", and all others are the same", stream);
    else if (equal > 1)
        fprintf(stream, ", and %zu other%s the same", equal - 1, equal > 2 ? "s are" : " is");
    write_doubt(matter, stream);
    fputc('.', stream);
}

/* Whether the best rule saves less than a thousandth of the first objective. */
static bool saves_nothing(const struct matter *matter, int reference) {
    size_t other = matter->summary->pairs.references[reference];
    struct estimate difference =
        summary_pair(matter->summary, matter->context, matter->best, reference, 0);
    struct estimate value = value_of(matter, other, matter->criteria->objectives[0]);
    return fabs(difference.mean) < value.mean / 1000;
}

static void write_saving(const struct matter *matter, int reference, bool idle, FILE *stream) {
    size_t other = matter->summary->pairs.references[reference];
    if (are_equal(matter, matter->best, other)) {
        fprintf(stream, "nothing beats not shrinking at all (%s)", name_of(matter, other));
        return;
    }
    if (idle)
        fprintf(stream, "against not shrinking (%s)", name_of(matter, other));
    else
        fprintf(stream, "against %s", name_of(matter, other));
    if (saves_nothing(matter, reference))
        fputs(", it saves practically nothing", stream);
    fputs(": ", stream);
    write_differences(matter, matter->best, reference, stream);
}

/* Against not shrinking, which is what a policy that never shrank comes to, and against the
 * baseline or the first one. */
static void write_savings(const struct matter *matter, FILE *stream) {
    const struct summary_pairs *pairs = &matter->summary->pairs;
    struct memstream saving;
    bool begun = false;
    for (int i = 0; i < pairs->reference_count && matter->rules > 1; i++) {
        size_t other = pairs->references[i];
        bool idle = never_shrank(matter, other);
        bool same = other == matter->best || are_equal(matter, matter->best, other);
        if (!is_rule(matter, other) ||
            value_of(matter, other, matter->criteria->objectives[0]).count == 0 ||
            (i > 0 && same) || (same && !idle))
            continue;
        memstream_open(&saving);
        write_saving(matter, i, idle, saving.stream);
        char *text = memstream_close(&saving);
        fprintf(stream, "%s%c%s", begun ? "; " : "", begun ? *text : *text - 'a' + 'A', text + 1);
        free(text);
        begun = true;
    }
    fputs(begun ? "." : "", stream);
}

static size_t count_rules(const struct matter *matter,
                          bool (*holds)(const struct matter *matter, size_t policy)) {
    size_t count = 0;
    for (size_t p = 0; p < matter->summary->policy_count; p++)
        count += is_rule(matter, p) && (!holds || holds(matter, p));
    return count;
}

static void write_shrinks(const struct matter *matter, FILE *stream) {
    enum { NAMED = 3 };
    size_t rules = count_rules(matter, NULL), idle = count_rules(matter, never_shrank);
    size_t vain = count_rules(matter, shrank_in_vain);
    if (idle == rules && rules > 1) {
        fputs("No policy ever shrank.", stream);
        return;
    }
    if (idle > NAMED)
        fprintf(stream, "%zu of %zu policies", idle, rules);
    else if (idle > 0)
        write_names(matter, never_shrank, stream);
    fputs(idle > 0 ? " never shrank" : "", stream);
    if (vain > 0) {
        bool when_empty = false;
        fputs(idle > 0 ? "; " : "", stream);
        write_names(matter, shrank_in_vain, stream);
        for (size_t p = 0; p < matter->summary->policy_count; p++)
            when_empty =
                when_empty || (shrank_in_vain(matter, p) &&
                               summary_reclaim(matter->summary, matter->context, p)->freed_bytes);
        fprintf(stream, " shrank, but not one byte came back%s (-v says why)",
                when_empty ? " before the list was empty" : "");
    }
    fputs(idle + vain > 0 ? "." : "", stream);
}

/* Whether no schedule of the same cost is better by more than half a percent. */
static bool is_at_optimum(const struct matter *matter, size_t policy, int own, int optimal) {
    return value_of(matter, policy, own).mean <= 1.005 * value_of(matter, policy, optimal).mean;
}

/* How far a policy is from the best schedule of the same cost. */
static void write_distance(const struct matter *matter, size_t policy, int own, int optimal,
                           const char *verb, const char *cost, FILE *stream) {
    struct estimate value = value_of(matter, policy, own);
    struct estimate least = value_of(matter, policy, optimal);
    double ratio = least.mean > 0 ? value.mean / least.mean : 1;
    if (is_at_optimum(matter, policy, own, optimal)) {
        fprintf(stream, "no schedule of as many %s %s less than %s", cost, verb,
                name_of(matter, policy));
    } else if (least.mean > 0) {
        fprintf(stream, "%s %s ", name_of(matter, policy), verb);
        write_number(ratio, stream);
        fprintf(stream, " times what the best possible schedule of as many %s does (", cost);
        write_number(least.mean, stream);
        fputc(')', stream);
    } else {
        fprintf(stream, "the best possible schedule of as many %s as %s %s nothing", cost,
                name_of(matter, policy), verb);
    }
}

/* The best rule and the first one against the optimum, where one was compared for this objective.
 */
static void write_optimum(const struct matter *matter, FILE *stream) {
    int objective = matter->criteria->objectives[0];
    bool held = objective == column_find("mean_held_bytes");
    if (matter->rules == 0 || !matter->results->setup.optimum ||
        (!held && objective != column_find("mean_wasted_slots")))
        return;
    int optimal = column_find(held ? "optimal_held_bytes" : "optimal_wasted_slots");
    const char *verb = held ? "holds" : "wastes", *cost = held ? "moves" : "reallocs";
    bool two = matter->best != 0 && is_rule(matter, 0) && value_of(matter, 0, objective).count > 0;
    if (is_at_optimum(matter, matter->best, objective, optimal)) {
        bool both = two && is_at_optimum(matter, 0, objective, optimal);
        fprintf(stream, "No schedule of as many %s %s less than %s%s%s: there is nothing to save",
                cost, verb, name_of(matter, matter->best), both ? " or " : "",
                both ? name_of(matter, 0) : "");
        two = two && !both;
    } else {
        write_distance(matter, matter->best, objective, optimal, verb, cost, stream);
    }
    if (two) {
        fputs("; ", stream);
        write_distance(matter, 0, objective, optimal, verb, cost, stream);
    }
    fputc('.', stream);
}

struct verdict verdict_of(const struct results *results, size_t workload, int context) {
    static void (*const writers[VERDICT_SENTENCES])(const struct matter *, FILE *) = {
        write_best, write_savings, write_shrinks, write_optimum};
    struct matter matter = {.results = results,
                            .summary = results->summaries[workload],
                            .criteria = results->setup.criteria,
                            .decision = results_decision(results, workload, context),
                            .context = context};
    struct verdict verdict = {.count = 0};
    find_best(&matter);
    for (int i = 0; i < VERDICT_SENTENCES; i++) {
        struct memstream written;
        memstream_open(&written);
        writers[i](&matter, written.stream);
        char *sentence = memstream_close(&written);
        if (*sentence)
            verdict.sentences[verdict.count++] = sentence;
        else
            free(sentence);
    }
    return verdict;
}

void verdict_fini(struct verdict *verdict) {
    for (int i = 0; i < verdict->count; i++)
        free(verdict->sentences[i]);
}
