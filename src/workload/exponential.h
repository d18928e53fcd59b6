/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential distribution by the ziggurat method (Marsaglia and Tsang, J. Stat. Software 5(8),
 * 2000): layers of equal area cover the curve e^-x, and 99 of 100 draws need one random number, one
 * multiplication and one comparison.
 *
 * Layer i reaches from 0 to its edge i at the heights from e^-edge(i) to e^-edge(i + 1).  The edges
 * are constants, and only a draw near the curve evaluates e^-x.
 */
#ifndef KVSIM_WORKLOAD_EXPONENTIAL_H
#define KVSIM_WORKLOAD_EXPONENTIAL_H

#include "workload/xoshiro.h"

enum { EXPONENTIAL_LAYERS = 256 };
extern const double exponential_edges[EXPONENTIAL_LAYERS + 1];

/* Finishes a draw that the first comparison left open; `bits` is its random number. */
double exponential_settle(struct xoshiro *random, double mean, uint64_t bits);

/* Returns the point that a random number draws, from 0 to its layer's edge. */
static inline double exponential_point(uint64_t bits) {
    return (double)(int64_t)(bits >> 11) * 0x1p-53 * exponential_edges[bits % EXPONENTIAL_LAYERS];
}

static inline double exponential_draw(struct xoshiro *random, double mean) {
    uint64_t bits = xoshiro_next(random);
    double x = exponential_point(bits);
    if (x < exponential_edges[bits % EXPONENTIAL_LAYERS + 1])
        return x * mean;
    return exponential_settle(random, mean, bits);
}

#endif
