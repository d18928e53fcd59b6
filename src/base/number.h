/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads numbers as people write them, and writes exact decimals as reports print them.
 *
 * Reading is strict: the whole text must be the number, nothing is rounded silently, and neither
 * NaN nor infinity is a number.
 */
#ifndef KVSIM_BASE_NUMBER_H
#define KVSIM_BASE_NUMBER_H

#include <stdint.h>

typedef unsigned __int128 number_u128;
typedef __int128 number_i128;

enum number_result {
    NUMBER_OK,
    NUMBER_SYNTAX,   /* not a number of this kind */
    NUMBER_UNIT,     /* a number with no unit or with an unknown one */
    NUMBER_RANGE,    /* does not fit in 64 bits */
    NUMBER_FRACTION, /* has a part smaller than the smallest unit */
};

/* "-12", "42": decimal digits with an optional minus. */
enum number_result number_integer(const char *text, int64_t *value);

/* "0.25", "1e-3": a finite decimal number, optionally signed. */
enum number_result number_decimal(const char *text, double *value);

/* "1.5s", "10min": a duration of at least 0 with a unit (ns us ms s min h d), in nanoseconds. */
enum number_result number_duration(const char *text, int64_t *ns);

/* "8192", "8KiB", "4MiB": a size in bytes. */
enum number_result number_size(const char *text, int64_t *bytes);

/* "45/h", "0.2/min": a rate of at least 0, in events per nanosecond. */
enum number_result number_rate(const char *text, double *per_ns);

/* The longest text written here, its NUL included. */
enum { NUMBER_TEXT = 64 };

/* Writes numerator / denominator with this many decimals (at most nine), rounded half to even.  For
 * a denominator of 0, writes 0.  2 * 10^decimals * denominator must fit in 128 bits. */
void number_ratio(char text[NUMBER_TEXT], number_u128 numerator, number_u128 denominator,
                  int decimals);

/* Returns numerator / denominator in units of the last of this many decimals, rounded in the same
 * way, under the same condition; it must fit. */
number_u128 number_rounded(number_u128 numerator, number_u128 denominator, int decimals);

/* Writes a number given in units of the last of this many decimals (at most nine). */
void number_write(char text[NUMBER_TEXT], number_i128 units, int decimals);

/* Removes trailing zeros from a number's decimals, and the point if no decimals remain. */
void number_shorten(char *text);

/* Returns the greatest common divisor; of 0 and another number, the other. */
static inline uint64_t number_divisor(uint64_t a, uint64_t b) {
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Writes a duration of at least 0 as a whole number in the largest unit that allows it. */
void number_write_duration(char text[NUMBER_TEXT], int64_t ns);

/* Writes a time of at least 0 as seconds with nine decimals. */
void number_seconds(char text[NUMBER_TEXT], int64_t ns);

#endif
