/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines above a table: of a context of a workload, not of a policy. */
#ifndef KVSIM_REPORT_HEAD_H
#define KVSIM_REPORT_HEAD_H

#include <stdio.h>

#include "results/results.h"

/* Returns the title of a run: "boot, memory.element_size=8, context binder".  The caller frees
 * it. */
char *head_title(const struct results *results, size_t workload, int context);

/* Writes how long the runs were and on what machine; events and lengths, which are unknown if all
 * policies failed; and for replications, what the figures are. */
void head_write(FILE *stream, const struct results *results, size_t workload, int context);

/* Writes what a table of differences from the baseline shows, up to a colon. */
void head_write_differences(FILE *stream, const struct results *results, size_t workload);

/* Writes what the runs were on. */
void head_write_machine(FILE *stream, const struct machine *machine);

#endif
