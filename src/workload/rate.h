/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `rate`: processes that start at random, at a rate that may change in steps. */
#ifndef KVSIM_WORKLOAD_RATE_H
#define KVSIM_WORKLOAD_RATE_H

#include "workload/source.h"

extern const struct source_kind rate_kind;

#endif
