/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ziggurat's layers have the same area, and its draws follow GSL's cumulative distribution
 * function, in the tails too. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sample.h"
#include "tap.h"
#include "workload/gaussian.h"

enum { DRAWS = 4000000, TAIL_DRAWS = 20000 };

static double height(double x) {
    return exp(-x * x / 2);
}

/* A layer's area is its width times its height; the lowest one also has the tail. */
static void test_edges(void) {
    const double *edge = gaussian_edges;
    double r = edge[1], tail = gsl_cdf_ugaussian_Q(r) * sqrt(2 * acos(-1));
    double area = r * height(r) + tail, worst = fabs(edge[0] * height(r) / area - 1);
    bool falling = edge[0] > edge[1];
    for (int i = 1; i < GAUSSIAN_LAYERS; i++) {
        double error = edge[i] * (height(edge[i + 1]) - height(edge[i])) / area - 1;
        worst = fmax(worst, fabs(error));
        falling = falling && edge[i] > edge[i + 1];
    }
    tap_ok(falling && edge[GAUSSIAN_LAYERS] == 0, "the edges fall to 0");
    tap_ok(worst < 1e-13, "the layers have one area, within %.1g", worst);
}

static double probability(double x) {
    return gsl_cdf_ugaussian_P(x);
}

/* Beyond 3.65, draws use a separate method for the tail. */
static void test_tails(const double *values) {
    for (double x = 3; x <= 4.5; x += 0.5) {
        double share = gsl_cdf_ugaussian_Q(x), wanted = (double)DRAWS * share;
        int above = 0, below = 0;
        while (above < DRAWS && values[DRAWS - 1 - above] > 1 - share)
            above++;
        while (below < DRAWS && values[below] < share)
            below++;
        tap_ok(fabs(above - wanted) < 4 * sqrt(wanted) && fabs(below - wanted) < 4 * sqrt(wanted),
               "beyond %g: %d below, %d above, of %.1f", x, below, above, wanted);
    }
}

/* The draws beyond the lowest layer alone. */
static double draw_tail(struct xoshiro *random) {
    double x;
    do
        x = fabs(gaussian_draw(random));
    while (x < gaussian_edges[1]);
    return x;
}

static void test_tail_shape(void) {
    struct xoshiro random = random_stream(2, 1, RANDOM_LIFETIME, 0);
    double beyond = gsl_cdf_ugaussian_Q(gaussian_edges[1]);
    double *values = malloc(TAIL_DRAWS * sizeof *values);
    if (!values)
        abort();
    for (int i = 0; i < TAIL_DRAWS; i++)
        values[i] = 1 - gsl_cdf_ugaussian_Q(draw_tail(&random)) / beyond;
    qsort(values, TAIL_DRAWS, sizeof *values, sample_by_size);
    sample_test_distance("the tail", values, TAIL_DRAWS);
    free(values);
}

int main(void) {
    test_edges();
    double *values = sample_new("gaussian", DRAWS, gaussian_draw, probability);
    test_tails(values);
    free(values);
    test_tail_shape();
    return tap_done();
}
