/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A weighted choice among the numbers from 0 on, by the alias method (Walker 1977, Vose 1991).
 * There is one cell per number, and all have the same probability.  A cell yields its own number up
 * to a threshold and one other number beyond.  A draw takes one random number of 64 bits and
 * compares integers.
 */
#ifndef KVSIM_WORKLOAD_DISCRETE_H
#define KVSIM_WORKLOAD_DISCRETE_H

#include <stddef.h>
#include <stdint.h>

#include "workload/xoshiro.h"

struct discrete_cell {
    uint64_t threshold; /* in 2^64ths of the cell */
    uint32_t other;
};

struct discrete {
    struct discrete_cell *cells;
    uint32_t count;
};

/* There are `count` weights, 1 to 2^32 - 1.  None is negative, and at least one is above 0. */
void discrete_init(struct discrete *discrete, const double *weights, uint32_t count);
void discrete_fini(struct discrete *discrete);

uint32_t discrete_draw(const struct discrete *discrete, struct xoshiro *random);

#endif
