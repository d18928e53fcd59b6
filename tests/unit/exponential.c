/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ziggurat's layers have the same area, and its draws follow GSL's cumulative distribution
 * function, by Pearson's chi-square and by Kolmogorov and Smirnov. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sample.h"
#include "tap.h"
#include "workload/exponential.h"

enum { DRAWS = 4000000 };

static const double mean = 3e9;

/* A layer's area is its width times its height; the lowest one also has the tail. */
static void test_edges(void) {
    const double *edge = exponential_edges;
    double r = edge[1], area = exp(-r) * (r + 1), worst = fabs(edge[0] * exp(-r) / area - 1);
    bool falling = edge[0] > edge[1];
    for (int i = 1; i < EXPONENTIAL_LAYERS; i++) {
        double error = edge[i] * (exp(-edge[i + 1]) - exp(-edge[i])) / area - 1;
        worst = fmax(worst, fabs(error));
        falling = falling && edge[i] > edge[i + 1];
    }
    tap_ok(falling && edge[EXPONENTIAL_LAYERS] == 0, "the edges fall to 0");
    tap_ok(worst < 1e-13, "the layers have one area, within %.1g", worst);
}

static double draw(struct xoshiro *random) {
    return exponential_draw(random, mean);
}

static double probability(double x) {
    return gsl_cdf_exponential_P(x, mean);
}

/* Beyond the lowest layer's edge the draw begins anew: the far tail, where cells are wide. */
static void test_tail(const double *values) {
    for (double x = 6; x <= 12; x += 2) {
        double wanted = (double)DRAWS * exp(-x);
        int count = 0;
        while (count < DRAWS && values[DRAWS - 1 - count] > 1 - exp(-x))
            count++;
        tap_ok(fabs(count - wanted) < 4 * sqrt(wanted), "beyond %g means: %d, of %.0f", x, count,
               wanted);
    }
}

int main(void) {
    test_edges();
    double *values = sample_new("exponential", DRAWS, draw, probability);
    test_tail(values);
    free(values);
    return tap_done();
}
