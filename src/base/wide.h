/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whole numbers of 256 bits, for exact sums of squares: the order of addition changes no bit.
 *
 * Nothing wraps: results must fit, which is asserted.
 */
#ifndef KVSIM_BASE_WIDE_H
#define KVSIM_BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

struct wide {
    number_u128 high, low;
};

/* Returns the product of any two numbers. */
struct wide wide_product(number_u128 a, number_u128 b);

struct wide wide_add(struct wide a, struct wide b);

/* a - b, which must not be below 0. */
struct wide wide_subtract(struct wide a, struct wide b);

struct wide wide_times(struct wide a, uint64_t factor);

bool wide_is_zero(struct wide a);

/* Return the double nearest to the number, or to numerator / denominator (not 0).  Ties go to the
 * even one. */
double wide_double(struct wide a);
double wide_ratio(number_i128 numerator, uint64_t denominator);

#endif
