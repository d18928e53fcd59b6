/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions as users parametrise them against GSL's cumulative distribution functions: the
 * share of draws below a point is within five standard errors of the probability there. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/doc.h"
#include "tap.h"
#include "workload/distribution.h"
#include "workload/random.h"

enum { DRAWS = 200000, POINTS = 5 };

struct expectation {
    const char *yaml;
    double point_s[POINTS];
    double (*probability)(double x_s);
};

static double exponential(double x) {
    return gsl_cdf_exponential_P(x, 10);
}
static double gamma2(double x) {
    return gsl_cdf_gamma_P(x, 2, 1.5);
}
/* Half of all below the median, nine in ten below p90, and the shape in between. */
static double lognormal(double x) {
    double sigma = log(5341.0 / 193.0) / gsl_cdf_ugaussian_Pinv(0.9);
    return gsl_cdf_lognormal_P(x, log(193.0), sigma);
}
static double weibull(double x) {
    return gsl_cdf_weibull_P(x, 60, 0.5);
}
static double uniform(double x) {
    return gsl_cdf_flat_P(x, 2, 12);
}
static double pareto(double x) {
    return gsl_cdf_pareto_P(x, 1.5, 1);
}

static const struct expectation expectations[] = {
    {"{exponential: {mean: 10s}}", {1, 5, 10, 20, 40}, exponential},
    {"{gamma: {shape: 2, mean: 3s}}", {0.5, 1, 3, 6, 10}, gamma2},
    {"{lognormal: {median: 193s, p90: 5341s}}", {10, 193, 1000, 5341, 50000}, lognormal},
    {"{weibull: {shape: 0.5, scale: 1min}}", {1, 10, 60, 120, 600}, weibull},
    {"{uniform: {min: 2s, max: 12s}}", {2.5, 4, 7, 10, 11.5}, uniform},
    {"{pareto: {min: 1s, shape: 1.5}}", {1.1, 1.5, 2, 5, 20}, pareto},
};

/* The document of "d=YAML"; *distribution reads from it. */
static struct doc *read(const char *yaml, struct distribution *distribution) {
    struct doc *doc = doc_new("test");
    char assignment[128] = "d=";
    strcat(assignment, yaml);
    if (!doc_set(doc, "--set", assignment) ||
        !distribution_read(distribution, doc_get(doc_root(doc), "d"), "d"))
        abort();
    return doc;
}

static void test_shape(const struct expectation *expectation) {
    struct distribution distribution;
    struct doc *doc = read(expectation->yaml, &distribution);
    struct xoshiro random = random_stream(1, 1, RANDOM_LIFETIME, 0);
    int below[POINTS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double s = (double)distribution_draw(&distribution, &random) / 1e9;
        for (int p = 0; p < POINTS; p++)
            below[p] += s <= expectation->point_s[p];
    }
    for (int p = 0; p < POINTS; p++) {
        double wanted = expectation->probability(expectation->point_s[p]);
        double got = (double)below[p] / (double)DRAWS;
        double error = sqrt(wanted * (1 - wanted) / (double)DRAWS);
        tap_ok(fabs(got - wanted) < 5 * error, "%s: P(x <= %g s) is %.4f, drawn %.4f",
               expectation->yaml, expectation->point_s[p], wanted, got);
    }
    doc_free(doc);
}

/* Reads a distribution and draws from it once. */
static int64_t draw_of(const char *yaml) {
    struct distribution distribution;
    struct doc *doc = read(yaml, &distribution);
    struct xoshiro random = xoshiro_seeded(1);
    int64_t drawn = distribution_draw(&distribution, &random);
    doc_free(doc);
    return drawn;
}

static void test_edges(void) {
    tap_ok(draw_of("{fixed: 1.5s}") == 1500000000, "fixed is fixed");
    tap_ok(draw_of("{fixed: 9007199254740993ns}") == 9007199254740993,
           "also where a double has no such number");
    tap_ok(draw_of("{gamma: {shape: 1e-300, mean: 1s}}") == 0,
           "the smaller a gamma's shape, the more draws are 0, even if its scale is infinite");
}

int main(void) {
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++)
        test_shape(&expectations[i]);
    test_edges();
    return tap_done();
}
