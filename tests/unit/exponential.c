/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ziggurat's layers have one area, and what is drawn through them follows GSL's cumulative
 * distribution function, by Pearson's chi-square and by Kolmogorov and Smirnov. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "tap.h"
#include "workload/exponential.h"
#include "workload/random.h"

enum { DRAWS = 4000000, CELLS = 2000 };

static const double mean = 3e9;

/* The area of a layer but the lowest is its width times its height; the lowest has the tail. */
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

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Sorted, as probabilities: uniform when the draws are exponential. */
static double *draw_probabilities(void) {
    double *values = malloc(DRAWS * sizeof *values);
    gsl_rng *rng = random_stream(1, 1, RANDOM_LIFETIME, 0);
    for (int i = 0; i < DRAWS; i++)
        values[i] = gsl_cdf_exponential_P(exponential_draw(rng, mean), mean);
    gsl_rng_free(rng);
    qsort(values, DRAWS, sizeof *values, by_size);
    return values;
}

/* A cell's share of the draws against what it should be, for cells of equal probability. */
static void test_cells(const double *values) {
    const double wanted = (double)DRAWS / CELLS;
    double square = 0;
    for (int cell = 0, i = 0; cell < CELLS; cell++) {
        int count = 0;
        for (; i < DRAWS && values[i] * CELLS < cell + 1; i++)
            count++;
        square += (count - wanted) * (count - wanted) / wanted;
    }
    double probability = gsl_cdf_chisq_Q(square, CELLS - 1);
    tap_ok(probability > 0.001 && probability < 0.999, "chi-square: %.3f of samples are worse",
           probability);
}

static void test_distance(const double *values) {
    double distance = 0;
    for (int i = 0; i < DRAWS; i++) {
        distance = fmax(distance, values[i] - (double)i / DRAWS);
        distance = fmax(distance, (double)(i + 1) / DRAWS - values[i]);
    }
    /* 1.95 is what one of a thousand samples exceeds. */
    tap_ok(distance * sqrt(DRAWS) < 1.95, "Kolmogorov-Smirnov: %.3f", distance * sqrt(DRAWS));
}

/* Beyond the lowest layer's edge the draw begins anew: the far tail, where cells are wide. */
static void test_tail(const double *values) {
    for (double x = 6; x <= 12; x += 2) {
        double wanted = DRAWS * exp(-x);
        int count = 0;
        while (count < DRAWS && values[DRAWS - 1 - count] > 1 - exp(-x))
            count++;
        tap_ok(fabs(count - wanted) < 4 * sqrt(wanted), "beyond %g means: %d, of %.0f", x, count,
               wanted);
    }
}

int main(void) {
    test_edges();
    double *values = draw_probabilities();
    test_cells(values);
    test_distance(values);
    test_tail(values);
    free(values);
    return tap_done();
}
