/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a workload wait in a temporary file until it is decided which of their rows are
 * shown: memory is needed for one of them. */
#ifndef KVSIM_REPORT_SPOOL_H
#define KVSIM_REPORT_SPOOL_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/cell.h"

/* All zeros is an empty one. */
struct spool {
    FILE *file;
    struct cell cell; /* the one that was read last; while they are put, like the first one */
};

/* Adds a cell, whose contexts and policies are those of the first.  Returns false after it has
 * reported. */
bool spool_put(struct spool *spool, const struct cell *cell);

/* Hands all cells in their order to `take` until it is false, and empties the spool.  Returns false
 * after that, or after it has reported. */
bool spool_empty(struct spool *spool, bool (*take)(void *state, const struct cell *cell),
                 void *state);

void spool_fini(struct spool *spool);

#endif
