/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A choice among numbers from 0 on, by weight, by the alias method (Walker 1977, Vose 1991): as
 * many cells of one probability as there are numbers; a cell belongs to its own number up to a
 * threshold and to one other beyond.  A draw takes one random number of 64 bits and compares
 * integers.
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

/* Of `count` weights, 1 to 2^32 - 1, none is negative and one at least is above 0. */
void discrete_init(struct discrete *discrete, const double *weights, uint32_t count);
void discrete_fini(struct discrete *discrete);

uint32_t discrete_draw(const struct discrete *discrete, struct xoshiro *random);

#endif
