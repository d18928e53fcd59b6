/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/summary.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/student.h"
#include "results/column.h"

/* A value is below 2^92 in size (column.h; the largest is the integral of less than 2^30 slots over
 * less than 2^62 ns), and there are n < 2^24 of them.  So their sum is below 2^116 and the sum of
 * their squares below 2^208.  n times that, from which the square of the sum is subtracted, is
 * below 2^232. */
enum { VALUE_BITS = 92 };
_Static_assert(LIMIT_REPLICATIONS < 1 << 24, "the bounds above");
_Static_assert(LIMIT_TIME_NS < INT64_C(1) << 62, "the bounds above");

struct summary_lane {
    uint32_t count, paired; /* replications with a value, and with a difference */
    struct reclaim reclaim;
};

struct summary_quantile {
    uint64_t count; /* of values that it is for */
    double value;
};

static size_t figures_of_lane(void) {
    return (size_t)(column_count - column_first_figure);
}

static size_t index_of_figure(size_t lane, int column) {
    return lane * figures_of_lane() + (size_t)(column - column_first_figure);
}

/* Sums */

static struct summary_sums new_sums(size_t count) {
    return (struct summary_sums){.count = count, .values = array_new(count, sizeof(number_i128))};
}

static void free_sums(struct summary_sums *sums) {
    free(sums->values);
    free(sums->squares);
}

static struct wide square(number_i128 value) {
    number_u128 size = value < 0 ? -(number_u128)value : (number_u128)value;
    return wide_product(size, size);
}

/* Before the second replication: each sum is one value, or none. */
static void begin_squares(struct summary_sums *sums) {
    sums->squares = array_new(sums->count, sizeof *sums->squares);
    for (size_t i = 0; i < sums->count; i++)
        sums->squares[i] = square(sums->values[i]);
}

static void add_value(struct summary_sums *sums, size_t at, number_i128 value) {
    assert(value < (number_i128)1 << VALUE_BITS && -value < (number_i128)1 << VALUE_BITS);
    sums->values[at] += value;
    if (sums->squares)
        sums->squares[at] = wide_add(sums->squares[at], square(value));
}

/* Summaries */

struct summary *summary_new(const struct cell *cell, int64_t baseline,
                            const struct criteria *criteria) {
    struct summary *summary = array_new(1, sizeof *summary);
    size_t lanes = (size_t)cell->context_count * cell->policy_count;
    *summary = (struct summary){
        .columns = {column_find("events"), column_find("registered"), column_find("rejected"),
                    column_find("peak_len"), column_find("freed_slots"), column_find("freed_bytes"),
                    column_find("freed_bytes_when_empty"), column_find("shrinks")},
        .criteria = criteria,
        .random = cell->random,
        .policy_count = cell->policy_count,
        .context_count = cell->context_count,
        .contexts = array_new((size_t)cell->context_count, sizeof *summary->contexts),
        .baseline = baseline,
        .lanes = array_new(lanes, sizeof *summary->lanes),
        .figures = new_sums(lanes * figures_of_lane()),
        .differences = new_sums(baseline >= 0 ? lanes * figures_of_lane() : 0),
        .facts = new_sums((size_t)cell->context_count * FACTS),
        .quantile = array_new(1, sizeof *summary->quantile),
    };
    for (int c = 0; c < cell->context_count; c++)
        summary->contexts[c] = (struct summary_context){
            .name = array_text(cell->contexts[c].name, strlen(cell->contexts[c].name)),
            .shortest_ns = INT64_MAX,
        };
    return summary;
}

void summary_free(struct summary *summary) {
    if (!summary)
        return;
    for (int c = 0; c < summary->context_count; c++) {
        free(summary->contexts[c].name);
        free(summary->contexts[c].hull.means);
        free(summary->contexts[c].hull.counts);
        free_sums(&summary->contexts[c].pairs.sums);
        free(summary->contexts[c].pairs.counts);
    }
    free(summary->contexts);
    free(summary->lanes);
    free_sums(&summary->figures);
    free_sums(&summary->differences);
    free_sums(&summary->facts);
    free(summary->quantile);
    free(summary);
}

static size_t index_of_lane(const struct summary *summary, int context, size_t policy) {
    return (size_t)context * summary->policy_count + policy;
}

static void take_reclaim(const struct summary_columns *of, const struct row *row,
                         struct reclaim *reclaim) {
    number_i128 bytes = column_number(of->freed_bytes, row);
    reclaim->freed_slots |= column_number(of->freed_slots, row) > 0;
    reclaim->freed_bytes |= bytes > 0;
    reclaim->freed_bytes_in_use |= bytes > column_number(of->freed_bytes_when_empty, row);
}

