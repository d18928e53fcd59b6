/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/distribution.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/limits.h"
#include "base/nearest.h"
#include "base/real.h"
#include "base/schema.h"
#include "workload/exponential.h"
#include "workload/gamma.h"
#include "workload/gaussian.h"

/* The parameters of all kinds; a kind's table names those it takes. */
struct parameters {
    int64_t mean, median, p90, scale, min, max; /* nanoseconds */
    double shape;
};

#define DURATION(key, text)                                                                        \
    {                                                                                              \
        .name = #key, .summary = text, .read = schema_duration,                                    \
        .offset = offsetof(struct parameters, key), .required = true                               \
    }
#define SHAPE                                                                                      \
    {                                                                                              \
        .name = "shape", .summary = "a number above 0", .read = schema_positive,                   \
        .offset = offsetof(struct parameters, shape), .required = true                             \
    }

static const struct schema_key exponential_keys[] = {DURATION(mean, "the mean")};
static const struct schema_key gamma_keys[] = {SHAPE, DURATION(mean, "the mean")};
static const struct schema_key lognormal_keys[] = {
    DURATION(median, "half of all durations are shorter"),
    DURATION(p90, "nine in ten durations are shorter")};
static const struct schema_key weibull_keys[] = {SHAPE, DURATION(scale, "the scale")};
static const struct schema_key uniform_keys[] = {DURATION(min, "the shortest duration"),
                                                 DURATION(max, "the longest duration")};
static const struct schema_key pareto_keys[] = {DURATION(min, "the shortest duration"), SHAPE};

#define READ(keys, node, parameters)                                                               \
    schema_read(node, distribution->kind->name, keys, sizeof(keys) / sizeof *(keys), parameters)

/* Rounds a draw. */
static int64_t rounded(double ns) {
    if (!(ns < (double)LIMIT_TIME_NS))
        return LIMIT_TIME_NS;
    return ns > 0 ? llrint(ns) : 0;
}

static bool read_fixed(struct distribution *distribution, const struct doc_node *node) {
    const struct schema_key key = {.name = "fixed"};
    return schema_duration(node, &key, &distribution->fixed_ns);
}

static int64_t draw_fixed(const struct distribution *distribution, struct xoshiro *random) {
    (void)random;
    return distribution->fixed_ns;
}

static bool read_exponential(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(exponential_keys, node, &parameters))
        return false;
    distribution->a = (double)parameters.mean;
    return true;
}

static int64_t draw_exponential(const struct distribution *distribution, struct xoshiro *random) {
    return rounded(exponential_draw(random, distribution->a));
}

static bool read_gamma(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(gamma_keys, node, &parameters))
        return false;
    distribution->a = parameters.shape;
    distribution->b = (double)parameters.mean / parameters.shape;
    return true;
}

static int64_t draw_gamma(const struct distribution *distribution, struct xoshiro *random) {
    double draw = gamma_draw(random, distribution->a);
    return draw > 0 ? rounded(draw * distribution->b) : 0; /* b may be infinite */
}

static bool read_lognormal(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(lognormal_keys, node, &parameters))
        return false;
    if (parameters.median <= 0 || parameters.p90 < parameters.median)
        return doc_refuse(node, "'median' must be above 0 and 'p90' at least as long");
    static const double standard_p90 = 1.281551565544600467; /* of the standard normal */
    distribution->a = (double)parameters.median;
    distribution->b = real_log((double)parameters.p90 / distribution->a) / standard_p90;
    return true;
}

static int64_t draw_lognormal(const struct distribution *distribution, struct xoshiro *random) {
    return rounded(distribution->a * real_exp(distribution->b * gaussian_draw(random)));
}

static bool read_weibull(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(weibull_keys, node, &parameters))
        return false;
    distribution->a = (double)parameters.scale;
    distribution->b = 1 / parameters.shape;
    return true;
}

static int64_t draw_weibull(const struct distribution *distribution, struct xoshiro *random) {
    if (distribution->a == 0) /* the other factor may be infinite */
        return 0;
    return rounded(distribution->a * real_pow(exponential_draw(random, 1), distribution->b));
}

static bool read_uniform(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(uniform_keys, node, &parameters))
        return false;
    if (parameters.max < parameters.min)
        return doc_refuse(node, "'max' must be at least 'min'");
    distribution->a = (double)parameters.min;
    distribution->b = (double)parameters.max - distribution->a;
    return true;
}

static int64_t draw_uniform(const struct distribution *distribution, struct xoshiro *random) {
    return rounded(distribution->a + distribution->b * xoshiro_uniform(random));
}

static bool read_pareto(struct distribution *distribution, const struct doc_node *node) {
    struct parameters parameters;
    if (!READ(pareto_keys, node, &parameters))
        return false;
    if (parameters.min <= 0)
        return doc_refuse(node, "'min' must be above 0");
    distribution->a = (double)parameters.min;
    distribution->b = 1 / parameters.shape;
    return true;
}

static int64_t draw_pareto(const struct distribution *distribution, struct xoshiro *random) {
    return rounded(distribution->a * real_exp(exponential_draw(random, distribution->b)));
}

const struct distribution_kind distribution_kinds[] = {
    {"fixed", "constant: {fixed: 5s}", read_fixed, draw_fixed},
    {"exponential", "{exponential: {mean: 30min}}", read_exponential, draw_exponential},
    {"gamma", "{gamma: {shape: 2, mean: 3s}}", read_gamma, draw_gamma},
    {"lognormal", "{lognormal: {median: 193s, p90: 5341s}}", read_lognormal, draw_lognormal},
    {"weibull", "{weibull: {shape: 0.5, scale: 1min}}", read_weibull, draw_weibull},
    {"uniform", "{uniform: {min: 0s, max: 10s}}", read_uniform, draw_uniform},
    {"pareto", "{pareto: {min: 1s, shape: 1.5}}", read_pareto, draw_pareto},
};
const int distribution_kind_count = sizeof distribution_kinds / sizeof *distribution_kinds;

bool distribution_read(struct distribution *distribution, const struct doc_node *node,
                       const char *what) {
    if (node->kind != DOC_MAPPING || node->count != 1) {
        struct place place = doc_place(node);
        diag_error_at(&place, "'%s' must be one distribution, such as {fixed: 5s}", what);
        diag_hint("kvsim --list distributions lists them");
        return false;
    }
    const char *name = node->keys[0]->scalar;
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < distribution_kind_count; i++) {
        if (strcmp(distribution_kinds[i].name, name) == 0) {
            distribution->kind = &distribution_kinds[i];
            return distribution->kind->read(distribution, node->items[0]);
        }
        nearest_offer(&nearest, distribution_kinds[i].name);
    }
    struct place place = doc_place(node->keys[0]);
    diag_error_at(&place, "unknown distribution '%s'", name);
    nearest_hint(&nearest);
    return false;
}

bool distribution_draws(const struct distribution *distribution) {
    return distribution->kind->draw != draw_fixed;
}
