/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Results as JSON: their origin, an object per lane with the names of the columns, and means.
 *
 * The document waits in a temporary file, so it is printed whole or not at all and takes no memory.
 */
#ifndef KVSIM_REPORT_JSON_H
#define KVSIM_REPORT_JSON_H

#include <stdbool.h>
#include <stdio.h>

struct worstcases;
struct cell;
struct results_receiver;

/* Functions of a struct results_receiver (results/results.h). */
bool json_begin(struct results_receiver *receiver);
bool json_take(struct results_receiver *receiver, const struct cell *cell);
bool json_end(struct results_receiver *receiver);
void json_fini(struct results_receiver *receiver);

/* Writes the worst cases of --worst-case: one object, with its origin. */
void json_worst_cases(const struct worstcases *cases, FILE *stream);

#endif
