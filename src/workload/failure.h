/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which allocations of a lane fail: a stream of random numbers for each context and policy of a
 * replication. */
#ifndef KVSIM_WORKLOAD_FAILURE_H
#define KVSIM_WORKLOAD_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/memory.h"

/* Returns false when there is no memory. */
bool failure_open(uint64_t seed, uint64_t replication, const char *context, const char *policy,
                  struct chance *chance);

/* Makes *to a stream that goes on as the other one will.  Returns false when there is no memory. */
bool failure_copy(const struct chance *from, struct chance *to);

void failure_close(struct chance *chance);

#endif
