/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/shape.h"

static enum trend flip(enum trend trend) {
    switch (trend) {
    case TREND_RISING: return TREND_FALLING;
    case TREND_FALLING: return TREND_RISING;
    default: return trend;
    }
}

/* The trend of a result that grows with both operands. */
static enum trend join(enum trend a, enum trend b) {
    if (a == TREND_CONSTANT)
        return b;
    return b == TREND_CONSTANT || a == b ? a : TREND_UNKNOWN;
}

static bool are_constant(struct shape a, struct shape b) {
    return a.trend == TREND_CONSTANT && b.trend == TREND_CONSTANT;
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* An operator's result before its range is known.  It fails where its operands do. */
static struct shape combine(struct shape a, struct shape b, enum trend trend) {
    return (struct shape){.trend = trend, .fails = a.fails || b.fails};
}

/* Sets the range; a value beyond 64 bits fails. */
static struct shape bounded(struct shape shape, __int128 low, __int128 high) {
    shape.fails = shape.fails || low < INT64_MIN || high > INT64_MAX;
    shape.low = low < INT64_MIN ? INT64_MIN : low > INT64_MAX ? INT64_MAX : (int64_t)low;
    shape.high = high > INT64_MAX ? INT64_MAX : high < INT64_MIN ? INT64_MIN : (int64_t)high;
    return shape;
}

struct shape shape_sum(struct shape a, struct shape b) {
    return bounded(combine(a, b, join(a.trend, b.trend)), (__int128)a.low + b.low,
                   (__int128)a.high + b.high);
}

struct shape shape_difference(struct shape a, struct shape b) {
    return bounded(combine(a, b, join(a.trend, flip(b.trend))), (__int128)a.low - b.high,
                   (__int128)a.high - b.low);
}

struct shape shape_negated(struct shape a) {
    return shape_difference(shape_constant(0, 0), a);
}

/* The trend of a value that a constant scales. */
static enum trend scaled(struct shape a, struct shape constant) {
    if (constant.low >= 0)
        return a.trend;
    return constant.high <= 0 ? flip(a.trend) : TREND_UNKNOWN;
}

static enum trend product_trend(struct shape a, struct shape b) {
    if (are_constant(a, b))
        return TREND_CONSTANT;
    if (a.low >= 0 && b.low >= 0)
        return join(a.trend, b.trend);
    if (b.trend == TREND_CONSTANT)
        return scaled(a, b);
    return a.trend == TREND_CONSTANT ? scaled(b, a) : TREND_UNKNOWN;
}

struct shape shape_product(struct shape a, struct shape b) {
    __int128 corners[] = {(__int128)a.low * b.low, (__int128)a.low * b.high,
                          (__int128)a.high * b.low, (__int128)a.high * b.high};
    __int128 low = corners[0], high = corners[0];
    for (int i = 1; i < 4; i++) {
        low = corners[i] < low ? corners[i] : low;
        high = corners[i] > high ? corners[i] : high;
    }
    return bounded(combine(a, b, product_trend(a, b)), low, high);
}

static enum trend quotient_trend(struct shape a, struct shape b) {
    if (are_constant(a, b))
        return TREND_CONSTANT;
    if (a.low >= 0 && b.low > 0)
        return join(a.trend, flip(b.trend));
    return b.trend == TREND_CONSTANT ? scaled(a, b) : TREND_UNKNOWN;
}

/* The largest magnitude in a range, INT64_MAX for that of INT64_MIN. */
static int64_t magnitude(struct shape a) {
    return greatest(a.high, a.low == INT64_MIN ? INT64_MAX : -a.low);
}

/* A divisor's range without a 0 at its end: a division by 0 has no value. */
static struct shape without_zero(struct shape divisor) {
    if (divisor.low == 0 && divisor.high > 0)
        divisor.low = 1;
    if (divisor.high == 0 && divisor.low < 0)
        divisor.high = -1;
    return divisor;
}

struct shape shape_quotient(struct shape a, struct shape b) {
    struct shape quotient = combine(a, b, quotient_trend(a, b));
    quotient.fails = quotient.fails || (b.low <= 0 && b.high >= 0) || a.low == INT64_MIN;
    b = without_zero(b);
    if (b.low <= 0) {
        quotient.high = magnitude(a);
        quotient.low = a.low == INT64_MIN ? INT64_MIN : -quotient.high;
    } else {
        quotient.low = a.low / (a.low < 0 ? b.low : b.high);
        quotient.high = a.high / (a.high < 0 ? b.high : b.low);
    }
    return quotient;
}

struct shape shape_remainder(struct shape a, struct shape b) {
    bool constant = are_constant(a, b);
    struct shape remainder = combine(a, b, constant ? TREND_CONSTANT : TREND_UNKNOWN);
    remainder.fails = remainder.fails || (b.low <= 0 && b.high >= 0) || a.low == INT64_MIN;
    int64_t most = magnitude(b);
    most -= most > 0 && b.low != INT64_MIN;
    remainder.high = a.high < 0 ? 0 : least(a.high, most);
    remainder.low = a.low > 0 ? 0 : greatest(a.low, -most);
    return remainder;
}

struct shape shape_min(struct shape a, struct shape b) {
    return bounded(combine(a, b, join(a.trend, b.trend)), least(a.low, b.low),
                   least(a.high, b.high));
}

struct shape shape_max(struct shape a, struct shape b) {
    return bounded(combine(a, b, join(a.trend, b.trend)), greatest(a.low, b.low),
                   greatest(a.high, b.high));
}

/* The smallest power of two that is at least `value`, at most 2^62. */
static int64_t next_power(int64_t value) {
    int64_t power = 1;
    while (power < value && power < INT64_C(1) << 62)
        power *= 2;
    return power;
}

struct shape shape_pow2(struct shape a) {
    struct shape power = a;
    power.low = next_power(a.low);
    power.high = next_power(a.high);
    power.fails = a.fails || a.high > INT64_C(1) << 62;
    return power;
}

/* 0 or 1. */
static struct shape answer(struct shape a, struct shape b, enum trend trend) {
    return bounded(combine(a, b, trend), 0, 1);
}

struct shape shape_less(struct shape a, struct shape b) {
    return answer(a, b, join(flip(a.trend), b.trend));
}

/* At an end of a range, equality is a threshold. */
static enum trend equal_trend(struct shape a, struct shape b) {
    if (are_constant(a, b))
        return TREND_CONSTANT;
    if (b.trend != TREND_CONSTANT || b.low != b.high)
        return TREND_UNKNOWN;
    if (a.low == b.low)
        return flip(a.trend);
    return a.high == b.low ? a.trend : TREND_UNKNOWN;
}

struct shape shape_equal(struct shape a, struct shape b, bool wanted) {
    enum trend trend = equal_trend(a, b);
    if (trend == TREND_UNKNOWN)
        trend = equal_trend(b, a);
    return answer(a, b, wanted ? trend : flip(trend));
}

struct shape shape_truth(struct shape a) {
    return answer(a, a, a.trend == TREND_CONSTANT ? TREND_CONSTANT : scaled(a, a));
}

struct shape shape_not(struct shape a) {
    struct shape truth = shape_truth(a);
    truth.trend = flip(truth.trend);
    return truth;
}

struct shape shape_both(struct shape a, struct shape b) {
    return answer(a, b, join(shape_truth(a).trend, shape_truth(b).trend));
}

struct shape shape_choice(struct shape condition, struct shape a, struct shape b) {
    bool constant = condition.trend == TREND_CONSTANT;
    struct shape choice = combine(a, b, constant ? join(a.trend, b.trend) : TREND_UNKNOWN);
    choice.fails = choice.fails || condition.fails;
    choice.low = least(a.low, b.low);
    choice.high = greatest(a.high, b.high);
    return choice;
}
