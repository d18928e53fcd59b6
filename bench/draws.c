/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draws: the cost of a draw of each distribution, rounded to whole nanoseconds, against GSL's
 * function with GSL's mt19937.  Prints a line for each: its name, the ratio (the median over rounds
 * in which both run one after the other) and the medians of the CPU times per draw.  A last line
 * `worst` has the largest ratio.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/doc.h"
#include "workload/discrete.h"
#include "workload/distribution.h"
#include "workload/random.h"
#include "rounds.h"

enum { ROUNDS = 15, DRAWS = 400000, CHOICES = 1000 };

struct contest {
    const char *name, *yaml;
    double (*draw)(const gsl_rng *rng);
};

static double exponential(const gsl_rng *rng) {
    return gsl_ran_exponential(rng, 10e9);
}
static double gamma2(const gsl_rng *rng) {
    return gsl_ran_gamma(rng, 2, 1.5e9);
}
static double gamma_small(const gsl_rng *rng) {
    return gsl_ran_gamma(rng, 0.3, 10e9);
}
static double lognormal(const gsl_rng *rng) {
    return gsl_ran_lognormal(rng, 25.99, 2.591);
}
static double weibull(const gsl_rng *rng) {
    return gsl_ran_weibull(rng, 60e9, 0.5);
}
static double uniform(const gsl_rng *rng) {
    return gsl_ran_flat(rng, 2e9, 12e9);
}
static double pareto(const gsl_rng *rng) {
    return gsl_ran_pareto(rng, 1.5, 1e9);
}

static const struct contest contests[] = {
    {"exponential", "d={exponential: {mean: 10s}}", exponential},
    {"gamma-2", "d={gamma: {shape: 2, mean: 3s}}", gamma2},
    {"gamma-0.3", "d={gamma: {shape: 0.3, mean: 3s}}", gamma_small},
    {"lognormal", "d={lognormal: {median: 193s, p90: 5341s}}", lognormal},
    {"weibull", "d={weibull: {shape: 0.5, scale: 1min}}", weibull},
    {"uniform", "d={uniform: {min: 2s, max: 12s}}", uniform},
    {"pareto", "d={pareto: {min: 1s, shape: 1.5}}", pareto},
};

/* Keeps the compiler from dropping draws. */
static volatile int64_t sink;

static double own_ns(const struct distribution *distribution, struct xoshiro *random) {
    int64_t sum = 0;
    double start_s = now_s();
    for (int i = 0; i < DRAWS; i++)
        sum ^= distribution_draw(distribution, random);
    sink = sum;
    return (now_s() - start_s) * 1e9 / DRAWS;
}

static double gsl_ns(const struct contest *contest, const gsl_rng *rng) {
    int64_t sum = 0;
    double start_s = now_s();
    for (int i = 0; i < DRAWS; i++)
        sum ^= llrint(fmin(contest->draw(rng), 1e18));
    sink = sum;
    return (now_s() - start_s) * 1e9 / DRAWS;
}

static double own_choice_ns(const struct discrete *discrete, struct xoshiro *random) {
    int64_t sum = 0;
    double start_s = now_s();
    for (int i = 0; i < DRAWS; i++)
        sum ^= discrete_draw(discrete, random);
    sink = sum;
    return (now_s() - start_s) * 1e9 / DRAWS;
}

static double gsl_choice_ns(const gsl_ran_discrete_t *discrete, const gsl_rng *rng) {
    int64_t sum = 0;
    double start_s = now_s();
    for (int i = 0; i < DRAWS; i++)
        sum ^= (int64_t)gsl_ran_discrete(rng, discrete);
    sink = sum;
    return (now_s() - start_s) * 1e9 / DRAWS;
}

/* Prints a line.  Returns the ratio. */
static double report(const char *name, double *own, double *gsl) {
    double ratio[ROUNDS];
    for (int i = 0; i < ROUNDS; i++)
        ratio[i] = own[i] / gsl[i];
    double middle = median(ratio, ROUNDS);
    printf("%s %.3f %.1f %.1f\n", name, middle, median(own, ROUNDS), median(gsl, ROUNDS));
    return middle;
}

static double run(const struct contest *contest, struct xoshiro *random, const gsl_rng *rng) {
    struct doc *doc = doc_new("draws");
    struct distribution distribution;
    double own[ROUNDS], gsl[ROUNDS];
    if (!doc_set(doc, "draws", contest->yaml) ||
        !distribution_read(&distribution, doc_get(doc_root(doc), "d"), "d"))
        exit(EXIT_FAILURE);
    for (int i = 0; i < ROUNDS; i++) {
        own[i] = own_ns(&distribution, random);
        gsl[i] = gsl_ns(contest, rng);
    }
    doc_free(doc);
    return report(contest->name, own, gsl);
}

static double run_choice(struct xoshiro *random, const gsl_rng *rng) {
    double weights[CHOICES], own[ROUNDS], gsl[ROUNDS];
    for (int i = 0; i < CHOICES; i++)
        weights[i] = 1 / (i + 1.);
    struct discrete discrete;
    discrete_init(&discrete, weights, CHOICES);
    gsl_ran_discrete_t *theirs = gsl_ran_discrete_preproc(CHOICES, weights);
    for (int i = 0; i < ROUNDS; i++) {
        own[i] = own_choice_ns(&discrete, random);
        gsl[i] = gsl_choice_ns(theirs, rng);
    }
    gsl_ran_discrete_free(theirs);
    discrete_fini(&discrete);
    return report("choice", own, gsl);
}

int main(void) {
    struct xoshiro random = random_stream(1, 1, RANDOM_LIFETIME, 0);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double worst = 0;
    for (size_t i = 0; i < sizeof contests / sizeof *contests; i++)
        worst = fmax(worst, run(&contests[i], &random, rng));
    worst = fmax(worst, run_choice(&random, rng));
    printf("worst %.3f\n", worst);
    gsl_rng_free(rng);
    return EXIT_SUCCESS;
}
