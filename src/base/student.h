/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t for confidence intervals of 95 %, the same bits on every machine (see base/real.h).
 */
#ifndef KVSIM_BASE_STUDENT_H
#define KVSIM_BASE_STUDENT_H

#include <stdint.h>

/* Returns the 0.975 quantile of t with this many degrees of freedom (at least 1), within 2^-51 of
 * it. */
double student_quantile(uint64_t degrees);

#endif
