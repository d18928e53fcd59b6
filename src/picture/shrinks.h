/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One shrink per lane, as plots of type shrink draw it. */
#ifndef KVSIM_PICTURE_SHRINKS_H
#define KVSIM_PICTURE_SHRINKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/cell.h"
#include "results/results.h"

/* Writes CSV with a header line and one row per lane shown of the cell: its largest shrink or, with
 * at_ns at least 0, the last one up to that time.  Each row says why the buffer is what it is after
 * the shrink, or why there is no shrink.  Returns whether there is any.  The cell must have
 * highlights. */
bool shrinks_write(const struct results *results, const struct cell *cell, int64_t at_ns,
                   FILE *stream);

#endif
