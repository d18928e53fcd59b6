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

/* e^x: infinite when that exceeds the doubles, 0 when it is below half the smallest. */
double real_exp(double x);

/* The natural logarithm; -infinity of 0, NaN of what is below. */
double real_log(double x);

/* x^y for x of at least 0, through the logarithm: the relative error is up to
 * |y ln x| 2^-52 + 2^-52. */
double real_pow(double x, double y);

#endif
