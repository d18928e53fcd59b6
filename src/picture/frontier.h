/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The policies in the plane of two figures, the first two objectives; less of both is better.
 * Finds the policies on the frontier, which no other beats, and the policies that coincide.
 */
#ifndef KVSIM_PICTURE_FRONTIER_H
#define KVSIM_PICTURE_FRONTIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "results/results.h"

struct frontier_point {
    double x, y;           /* finite */
    double x_half, y_half; /* half-widths of the intervals; 0 for none */
    size_t policy;         /* by index */
    uint64_t replications; /* it is their mean */
    bool optimal;          /* no point has less of one and no more of the other */
};

/* Sorts by x, then y, then policy, so that coinciding points are adjacent.  Finds the optimal ones;
 * y falls along them.  Takes the time of a sort. */
void frontier_find(struct frontier_point *points, size_t count);

/* Writes CSV with a header line and one row per point, coinciding points in one row, in
 * frontier_find order, panel by panel (workload, values of varied keys, context).  The results must
 * be summed up: a point is the mean over replications.  Where the hull of an optimum is known, its
 * points follow the panel's points, along the line that no policy is below, as far as the policies
 * reach. */
void frontier_write(const struct results *results, FILE *csv);

#endif
