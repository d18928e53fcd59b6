/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/discrete.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/number.h"

/* Returns the weights as shares of a cell; their mean is 1.  Divides by the largest first, since a
 * sum of weights may overflow a double. */
static double *shares_new(const double *weights, uint32_t count) {
    double *shares = array_new(count, sizeof *shares);
    double largest = 0, sum = 0;
    for (uint32_t i = 0; i < count; i++)
        largest = fmax(largest, weights[i]);
    for (uint32_t i = 0; i < count; i++)
        sum += shares[i] = weights[i] / largest;
    for (uint32_t i = 0; i < count; i++)
        shares[i] *= count / sum;
    return shares;
}

/* A number that does not fill its cell shares it with one that more than fills its own.  Those that
 * rounding leaves over, full or nearly so, keep a cell to themselves. */
void discrete_init(struct discrete *discrete, const double *weights, uint32_t count) {
    double *shares = shares_new(weights, count);
    /* Those below 1 from the left, the others from the right. */
    uint32_t *waiting = array_new(count, sizeof *waiting);
    uint32_t below = 0, above = count;
    *discrete = (struct discrete){array_new(count, sizeof *discrete->cells), count};
    for (uint32_t i = 0; i < count; i++) {
        discrete->cells[i] = (struct discrete_cell){UINT64_MAX, i};
        if (shares[i] < 1)
            waiting[below++] = i;
        else
            waiting[--above] = i;
    }
    while (below > 0 && above < count) {
        uint32_t small = waiting[--below], large = waiting[above];
        discrete->cells[small] = (struct discrete_cell){(uint64_t)(shares[small] * 0x1p64), large};
        shares[large] -= 1 - shares[small];
        if (shares[large] < 1) {
            above++;
            waiting[below++] = large;
        }
    }
    free(waiting);
    free(shares);
}

void discrete_fini(struct discrete *discrete) {
    free(discrete->cells);
}

/* In the product of the random number and `count`, the upper 64 bits are the cell, the lower ones
 * the place in it. */
uint32_t discrete_draw(const struct discrete *discrete, struct xoshiro *random) {
    number_u128 product = (number_u128)xoshiro_next(random) * discrete->count;
    uint32_t cell = (uint32_t)(product >> 64);
    const struct discrete_cell *at = &discrete->cells[cell];
    return (uint64_t)product < at->threshold ? cell : at->other;
}
