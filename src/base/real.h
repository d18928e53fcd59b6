/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exponential, logarithm and power of doubles that yield the same bits on every machine, which a
 * libc's do not: IEEE 754 additions, multiplications and divisions alone, each rounded by itself
 * (-ffp-contract=off), and constants.
 *
 * Measured against long doubles (tests/unit/real.c), the error of real_exp and of real_log stays
 * below 0.9 units in the last place where the result is a normal number.
 */
#ifndef KVSIM_BASE_REAL_H
#define KVSIM_BASE_REAL_H

/* Returns e^x: infinity where that exceeds the largest double, 0 where it is below half the
 * smallest. */
double real_exp(double x);

/* Returns the natural logarithm: -infinity for 0, NaN below 0. */
double real_log(double x);

/* Returns x^y for x of at least 0, through the logarithm.  The relative error is up to |y ln x|
 * 2^-52 + 2^-52. */
double real_pow(double x, double y);

#endif