static void take_lane(struct summary *summary, const struct cell *cell, int context,
                      size_t policy) {
    const struct outcome *outcomes = cell->contexts[context].outcomes;
    if (outcomes[policy].failed)
        return;
    bool paired = summary->baseline >= 0 && !outcomes[summary->baseline].failed;
    size_t at = index_of_lane(summary, context, policy);
    struct summary_lane *lane = &summary->lanes[at];
    lane->count++;
    lane->paired += paired;
    const struct row row = column_row(cell, context, policy, NULL);
    const struct row base =
        paired ? column_row(cell, context, (size_t)summary->baseline, NULL) : row;
    take_reclaim(&summary->columns, &row, &lane->reclaim);
    for (int k = column_first_figure; k < column_count; k++) {
        if (!columns[k].figure)
            continue;
        size_t figure = index_of_figure(at, k);
        number_i128 value = column_number(k, &row);
        add_value(&summary->figures, figure, value);
        if (paired)
            add_value(&summary->differences, figure, value - column_number(k, &base));
    }
}

/* Pairs */

static size_t index_of_pair(const struct summary_pairs *pairs, size_t policy, size_t reference) {
    return policy * pairs->reference_count + reference;
}

/* Returns the place of a policy among the references, or SIZE_MAX. */
static size_t place_among(const struct summary_pairs *pairs, size_t policy) {
    for (size_t r = 0; r < pairs->reference_count; r++)
        if (pairs->references[r] == policy)
            return r;
    return SIZE_MAX;
}

/* Adds the differences of a context of a cell.  Of two references, the later one has them. */
static void take_pairs(struct summary *summary, int context, const struct cell *cell) {
    struct summary_pairs *pairs = &summary->contexts[context].pairs;
    const struct outcome *outcomes = cell->contexts[context].outcomes;
    size_t objectives = (size_t)summary->criteria->objective_count;
    number_i128 *values = array_new(cell->policy_count * objectives, sizeof *values);
    for (size_t p = 0; p < cell->policy_count; p++) {
        const struct row row = column_row(cell, context, p, NULL);
        for (size_t k = 0; k < objectives && !outcomes[p].failed; k++)
            values[p * objectives + k] = column_number(summary->criteria->objectives[k], &row);
    }
    for (size_t p = 0; p < cell->policy_count; p++) {
        size_t place = place_among(pairs, p);
        for (size_t r = 0; r < pairs->reference_count && r < place && !outcomes[p].failed; r++) {
            size_t reference = pairs->references[r], at = index_of_pair(pairs, p, r);
            if (outcomes[reference].failed)
                continue;
            pairs->counts[at]++;
            for (size_t k = 0; k < objectives; k++)
                add_value(&pairs->sums, at * objectives + k,
                          values[p * objectives + k] - values[reference * objectives + k]);
        }
    }
    free(values);
}

/* Finds the difference of two policies in the only replication so far.  Returns false when one of
 * them failed. */
static bool only_difference(const struct summary *summary, int context, size_t policy, size_t other,
                            int column, number_i128 *difference) {
    number_i128 sum, less;
    bool known = summary_sum(summary, context, policy, column, &sum) > 0 &&
                 summary_sum(summary, context, other, column, &less) > 0;
    *difference = known ? sum - less : 0;
    return known;
}

static bool is_reference(const struct summary *summary, int context, size_t policy) {
    number_i128 shrinks;
    return summary->policy_count <= SUMMARY_PAIRED || policy == 0 ||
           (int64_t)policy == summary->baseline ||
           (summary_sum(summary, context, policy, summary->columns.shrinks, &shrinks) > 0 &&
            shrinks == 0);
}

static void choose_references(const struct summary *summary, int context,
                              struct summary_pairs *pairs) {
    bool all = summary->policy_count <= SUMMARY_PAIRED;
    size_t most = all ? SUMMARY_PAIRED : SUMMARY_REFERENCES;
    for (size_t p = 0; p < summary->policy_count; p++)
        if (is_reference(summary, context, p) &&
            (pairs->reference_count < most || (int64_t)p == summary->baseline))
            pairs->references[pairs->reference_count++] = p;
}

