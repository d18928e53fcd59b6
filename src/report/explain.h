/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why shrinks gave nothing back: a note on standard error for each kind of shrink of each lane. */
#ifndef KVSIM_REPORT_EXPLAIN_H
#define KVSIM_REPORT_EXPLAIN_H

#include "report/results.h"

/* Speaks of the first replication of each workload. */
extern const struct results_receiver explain_receiver;

#endif
