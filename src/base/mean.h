/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact means of printed decimals: equal means compare equal, and no rounding makes one smaller
 * than another.
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

/* Returns the mean of `count` values whose sum is at least 0; `count` is above 0 and below 2^32. */
struct mean mean_of(number_i128 sum, uint64_t count);

/* Reads a number such as "12" or "0.5", in units of the last of `decimals`: at least 0, with at
 * most nine decimals, and digits that make a number below 2^92.  Returns false when the text is no
 * such number. */
bool mean_read(const char *text, int decimals, struct mean *mean);

/* Returns a number below, equal to or above 0 when a is less than, equal to or more than b. */
int mean_compare(const struct mean *a, const struct mean *b);

#endif
