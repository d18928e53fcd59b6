/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t for confidence intervals of 95 %, the same bits on every machine (see base/real.h).
 */
#ifndef KVSIM_BASE_STUDENT_H
#define KVSIM_BASE_STUDENT_H

#include <stdint.h>

/* What t with so many degrees of freedom, at least 1, stays below with a probability of 0.975:
 * within 2^-51 of it. */
double student_quantile(uint64_t degrees);

#endif
