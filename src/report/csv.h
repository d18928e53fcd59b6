/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as CSV (RFC 4180): one header line, a row a lane that has not failed. */
#ifndef KVSIM_REPORT_CSV_H
#define KVSIM_REPORT_CSV_H

#include <stdbool.h>

struct cell;
struct results_receiver;

/* As results_receiver in results/results.h has them. */
bool csv_begin(struct results_receiver *receiver);
bool csv_take(struct results_receiver *receiver, const struct cell *cell);

#endif
