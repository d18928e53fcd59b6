/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wide.h"

#include <assert.h>
#include <math.h>

struct wide wide_product(number_u128 a, number_u128 b) {
    uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a;
    uint64_t b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    number_u128 low = (number_u128)a0 * b0;
    number_u128 middle = (number_u128)a1 * b0 + (uint64_t)(low >> 64);
    number_u128 other = (number_u128)a0 * b1 + (uint64_t)middle;
    return (struct wide){(number_u128)a1 * b1 + (uint64_t)(middle >> 64) + (uint64_t)(other >> 64),
                         other << 64 | (uint64_t)low};
}

struct wide wide_add(struct wide a, struct wide b) {
    struct wide sum;
    bool carry = __builtin_add_overflow(a.low, b.low, &sum.low);
    bool over = __builtin_add_overflow(a.high, b.high, &sum.high);
    over = __builtin_add_overflow(sum.high, (number_u128)carry, &sum.high) || over;
    assert(!over);
    (void)over;
    return sum;
}

struct wide wide_subtract(struct wide a, struct wide b) {
    assert(a.high > b.high || (a.high == b.high && a.low >= b.low));
    return (struct wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

struct wide wide_times(struct wide a, uint64_t factor) {
    struct wide high = wide_product(a.high, factor);
    assert(high.high == 0);
    return wide_add(wide_product(a.low, factor), (struct wide){high.low, 0});
}

bool wide_is_zero(struct wide a) {
    return a.high == 0 && a.low == 0;
}

/* How often a number other than 0 can be doubled. */
static int leading_zeros(number_u128 a) {
    uint64_t high = (uint64_t)(a >> 64);
    return high > 0 ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)a);
}

/* Returns the double nearest to bits * 2^exponent, or to slightly more when `more` is set.  There
 * must then be at least two bits more than a double keeps: the last one stands for the rest. */
static double nearest_double(number_u128 bits, bool more, int exponent) {
    return ldexp((double)(bits | more), exponent);
}

double wide_double(struct wide a) {
    if (a.high == 0)
        return nearest_double(a.low, false, 0);
    int shift = leading_zeros(a.high);
    number_u128 top = shift > 0 ? a.high << shift | a.low >> (128 - shift) : a.high;
    return nearest_double(top, a.low << shift != 0, 128 - shift);
}

double wide_ratio(number_i128 numerator, uint64_t denominator) {
    if (numerator == 0)
        return 0;
    number_u128 size = numerator < 0 ? -(number_u128)numerator : (number_u128)numerator;
    int shift = leading_zeros(size);
    size <<= shift;
    double ratio = nearest_double(size / denominator, size % denominator != 0, -shift);
    return numerator < 0 ? -ratio : ratio;
}
