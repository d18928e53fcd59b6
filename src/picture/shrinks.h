/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One shrink of each lane, as plots of type shrink draw it. */
#ifndef KVSIM_PICTURE_SHRINKS_H
#define KVSIM_PICTURE_SHRINKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/cell.h"
#include "results/results.h"

/* Writes CSV with a header line and a row for each lane of the cell that is shown: its largest
 * shrink or, from an at_ns of 0 on, the last one up to that time; and why the buffer is what it is
 * after it, or why there is none.  Returns whether there is any.  The cell must have highlights. */
bool shrinks_write(const struct results *results, const struct cell *cell, int64_t at_ns,
                   FILE *stream);

#endif
