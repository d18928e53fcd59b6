/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `burst`: a number of processes that start together, as at boot. */
#ifndef KVSIM_WORKLOAD_BURST_H
#define KVSIM_WORKLOAD_BURST_H

#include "workload/source.h"

extern const struct source_kind burst_kind;

#endif
