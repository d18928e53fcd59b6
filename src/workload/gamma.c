/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/gamma.h"

#include <math.h>
#include <stdbool.h>

#include "base/real.h"
#include "workload/exponential.h"
#include "workload/gaussian.h"

/* Returns whether to accept x, drawn from the normal distribution, for d v.  A polynomial below the
 * curve accepts most draws at once. */
static bool is_accepted(double x, double d, double v, struct xoshiro *random) {
    double u = xoshiro_uniform(random), square = x * x;
    return u < 1 - 0.0331 * square * square || real_log(u) < square / 2 + d * (1 - v + real_log(v));
}

/* For a shape of at least 1: a cubed normal variable nearly has this distribution. */
static double draw_humped(struct xoshiro *random, double shape) {
    double d = shape - 1. / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = gaussian_draw(random), root = 1 + c * x, v = root * root * root;
        if (root > 0 && is_accepted(x, d, v, random))
            return d * v;
    }
}

/* A draw for shape + 1, times u^(1 / shape) with a uniform u, is one for `shape`; -ln u is
 * exponential. */
double gamma_draw(struct xoshiro *random, double shape) {
    if (shape >= 1)
        return draw_humped(random, shape);
    double power = real_exp(-exponential_draw(random, 1 / shape));
    return power * draw_humped(random, shape + 1);
}
