/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over replications, against GSL's mean and variance of the same values, and by their rules.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "results/column.h"
#include "results/summary.h"
#include "tap.h"

enum { POLICIES = 3, BASELINE = 1, REPLICATIONS = 40 };

static struct criteria criteria;

/* A cell of one context, whose figures a test fills in. */
struct sample {
    struct workload workload;
    struct outcome outcomes[POLICIES];
    struct cell_context context;
    struct cell cell;
};

static void sample_init(struct sample *sample, uint64_t replication) {
    *sample = (struct sample){.workload = {.name = "sample", .seed = 1}};
    sample->context = (struct cell_context){.name = "binder", .outcomes = sample->outcomes};
    sample->cell = (struct cell){.workload = &sample->workload,
                                 .replication = replication,
                                 .policy_count = POLICIES,
                                 .row_count = SIZE_MAX,
                                 .duration_ns = 1000000000,
                                 .contexts = &sample->context,
                                 .context_count = 1};
}

static uint64_t draw(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static struct sample *draw_samples(size_t count) {
    struct sample *samples = array_new(count, sizeof *samples);
    uint64_t state = 7;
    for (size_t i = 0; i < count; i++) {
        sample_init(&samples[i], i + 1);
        samples[i].context.registered = (int64_t)draw(&state) % 1000;
        samples[i].outcomes[0].counters.registered = samples[i].context.registered;
        for (size_t p = 0; p < POLICIES; p++) {
            struct counters *counters = &samples[i].outcomes[p].counters;
            counters->copied_bytes = (int64_t)draw(&state);
            counters->peak_len = 5;
            counters->cap_ns = (number_u128)draw(&state) * 1000000;
            counters->held_ns = (number_u128)draw(&state) << 20;
        }
    }
    return samples;
}

static struct summary *sum_up(struct sample *const *samples, size_t count) {
    struct summary *summary = summary_new(&samples[0]->cell, BASELINE, &criteria);
    for (size_t i = 0; i < count; i++)
        if (!summary_take(summary, &samples[i]->cell))
            abort();
    return summary;
}

static bool is_near(double a, double b) {
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b));
}

/* The figure that a row prints. */
static double figure_of(const struct sample *sample, size_t policy, int column) {
    const struct row row = column_row(&sample->cell, 0, policy, NULL);
    char text[NUMBER_TEXT];
    column_write(column, &row, text);
    return strtod(text, NULL);
}

static bool is_estimate(const struct estimate *estimate, const double *values, size_t count) {
    double deviation = gsl_stats_sd(values, 1, count) / sqrt((double)count);
    double half_width = gsl_cdf_tdist_Pinv(0.975, (double)count - 1) * deviation;
    return estimate->count == count && is_near(estimate->mean, gsl_stats_mean(values, 1, count)) &&
           is_near(estimate->half_width, half_width) && estimate->constant == (deviation == 0);
}

static void test_estimates(struct sample *const *samples) {
    struct summary *summary = sum_up(samples, REPLICATIONS);
    int mistakes = 0, varying = 0;
    for (size_t p = 0; p < POLICIES; p++)
        for (int k = column_first_figure; k < column_count; k++) {
            if (!columns[k].figure)
                continue;
            double values[REPLICATIONS], differences[REPLICATIONS];
            for (size_t i = 0; i < REPLICATIONS; i++) {
                values[i] = figure_of(samples[i], p, k);
                differences[i] = values[i] - figure_of(samples[i], BASELINE, k);
            }
            struct estimate value = summary_value(summary, 0, p, k);
            struct estimate difference = summary_difference(summary, 0, p, k);
            mistakes += !is_estimate(&value, values, REPLICATIONS);
            mistakes += !is_estimate(&difference, differences, REPLICATIONS);
            varying += !value.constant;
        }
    tap_ok(mistakes == 0 && varying > 0, "means and intervals are those of GSL");
    summary_free(summary);
}

static bool is_same(struct estimate a, struct estimate b) {
    return a.count == b.count && a.mean == b.mean && a.half_width == b.half_width &&
           a.constant == b.constant && a.exact == b.exact && a.sum == b.sum;
}

/* With few policies every pair is known, in both directions. */
static void test_pairs(struct sample *const *samples) {
    struct summary *summary = sum_up(samples, REPLICATIONS);
    int mistakes = 0;
    for (size_t p = 0; p < POLICIES; p++)
        for (size_t q = 0; q < POLICIES; q++)
            for (int k = 0; k < criteria.objective_count && p != q; k++) {
                double differences[REPLICATIONS];
                struct estimate difference;
                for (size_t i = 0; i < REPLICATIONS; i++)
                    differences[i] = figure_of(samples[i], p, criteria.objectives[k]) -
                                     figure_of(samples[i], q, criteria.objectives[k]);
                mistakes += !summary_pair(summary, 0, p, q, k, &difference) ||
                            !is_estimate(&difference, differences, REPLICATIONS);
            }
    tap_ok(mistakes == 0, "so are those of the differences of all pairs");
    summary_free(summary);
}

