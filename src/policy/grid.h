/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid of parameter values: every combination of the values of several axes.
 *
 * An axis is written as alternatives "A|B|C", each a number, a range "FROM..TO" or a range with a
 * step "FROM..TO/STEP".
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
    size_t at;  /* the value of the present combination */
    bool given; /* by grid_read */
};

struct grid {
    struct grid_axis axes[LIMIT_PARAMETERS];
    size_t count;
};

/* Why a text is no axis: `offset` and `width` in bytes of the text. */
struct grid_problem {
    const char *message;
    size_t offset, width;
};

void grid_init(struct grid *grid, size_t axes);
void grid_fini(struct grid *grid);

/* Gives an axis one value. */
void grid_set(struct grid_axis *axis, int64_t value);

/* Gives an axis the values of a text instead.  Returns false and fills `problem` when the text is
 * wrong or has more than LIMIT_POLICIES values. */
bool grid_read(struct grid_axis *axis, const char *text, struct grid_problem *problem);

/* How many combinations there are; LIMIT_POLICIES + 1 for all that are more. */
size_t grid_size(const struct grid *grid);

/* Goes through the combinations, the last axis fastest; grid_next is false after the last one. */
void grid_begin(struct grid *grid);
bool grid_next(struct grid *grid);
void grid_values(const struct grid *grid, int64_t *values);

#endif
