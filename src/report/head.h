/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above a table, of a context of a workload, whatever the policy. */
#ifndef KVSIM_REPORT_HEAD_H
#define KVSIM_REPORT_HEAD_H

#include <stdio.h>

#include "results/results.h"

/* Which run it is: "boot, memory.element_size=8, context binder".  The caller frees it. */
char *head_title(const struct results *results, size_t workload, int context);

/* Lines: how long the runs were and on what; events and lengths, unless all policies failed, so
 * that nothing is known; of replications, what the figures are. */
void head_write(FILE *stream, const struct results *results, size_t workload, int context);

/* What a table of differences to the baseline is, up to a colon. */
void head_write_differences(FILE *stream, const struct results *results, size_t workload);

/* What the runs were on. */
void head_write_machine(FILE *stream, const struct machine *machine);

#endif
