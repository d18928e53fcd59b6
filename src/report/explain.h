/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of each rule, in notes on standard error: how often it was asked and said yes, the
 * first and the largest shrink that it asked for, with what the allocator did and why; or how near
 * it came, if it never said yes.  At length of few policies, a line each of more.
 */
#ifndef KVSIM_REPORT_EXPLAIN_H
#define KVSIM_REPORT_EXPLAIN_H

#include "results/results.h"

/* Explains the first replication of each workload, whose highlights the study must keep. */
extern const struct results_receiver explain_receiver;

#endif
