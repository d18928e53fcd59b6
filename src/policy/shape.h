/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of an expression before it is evaluated: the range of its values, how they move as
 * the length alone grows, and whether an evaluation can fail.
 *
 * It holds while the variables are in their ranges (`view_names`).  Ranges may be too wide, never
 * too narrow.
 */
#ifndef KVSIM_POLICY_SHAPE_H
#define KVSIM_POLICY_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

enum trend {
    TREND_UNKNOWN,
    TREND_CONSTANT, /* does not depend on the length */
    TREND_RISING,   /* never falls */
    TREND_FALLING,  /* never rises */
};

struct shape {
    int64_t low, high; /* of the values, both included */
    enum trend trend;
    bool fails; /* an evaluation may overflow or divide by zero */
};

/* Operands without a trend of their own: `low` to `high`. */
static inline struct shape shape_constant(int64_t low, int64_t high) {
    return (struct shape){low, high, TREND_CONSTANT, false};
}

struct shape shape_negated(struct shape a);
struct shape shape_sum(struct shape a, struct shape b);
struct shape shape_difference(struct shape a, struct shape b);
struct shape shape_product(struct shape a, struct shape b);
struct shape shape_quotient(struct shape a, struct shape b);
struct shape shape_remainder(struct shape a, struct shape b);
struct shape shape_min(struct shape a, struct shape b);
struct shape shape_max(struct shape a, struct shape b);
struct shape shape_pow2(struct shape a);

/* Of 0 and 1: a < b or a <= b; a == b or a != b; a is not 0; a is 0; `a && b` or `a || b`. */
struct shape shape_less(struct shape a, struct shape b);
struct shape shape_equal(struct shape a, struct shape b, bool wanted);
struct shape shape_truth(struct shape a);
struct shape shape_not(struct shape a);
struct shape shape_both(struct shape a, struct shape b);

/* condition ? a : b */
struct shape shape_choice(struct shape condition, struct shape a, struct shape b);

#endif
