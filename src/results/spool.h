/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells wait in a temporary file until the rows to show are known.  Memory holds one of them. */
#ifndef KVSIM_RESULTS_SPOOL_H
#define KVSIM_RESULTS_SPOOL_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/cell.h"

/* All zeros is an empty one. */
struct spool {
    FILE *file;
    size_t variant;       /* of the last cell put */
    struct cell cell;     /* the last one read */
    number_i128 *figures; /* of its outcomes, if they have any */
};

/* Adds a cell; those of a variant come one after the other and have the same contexts and policies.
 * Returns false after it has reported. */
bool spool_put(struct spool *spool, const struct cell *cell);

/* Hands all cells in their order to `take` until that returns false, and empties the spool.
 * Returns false then, or after it has reported. */
bool spool_empty(struct spool *spool, bool (*take)(void *state, const struct cell *cell),
                 void *state);

void spool_fini(struct spool *spool);

#endif
