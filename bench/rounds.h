/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds in which two sides run one after the other: their clock, and the median. */
#ifndef KVSIM_BENCH_ROUNDS_H
#define KVSIM_BENCH_ROUNDS_H

#include <stdlib.h>
#include <time.h>

/* Returns the CPU time of the process, in seconds. */
static inline double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Sorts the values. */
static inline double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

#endif
