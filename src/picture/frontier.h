/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The policies in the plane of two figures, the first two objectives, less of both being better:
 * which are on the frontier, where no other beats them, and which coincide.
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
    double x_half, y_half; /* half-widths of their intervals; 0 for none */
    size_t policy;         /* by index */
    uint64_t replications; /* of which it is the mean */
    bool optimal;          /* none has less of one and no more of the other */
};

/* Sorts by x, then y, then policy, so that points that coincide stand side by side, and finds the
 * optimal ones, along which y falls.  The time is that of sorting. */
void frontier_find(struct frontier_point *points, size_t count);

/* Writes CSV with a header line and a row a point, those that coincide being one, in the order of
 * frontier_find, panel by panel (workload, values of varied keys, context).  The results are summed
 * up: a point is the mean over replications.  Where the hull of an optimum is known, points of it
 * follow those of the panel, along the line that no policy is below, as far as these reach. */
void frontier_write(const struct results *results, FILE *csv);

#endif
