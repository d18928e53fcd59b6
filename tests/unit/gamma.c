/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gamma draws follow GSL's cumulative distribution function, for shapes from nearly a pole at 0 to
 * nearly normal. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sample.h"
#include "tap.h"
#include "workload/gamma.h"

static double shape;

static double draw(struct xoshiro *random) {
    return gamma_draw(random, shape);
}

/* GSL's function fails for large shapes.  There the cube root is normal, within 1e-8 (Wilson and
 * Hilferty 1931). */
static double probability(double x) {
    if (shape < 1e4)
        return gsl_cdf_gamma_P(x, shape, 1);
    double part = 1 / (9 * shape);
    return gsl_cdf_ugaussian_P((cbrt(x / shape) - (1 - part)) / sqrt(part));
}

int main(void) {
    static const double shapes[] = {0.01, 0.3, 0.999, 1, 2, 100, 1e6};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char name[32];
        shape = shapes[i];
        snprintf(name, sizeof name, "gamma of shape %g", shape);
        free(sample_new(name, 1000000, draw, probability));
    }
    return tap_done();
}
