/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid of parameter values: every combination of the values of several axes.
 */
#ifndef KVSIM_POLICY_GRID_H
#define KVSIM_POLICY_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

struct grid_axis {
    int64_t *values;
    size_t count, room;
    size_t at;  /* index of the value in the current combination */
    bool given; /* by grid_give */
};

struct grid {
    struct grid_axis axes[LIMIT_PARAMETERS];
    size_t count;
};

void grid_init(struct grid *grid, size_t axes);
void grid_fini(struct grid *grid);

/* Gives an axis one default value, which grid_give replaces. */
void grid_set(struct grid_axis *axis, int64_t value);

/* Adds a value; the first one replaces the default. */
void grid_give(struct grid_axis *axis, int64_t value);

/* Returns the number of combinations, LIMIT_POLICIES + 1 when there are more than
 * LIMIT_POLICIES. */
size_t grid_size(const struct grid *grid);

/* Steps through the combinations, the last axis fastest.  grid_next returns false after the last
 * one.  grid_values gives the current one, a value per axis. */
void grid_begin(struct grid *grid);
bool grid_next(struct grid *grid);
void grid_values(const struct grid *grid, int64_t *values);

#endif