/* Before the second replication. */
static void begin_pairs(struct summary *summary, int context) {
    struct summary_pairs *pairs = &summary->contexts[context].pairs;
    size_t objectives = (size_t)summary->criteria->objective_count;
    choose_references(summary, context, pairs);
    pairs->counts =
        array_new(summary->policy_count * pairs->reference_count, sizeof *pairs->counts);
    pairs->sums = new_sums(summary->policy_count * pairs->reference_count * objectives);
    for (size_t p = 0; p < summary->policy_count; p++)
        for (size_t r = 0; r < pairs->reference_count; r++)
            for (size_t k = 0; k < objectives; k++) {
                size_t at = index_of_pair(pairs, p, r);
                pairs->counts[at] = only_difference(summary, context, p, pairs->references[r],
                                                    summary->criteria->objectives[k],
                                                    &pairs->sums.values[at * objectives + k]);
            }
    begin_squares(&pairs->sums);
}

/* Adds what a context went through, by the rows of the policies that did not fail, if there are
 * any. */
static void take_facts(struct summary *summary, int context, const struct cell *cell) {
    const struct summary_columns *columns_of = &summary->columns;
    struct summary_context *of = &summary->contexts[context];
    number_i128 facts[FACTS] = {0};
    bool known = false;
    for (size_t p = 0; p < cell->policy_count; p++) {
        if (cell->contexts[context].outcomes[p].failed)
            continue;
        const struct row row = column_row(cell, context, p, NULL);
        number_i128 peak = column_number(columns_of->peak_len, &row);
        number_i128 rejected = column_number(columns_of->rejected, &row);
        of->rejected = of->rejected || rejected > 0;
        facts[FACT_REGISTERED] = column_number(columns_of->registered, &row) + rejected;
        facts[FACT_DEREGISTERED] = column_number(columns_of->events, &row) - facts[FACT_REGISTERED];
        facts[FACT_FINAL] = facts[FACT_REGISTERED] - facts[FACT_DEREGISTERED];
        if (peak > facts[FACT_PEAK])
            facts[FACT_PEAK] = peak;
        known = true;
    }
    if (!known)
        return;
    of->count++;
    if (cell->duration_ns < of->shortest_ns)
        of->shortest_ns = cell->duration_ns;
    if (cell->duration_ns > of->longest_ns)
        of->longest_ns = cell->duration_ns;
    for (size_t i = 0; i < FACTS; i++)
        add_value(&summary->facts, (size_t)context * FACTS + i, facts[i]);
}

static void take_hull(struct summary *summary, int context, const struct cell *cell) {
    const struct cell_context *of = &cell->contexts[context];
    struct summary_hull *hull = &summary->contexts[context].hull;
    enum goal goal;
    bool turned;
    if (of->hull.count == 0 || cell->duration_ns == 0 ||
        !criteria_goal(summary->criteria, &goal, &turned))
        return;
    /* The area includes the slots in use, which are the same under any policy that completed. */
    size_t completed = 0;
    while (completed + 1 < cell->policy_count && of->outcomes[completed].failed)
        completed++;
    number_u128 used_ns = goal == GOAL_WASTE ? of->outcomes[completed].counters.len_ns : 0;
    hull->count = of->hull.count;
    hull->means = array_new(hull->count, sizeof *hull->means);
    hull->counts = array_new(hull->count, sizeof *hull->counts);
    for (size_t v = 0; v < hull->count; v++) {
        const struct optimum_vertex *vertex = &of->hull.vertices[v];
        hull->means[v] = (double)(vertex->area_ns - used_ns) / (double)cell->duration_ns;
        hull->counts[v] = vertex->count;
    }
}

/* Only a trace that is read for each replication can have different contexts. */
static bool is_like_the_first(const struct summary *summary, const struct cell *cell) {
    assert(cell->policy_count == summary->policy_count);
    bool like = cell->context_count == summary->context_count;
    for (int c = 0; like && c < cell->context_count; c++)
        like = strcmp(cell->contexts[c].name, summary->contexts[c].name) == 0;
    if (!like)
        diag_error_at(&(struct place){.input = cell->workload->name},
                      "the trace changed while being read: replication %llu has different contexts",
                      (unsigned long long)cell->replication);
    return like;
}

bool summary_take(struct summary *summary, const struct cell *cell) {
    if (!is_like_the_first(summary, cell))
        return false;
    if (++summary->replications == 2) {
        begin_squares(&summary->figures);
        begin_squares(&summary->differences);
        begin_squares(&summary->facts);
        for (int c = 0; c < summary->context_count; c++)
            begin_pairs(summary, c);
    }
    for (int c = 0; c < cell->context_count; c++) {
        take_facts(summary, c, cell);
        if (summary->replications == 1)
            take_hull(summary, c, cell);
        if (summary->replications > 1)
            take_pairs(summary, c, cell);
        for (size_t p = 0; p < cell->policy_count; p++)
            take_lane(summary, cell, c, p);
    }
    return true;
}