/* With many policies, each is compared with the first and with those that did not shrink in the
 * first replication. */
static void test_many(void) {
    enum { MANY = SUMMARY_PAIRED + 8 };
    struct outcome outcomes[MANY] = {{0}};
    struct sample sample;
    sample_init(&sample, 1);
    sample.context.outcomes = outcomes;
    sample.cell.policy_count = MANY;
    for (size_t p = 0; p < MANY; p++)
        outcomes[p].counters.actions[ACTION_SHRINK] = p != 5 && p != 20;
    struct summary *summary = summary_new(&sample.cell, -1, &criteria);
    bool fine = true;
    for (uint64_t i = 0; i < 3; i++) {
        outcomes[7].failed = i == 1;
        outcomes[7].counters.actions[ACTION_GROW] = (int64_t)i;
        outcomes[5].counters.actions[ACTION_SHRINK] = i > 0;
        fine = summary_take(summary, &sample.cell) && fine;
    }
    int known = 0;
    struct estimate difference;
    for (size_t p = 0; p < MANY; p++)
        for (size_t q = 0; q < MANY; q++)
            known += p != q && summary_pair(summary, 0, p, q, 1, &difference);
    fine = fine && summary_pair(summary, 0, 20, 7, 1, &difference);
    tap_ok(fine && known == 2 * (3 * (MANY - 3) + 3) && difference.count == 2 &&
               difference.mean == -1 && !difference.constant,
           "of many policies, all are compared with a few");
    summary_free(summary);
}

static void test_order(struct sample *const *samples) {
    struct sample *turned[REPLICATIONS];
    for (size_t i = 0; i < REPLICATIONS; i++)
        turned[i] = samples[(i * 27 + 11) % REPLICATIONS];
    struct summary *summary = sum_up(samples, REPLICATIONS);
    struct summary *other = sum_up(turned, REPLICATIONS);
    bool same = true;
    for (size_t p = 0; p < POLICIES; p++)
        for (int k = column_first_figure; k < column_count; k++)
            same =
                same && is_same(summary_value(summary, 0, p, k), summary_value(other, 0, p, k)) &&
                is_same(summary_difference(summary, 0, p, k), summary_difference(other, 0, p, k));
    for (int i = 0; i < FACTS; i++)
        same = same && is_same(summary_fact(summary, 0, (enum summary_fact)i),
                               summary_fact(other, 0, (enum summary_fact)i));
    tap_ok(same, "the order of replications changes no bit");
    summary_free(summary);
    summary_free(other);
}

/* The largest possible figure: slots over time. */
static void test_large(void) {
    int column = column_find("wasted_slot_seconds");
    number_u128 most = ((number_u128)1 << 92) - 1;
    struct sample sample;
    sample_init(&sample, 1);
    sample.outcomes[0].counters.cap_ns = most;
    sample.outcomes[BASELINE].counters.cap_ns = 0;
    struct summary *summary = summary_new(&sample.cell, BASELINE, &criteria);
    bool fine = true;
    for (int i = 0; i < 100000; i++)
        fine = summary_take(summary, &sample.cell) && fine;
    struct estimate value = summary_value(summary, 0, 0, column);
    struct estimate difference = summary_difference(summary, 0, 0, column);
    tap_ok(fine && value.constant && value.half_width == 0 &&
               value.sum == 100000 * (number_i128)most && value.mean == (double)most / 1e9,
           "many equal values have no variance, and are their mean, however large");
    tap_ok(difference.constant && difference.sum == 100000 * (number_i128)most,
           "so are equal differences");
    sample.outcomes[0].counters.cap_ns = most - 1;
    fine = summary_take(summary, &sample.cell);
    value = summary_value(summary, 0, 0, column);
    /* With one of n values smaller by 1, the variance of the mean is 1 / n^2. */
    double half_width = gsl_cdf_tdist_Pinv(0.975, 100000) / 100001 / 1e9;
    tap_ok(fine && !value.constant && is_near(value.half_width, half_width),
           "the last unit of one of them is not lost");
    summary_free(summary);
}

