/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides which allocations of a lane fail, by a stream of random numbers per context and policy of
 * a replication. */
#ifndef KVSIM_WORKLOAD_FAILURE_H
#define KVSIM_WORKLOAD_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/memory.h"

/* Begins a stream, which failure_close frees.  Returns false if there is no memory. */
bool failure_open(uint64_t seed, uint64_t replication, const char *context, const char *policy,
                  struct chance *chance);

/* Makes *to a second stream that continues like *from.  Returns false if there is no memory. */
bool failure_copy(const struct chance *from, struct chance *to);

void failure_close(struct chance *chance);

#endif