/* Estimates */

/* Keeps the last quantile: only lanes whose policies failed have other counts. */
static double quantile_of(const struct summary *summary, uint64_t count) {
    struct summary_quantile *quantile = summary->quantile;
    if (quantile->count != count)
        *quantile = (struct summary_quantile){count, student_quantile(count - 1)};
    return quantile->value;
}

static double power_of_ten(int exponent) {
    double power = 1;
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

/* Returns n times the sum of the squares, less the square of the sum: n^2 (n - 1) times the
 * variance of the mean, and 0 only if all values are the same. */
static struct wide spread_of(const struct summary_sums *sums, size_t at, uint64_t count) {
    return wide_subtract(wide_times(sums->squares[at], count), square(sums->values[at]));
}

static struct estimate estimate(const struct summary *summary, const struct summary_sums *sums,
                                size_t at, uint64_t count, int decimals) {
    struct estimate estimate = {.count = count, .decimals = decimals};
    if (count == 0)
        return estimate;
    estimate.sum = sums->values[at];
    double n = (double)count, scale = power_of_ten(decimals);
    struct wide spread = count > 1 ? spread_of(sums, at, count) : (struct wide){0, 0};
    estimate.exact = wide_is_zero(spread);
    estimate.constant = estimate.exact && (count > 1 || summary->replications == 1);
    estimate.mean = wide_ratio(estimate.sum, count * (uint64_t)scale);
    if (!estimate.exact)
        estimate.half_width =
            quantile_of(summary, count) * sqrt(wide_double(spread) / (n * n * (n - 1))) / scale;
    else if (!estimate.constant)
        estimate.half_width = INFINITY;
    return estimate;
}

struct estimate summary_value(const struct summary *summary, int context, size_t policy,
                              int column) {
    size_t lane = index_of_lane(summary, context, policy);
    return estimate(summary, &summary->figures, index_of_figure(lane, column),
                    summary->lanes[lane].count, columns[column].decimals);
}

struct estimate summary_difference(const struct summary *summary, int context, size_t policy,
                                   int column) {
    size_t lane = index_of_lane(summary, context, policy);
    return estimate(summary, &summary->differences, index_of_figure(lane, column),
                    summary->lanes[lane].paired, columns[column].decimals);
}

bool summary_pair(const struct summary *summary, int context, size_t policy, size_t other,
                  int objective, struct estimate *difference) {
    const struct summary_pairs *pairs = &summary->contexts[context].pairs;
    size_t objectives = (size_t)summary->criteria->objective_count;
    int column = summary->criteria->objectives[objective], decimals = columns[column].decimals;
    if (summary->replications == 1) {
        number_i128 value;
        const struct summary_sums sums = {.count = 1, .values = &value};
        bool known = only_difference(summary, context, policy, other, column, &value);
        *difference = estimate(summary, &sums, 0, known, decimals);
        return true;
    }
    size_t place = place_among(pairs, policy), place_of_other = place_among(pairs, other);
    bool turned = place < place_of_other;
    if (place == place_of_other && place == SIZE_MAX)
        return false;
    size_t at =
        turned ? index_of_pair(pairs, other, place) : index_of_pair(pairs, policy, place_of_other);
    *difference = estimate(summary, &pairs->sums, at * objectives + (size_t)objective,
                           pairs->counts[at], decimals);
    if (turned) {
        difference->mean = -difference->mean;
        difference->sum = -difference->sum;
    }
    return true;
}

uint64_t summary_sum(const struct summary *summary, int context, size_t policy, int column,
                     number_i128 *sum) {
    size_t lane = index_of_lane(summary, context, policy);
    *sum = summary->figures.values[index_of_figure(lane, column)];
    return summary->lanes[lane].count;
}

struct estimate summary_fact(const struct summary *summary, int context, enum summary_fact fact) {
    return estimate(summary, &summary->facts, (size_t)context * FACTS + (size_t)fact,
                    summary->contexts[context].count, 0);
}

const struct reclaim *summary_reclaim(const struct summary *summary, int context, size_t policy) {
    return &summary->lanes[index_of_lane(summary, context, policy)].reclaim;
}

bool summary_is_narrow(const struct summary *summary, double part) {
    for (int c = 0; c < summary->context_count; c++)
        for (size_t p = 0; p < summary->policy_count; p++)
            for (int k = column_first_figure; k < column_count; k++) {
                if (!columns[k].figure)
                    continue;
                struct estimate value = summary_value(summary, c, p, k);
                if (value.count > 0 && !value.constant &&
                    value.half_width > part * fabs(value.mean))
                    return false;
            }
    return true;
}
