/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as CSV (RFC 4180): a header line, then a row per lane.  The figures of a failed lane are
 * empty.  The header waits for the first row or the end: what ends before has no output. */
#ifndef KVSIM_REPORT_CSV_H
#define KVSIM_REPORT_CSV_H

#include <stdbool.h>

struct cell;
struct results_receiver;

/* Functions of a struct results_receiver (results/results.h). */
bool csv_take(struct results_receiver *receiver, const struct cell *cell);
bool csv_end(struct results_receiver *receiver);

#endif
