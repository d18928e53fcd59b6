/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a context of a workload went through, whatever the policy: the head of its table. */
#ifndef KVSIM_REPORT_HEAD_H
#define KVSIM_REPORT_HEAD_H

#include <stdbool.h>
#include <stdio.h>

#include "report/results.h"

/* How long the runs were, and on what: a line.  `several` are the replications. */
void head_write_run(FILE *stream, const struct results *results, size_t workload, int context,
                    bool several);

/* Events and lengths: another line, or none where all policies failed, so that nothing is known. */
void head_write_facts(FILE *stream, const struct results *results, size_t workload, int context);

#endif
