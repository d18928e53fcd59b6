/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/real.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts.  The first ends in enough zeros that its product with an exponent is exact. */
static const double ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45;

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k of a normal number. */
static double power_of_2(int64_t k) {
    return of_bits((uint64_t)(k + 1023) << 52);
}

/* (e^r - 1 - r) / r^2 for |r| up to half of ln 2: interpolated where Chebyshev's polynomial is 0,
 * within 2^-61 of e^r.  It is evaluated in pairs, which the processor can work out at the same
 * time. */
static double exp_rest(double r) {
    double r2 = r * r, r4 = r2 * r2;
    double low = (0x1.0000000000000p-1 + 0x1.5555555555557p-3 * r) +
                 (0x1.5555555555556p-5 + 0x1.11111111100dcp-7 * r) * r2;
    double middle = (0x1.6c16c16c162d4p-10 + 0x1.a01a01abe7fe1p-13 * r) +
                    (0x1.a01a01a6d889cp-16 + 0x1.71de0231960ebp-19 * r) * r2;
    double high = (0x1.27e4db646b17ep-22 + 0x1.af4de97ca4194p-26 * r) + 0x1.1f730349868cep-29 * r2;
    return low + (middle + high * r4) * r4;
}

/* x = k ln 2 + r, and e^x = 2^k e^r. */
double real_exp(double x) {
    static const double round_to_integer = 0x1.8p52;
    if (!(x > -746))
        return isnan(x) ? x : 0;
    if (x > 710)
        return INFINITY;
    double k = x * 0x1.71547652b82fep0 + round_to_integer - round_to_integer;
    double high = x - k * ln2_high, low = k * ln2_low;
    double r = high - low, lost = (high - r) - low;
    double y = 1 + (r + (r * r * exp_rest(r) + lost));
    /* In two steps, since 2^k itself may be no normal number. */
    int64_t half = (int64_t)k / 2;
    return y * power_of_2(half) * power_of_2((int64_t)k - half);
}

/* (2 artanh(s) / s - 2) / z where z = s^2, for |s| up to (sqrt 2 - 1)^2: as above. */
static double log_rest(double z) {
    double z2 = z * z, z4 = z2 * z2;
    double low = (0x1.5555555555555p-1 + 0x1.9999999999a38p-2 * z) +
                 (0x1.2492492476c42p-2 + 0x1.c71c720168526p-3 * z) * z2;
    double high = (0x1.745cf8fe328f9p-3 + 0x1.3b1c36b445cebp-3 * z) +
                  (0x1.0fbe71ad855c9p-3 + 0x1.0c05166ec4148p-3 * z) * z2;
    return low + high * z4;
}

/* x = 2^k (1 + f) where 1 + f is between the square roots of 1/2 and 2.  With s = f / (2 + f), f is
 * 2 s + s f, and ln(1 + f) = 2 artanh(s) = 2 s + s R = f - (f^2 / 2 - s (f^2 / 2 + R)).  The last
 * form rounds only numbers that are small beside f. */
double real_log(double x) {
    static const uint64_t one = UINT64_C(0x3ff) << 52, root_of_half = UINT64_C(0x3fe6a09e667f3bcd);
    int64_t k = 0;
    if (!(x > 0))
        return x == 0 ? -INFINITY : NAN;
    if (x == INFINITY)
        return x;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits = bits_of(x) + (one - root_of_half);
    k += (int64_t)(bits >> 52) - 1023;
    double f = of_bits((bits & ((UINT64_C(1) << 52) - 1)) + root_of_half) - 1;
    double s = f / (2 + f), z = s * s, square = f * f / 2;
    double rest = s * (square + z * log_rest(z)) + (double)k * ln2_low;
    return (double)k * ln2_high - ((square - rest) - f);
}

double real_pow(double x, double y) {
    return real_exp(y * real_log(x));
}
