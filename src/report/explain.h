/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Explains each rule in notes on standard error: how often it was asked and said yes, and the first
 * and the largest shrink that it asked for, with what the allocator did and why; or how near it
 * came, if it never said yes.  With many policies, each gets one line.
 */
#ifndef KVSIM_REPORT_EXPLAIN_H
#define KVSIM_REPORT_EXPLAIN_H

#include "results/results.h"

/* Explains the first replication of each workload, whose highlights the study must keep. */
extern const struct results_receiver explain_receiver;

#endif
