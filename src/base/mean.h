/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Means of decimals as they are printed, exactly: equal means are equal, and no rounding makes one
 * smaller than another.
 */
#ifndef KVSIM_BASE_MEAN_H
#define KVSIM_BASE_MEAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

/* whole + rest / count, in units of the last decimal. */
struct mean {
    number_u128 whole;
    uint64_t rest, count; /* rest < count < 2^32 */
};

/* The mean of so many values, above 0 and below 2^32, with a sum of at least 0. */
struct mean mean_of(number_i128 sum, uint64_t count);

/* "12", "0.5": a number of at least 0 and below 2^92, with at most nine decimals, in units of the
 * last of `decimals`.  Returns false when the text is none. */
bool mean_read(const char *text, int decimals, struct mean *mean);

/* Below, equal or above 0, as a is less than b, equal to it or more. */
int mean_compare(const struct mean *a, const struct mean *b);

#endif
