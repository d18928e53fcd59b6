/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `cycle`: a length that swings between two values, to find where a policy thrashes. */
#ifndef KVSIM_WORKLOAD_CYCLE_H
#define KVSIM_WORKLOAD_CYCLE_H

#include "workload/source.h"

extern const struct source_kind cycle_kind;

#endif
