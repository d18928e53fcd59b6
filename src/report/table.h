/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results for people: the policies one below the other, a table per workload and context. */
#ifndef KVSIM_REPORT_TABLE_H
#define KVSIM_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct cell;
struct results_receiver;

/* Functions of a struct results_receiver (results/results.h). */
bool table_begin(struct results_receiver *receiver);
bool table_take(struct results_receiver *receiver, const struct cell *cell);
bool table_finish(struct results_receiver *receiver, size_t workload);
bool table_end(struct results_receiver *receiver);
void table_fini(struct results_receiver *receiver);

#endif
