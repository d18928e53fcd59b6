/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponential, logarithm and power against libm's long doubles, at the edges, and the bits of some:
 * a machine that rounds differently fails. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/real.h"
#include "tap.h"
#include "workload/xoshiro.h"

enum { ARGUMENTS = 2000000 };

/* Returns `got` minus `wanted`, in units of the last place of a double of wanted's size. */
static double ulps(double got, long double wanted) {
    int exponent;
    frexpl(wanted, &exponent);
    if (exponent < DBL_MIN_EXP)
        exponent = DBL_MIN_EXP;
    return (double)fabsl(ldexpl((long double)got - wanted, DBL_MANT_DIG - exponent));
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double between(struct xoshiro *random, double low, double high) {
    return low + xoshiro_uniform(random) * (high - low);
}

static void test_exp(double low, double high, double limit) {
    struct xoshiro random = xoshiro_seeded(1);
    double worst = 0;
    for (int i = 0; i < ARGUMENTS; i++) {
        double x = between(&random, low, high);
        worst = fmax(worst, ulps(real_exp(x), expl(x)));
    }
    tap_ok(worst < limit, "exp from %g to %g: within %.3f ulps", low, high, worst);
}

static void test_log(double low, double high) {
    struct xoshiro random = xoshiro_seeded(2);
    double worst = 0;
    for (int i = 0; i < ARGUMENTS; i++) {
        double x = between(&random, low, high);
        worst = fmax(worst, ulps(real_log(x), logl(x)));
    }
    tap_ok(worst < 0.9, "log from %g to %g: within %.3f ulps", low, high, worst);
}

/* Any positive double, subnormal ones included. */
static void test_log_of_all(void) {
    struct xoshiro random = xoshiro_seeded(3);
    double worst = 0;
    for (int i = 0; i < ARGUMENTS; i++) {
        double x = from_bits(xoshiro_next(&random) % (UINT64_C(0x7ff) << 52));
        if (x > 0)
            worst = fmax(worst, ulps(real_log(x), logl(x)));
    }
    tap_ok(worst < 0.9, "log of any double: within %.3f ulps", worst);
}

static void test_pow(void) {
    struct xoshiro random = xoshiro_seeded(4);
    double worst = 0;
    for (int i = 0; i < ARGUMENTS; i++) {
        double x = real_exp(between(&random, -30, 30)), y = between(&random, -20, 20);
        long double wanted = powl(x, y);
        double error = (double)fabsl((long double)real_pow(x, y) / wanted - 1);
        worst = fmax(worst, error / ((fabs(y * log(x)) + 1) * 0x1p-52));
    }
    tap_ok(worst < 1, "pow: %.3f of the error that it may have", worst);
}

static void test_edges(void) {
    tap_ok(real_exp(0) == 1 && real_exp(-0.0) == 1, "e^0 is 1");
    tap_ok(real_exp(INFINITY) == INFINITY && real_exp(-INFINITY) == 0 && isnan(real_exp(NAN)),
           "e^x of infinities and NaN");
    tap_ok(real_exp(0x1.62e42fefa39efp+9) <= DBL_MAX && real_exp(0x1.62e42fefa39fp+9) == INFINITY,
           "the largest e^x");
    tap_ok(real_exp(-0x1.74910d52d3051p9) == 0x1p-1074 && real_exp(-0x1.74910d52d3052p9) == 0 &&
               real_exp(-DBL_MAX) == 0,
           "the smallest e^x");
    tap_ok(real_log(1) == 0 && real_log(0) == -INFINITY && real_log(-0.0) == -INFINITY,
           "ln 1, ln 0");
    tap_ok(isnan(real_log(-1)) && isnan(real_log(NAN)) && real_log(INFINITY) == INFINITY,
           "ln of what has none");
    tap_ok(real_log(DBL_MAX) == 0x1.62e42fefa39efp+9 &&
               real_log(0x1p-1074) == -0x1.74385446d71c3p+9,
           "ln of the largest and the smallest");
    tap_ok(real_pow(0, 0.5) == 0 && real_pow(0, -1) == INFINITY && real_pow(1, 1e300) == 1 &&
               real_pow(7, 0) == 1,
           "powers of 0 and 1, and to 0");
}

/* All bits of many results, as one number. */
static void test_bits(void) {
    struct xoshiro random = xoshiro_seeded(5);
    uint64_t sum = 0;
    for (int i = 0; i < ARGUMENTS; i++) {
        double results[] = {real_exp(between(&random, -745, 709)),
                            real_log(from_bits(xoshiro_next(&random) % (UINT64_C(0x7ff) << 52)))};
        for (int k = 0; k < 2; k++) {
            uint64_t bits;
            memcpy(&bits, &results[k], sizeof bits);
            sum = splitmix(sum ^ bits);
        }
    }
    tap_ok(sum == UINT64_C(0x42f3ec443edc1fe0), "the bits of all: %016llx",
           (unsigned long long)sum);
}

int main(void) {
    test_exp(-708, 709, 0.9);
    test_exp(-1, 1, 0.9);
    test_exp(-745, -708, 1.1); /* rounded twice: the results are subnormal */
    test_log(0.5, 2);
    test_log(0.999, 1.001);
    test_log_of_all();
    test_pow();
    test_edges();
    test_bits();
    return tap_done();
}
