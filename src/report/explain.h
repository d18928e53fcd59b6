/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why shrinks gave nothing back: a note on standard error for each kind of shrink of each lane. */
#ifndef KVSIM_REPORT_EXPLAIN_H
#define KVSIM_REPORT_EXPLAIN_H

#include "engine/cell.h"

void explain_cell(const struct cell *cell);

#endif
