/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices by weight: the cells of an alias table add up to the weights, and draws have these
 * frequencies. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "tap.h"
#include "workload/discrete.h"
#include "workload/random.h"

enum { MOST = 100000, DRAWS = 2000000 };

/* Returns the largest difference between a number's probability, summed over the cells, and its
 * weight's share of all, in units of a cell. */
static double worst_share(const struct discrete *discrete, const double *weights) {
    static double shares[MOST];
    double largest = 0, sum = 0, worst = 0;
    for (uint32_t i = 0; i < discrete->count; i++) {
        largest = fmax(largest, weights[i]);
        shares[i] = 0;
    }
    for (uint32_t i = 0; i < discrete->count; i++) {
        const struct discrete_cell *cell = &discrete->cells[i];
        double own = (double)cell->threshold * 0x1p-64;
        shares[i] += own;
        shares[cell->other] += 1 - own;
        sum += weights[i] / largest;
    }
    for (uint32_t i = 0; i < discrete->count; i++)
        worst = fmax(worst, fabs(shares[i] - weights[i] / largest / sum * discrete->count));
    return worst;
}

static double chi_square(const struct discrete *discrete, const double *weights) {
    static double seen[MOST];
    struct xoshiro random = random_stream(1, 1, RANDOM_POPULARITY, 0);
    double sum = 0, square = 0;
    for (uint32_t i = 0; i < discrete->count; i++) {
        sum += weights[i];
        seen[i] = 0;
    }
    for (int i = 0; i < DRAWS; i++)
        seen[discrete_draw(discrete, &random)]++;
    for (uint32_t i = 0; i < discrete->count; i++) {
        double wanted = (double)DRAWS * weights[i] / sum;
        square += (seen[i] - wanted) * (seen[i] - wanted) / wanted;
    }
    return gsl_cdf_chisq_Q(square, discrete->count - 1);
}

static void test_table(const char *name, const double *weights, uint32_t count) {
    struct discrete discrete;
    discrete_init(&discrete, weights, count);
    double worst = worst_share(&discrete, weights);
    tap_ok(worst < 1e-9, "%s: shares are exact within %.1g", name, worst);
    discrete_fini(&discrete);
}

static void test_draws(const char *name, const double *weights, uint32_t count) {
    struct discrete discrete;
    discrete_init(&discrete, weights, count);
    double probability = chi_square(&discrete, weights);
    tap_ok(probability > 0.001 && probability < 0.999, "%s: chi-square: %.3f of samples are worse",
           name, probability);
    discrete_fini(&discrete);
}

static void test_zipf(void) {
    static double weights[MOST];
    for (int i = 0; i < MOST; i++)
        weights[i] = 1 / (i + 1.);
    test_table("100000 by Zipf's law", weights, MOST);
    test_draws("1000 by Zipf's law", weights, 1000);
    for (int i = 0; i < MOST; i++)
        weights[i] = 1;
    test_table("100000 alike", weights, MOST);
    test_draws("1000 alike", weights, 1000);
}

static void test_edges(void) {
    static const double one[] = {0.1}, huge[] = {1e308, 1.5e308, 1e308}, tiny[] = {5e-324, 1e-323};
    static const double none[] = {0, 3, 0, 1, 0};
    struct discrete discrete;
    struct xoshiro random = random_stream(1, 1, RANDOM_POPULARITY, 0);
    int wrong = 0;
    test_table("one", one, 1);
    test_table("a sum beyond the doubles", huge, 3);
    test_table("the smallest weights", tiny, 2);
    test_table("weights of 0", none, 5);
    discrete_init(&discrete, none, 5);
    for (int i = 0; i < DRAWS; i++)
        wrong += none[discrete_draw(&discrete, &random)] == 0;
    tap_ok(wrong == 0, "a weight of 0 is never drawn");
    discrete_fini(&discrete);
}

int main(void) {
    static const double few[] = {0.7, 0.2, 0.06, 0.04};
    test_table("four", few, 4);
    test_draws("four", few, 4);
    test_zipf();
    test_edges();
    return tap_done();
}
