/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/grid.h"

#include <stdlib.h>

#include "base/array.h"

void grid_init(struct grid *grid, size_t axes) {
    *grid = (struct grid){.count = axes};
}

void grid_fini(struct grid *grid) {
    for (size_t i = 0; i < grid->count; i++)
        free(grid->axes[i].values);
}

static void append(struct grid_axis *axis, int64_t value) {
    axis->values = array_grow(axis->values, axis->count, &axis->room, sizeof *axis->values);
    axis->values[axis->count++] = value;
}

void grid_set(struct grid_axis *axis, int64_t value) {
    axis->count = 0;
    append(axis, value);
}

void grid_give(struct grid_axis *axis, int64_t value) {
    if (!axis->given)
        axis->count = 0;
    axis->given = true;
    append(axis, value);
}

size_t grid_size(const struct grid *grid) {
    size_t size = 1;
    for (size_t i = 0; i < grid->count; i++) {
        size *= grid->axes[i].count;
        if (size > LIMIT_POLICIES)
            return LIMIT_POLICIES + 1;
    }
    return size;
}

void grid_begin(struct grid *grid) {
    for (size_t i = 0; i < grid->count; i++)
        grid->axes[i].at = 0;
}

bool grid_next(struct grid *grid) {
    for (size_t i = grid->count; i-- > 0;) {
        if (++grid->axes[i].at < grid->axes[i].count)
            return true;
        grid->axes[i].at = 0;
    }
    return false;
}

void grid_values(const struct grid *grid, int64_t *values) {
    for (size_t i = 0; i < grid->count; i++)
        values[i] = grid->axes[i].values[grid->axes[i].at];
}
