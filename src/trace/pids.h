/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Process ids numbered 0, 1, 2, ... in the order in which they appear, to index arrays by. */
#ifndef KVSIM_TRACE_PIDS_H
#define KVSIM_TRACE_PIDS_H

#include <stdint.h>

#include "base/map.h"

struct pids {
    struct map map; /* to the number plus 1 */
    uint32_t count;
};

/* The number of a pid; `count` as it was before when it is new. */
uint32_t pids_number(struct pids *pids, int32_t pid);

void pids_fini(struct pids *pids);

#endif