static void test_failures(void) {
    int column = column_find("copied_bytes");
    struct sample sample;
    sample_init(&sample, 1);
    sample.outcomes[0].counters.copied_bytes = 7;
    sample.outcomes[0].failed = true;
    sample.outcomes[2].counters.copied_bytes = 5;
    struct summary *summary = summary_new(&sample.cell, BASELINE, &criteria);
    bool fine = summary_take(summary, &sample.cell);
    struct estimate one = summary_value(summary, 0, 2, column);
    tap_ok(fine && one.count == 1 && one.constant && one.exact && one.mean == 5 &&
               one.half_width == 0,
           "the only replication is what there is to know");
    sample.outcomes[0].failed = false;
    sample.outcomes[BASELINE].failed = true;
    fine = summary_take(summary, &sample.cell);
    struct estimate single = summary_value(summary, 0, 0, column);
    tap_ok(fine && single.count == 1 && !single.constant && single.exact && single.mean == 7 &&
               isinf(single.half_width),
           "a single success among failures has a mean and no interval");
    tap_ok(summary_difference(summary, 0, 0, column).count == 0 &&
               summary_difference(summary, 0, 2, column).count == 1,
           "without the baseline there is no difference");
    tap_ok(!summary_is_narrow(summary, 1000), "what has no interval is not known well");
    summary_free(summary);
}

static void test_narrow(struct sample *const *samples) {
    struct summary *summary = sum_up(samples, REPLICATIONS);
    double widest = 0;
    for (size_t p = 0; p < POLICIES; p++)
        for (int k = column_first_figure; k < column_count; k++) {
            if (!columns[k].figure)
                continue;
            struct estimate value = summary_value(summary, 0, p, k);
            if (!value.constant && value.half_width / value.mean > widest)
                widest = value.half_width / value.mean;
        }
    tap_ok(summary_is_narrow(summary, widest * 1.0001) &&
               !summary_is_narrow(summary, widest * 0.9999),
           "the widest interval decides whether all are narrow");
    summary_free(summary);
}

static void test_reclaim(void) {
    struct sample sample;
    sample_init(&sample, 1);
    struct summary *summary = summary_new(&sample.cell, -1, &criteria);
    struct counters *freed = &sample.outcomes[0].counters;
    struct counters *moved = &sample.outcomes[1].counters;
    freed->actions[ACTION_FREE] = freed->actions[ACTION_SHRINK] = 1;
    freed->freed = (struct shrink_sum){.slots = 4, .bytes = 32};
    freed->freed_bytes_when_empty = 32;
    freed->in_place = (struct shrink_sum){.slots = 4};
    moved->actions[ACTION_SHRINK_MOVED] = 1;
    moved->moved = (struct shrink_sum){.slots = 4, .bytes = 8};
    bool fine = summary_take(summary, &sample.cell);
    sample.outcomes[0].counters = sample.outcomes[1].counters = (struct counters){0};
    fine = fine && summary_take(summary, &sample.cell);
    const struct reclaim *empty = summary_reclaim(summary, 0, 0);
    const struct reclaim *used = summary_reclaim(summary, 0, 1);
    const struct reclaim *none = summary_reclaim(summary, 0, 2);
    tap_ok(fine && empty->freed_slots && empty->freed_bytes && !empty->freed_bytes_in_use,
           "memory that came back when the list was empty");
    tap_ok(used->freed_bytes && used->freed_bytes_in_use,
           "memory that came back from a list in use");
    tap_ok(!none->freed_slots && !none->freed_bytes, "none that did");
    summary_free(summary);
}

static void test_changed(void) {
    struct sample sample;
    sample_init(&sample, 1);
    struct summary *summary = summary_new(&sample.cell, -1, &criteria);
    bool fine = summary_take(summary, &sample.cell);
    sample.cell.replication = 2;
    sample.context.name = "hwbinder";
    bool other = summary_take(summary, &sample.cell);
    sample.context.name = "binder";
    sample.cell.context_count = 0;
    bool fewer = summary_take(summary, &sample.cell);
    tap_ok(fine && !other && !fewer && diag_status() == STATUS_INPUT && summary->replications == 1,
           "a replication with other contexts is an error, and not taken");
    summary_free(summary);
}

int main(void) {
    criteria_init(&criteria);
    struct sample *samples = draw_samples(REPLICATIONS), *all[REPLICATIONS];
    for (size_t i = 0; i < REPLICATIONS; i++)
        all[i] = &samples[i];
    test_estimates(all);
    test_pairs(all);
    test_many();
    test_order(all);
    test_large();
    test_failures();
    test_narrow(all);
    test_reclaim();
    test_changed();
    free(samples);
    return tap_done();
}
