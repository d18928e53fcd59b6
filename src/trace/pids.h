/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers process ids 0, 1, 2, ... in the order in which they appear, to index arrays. */
#ifndef KVSIM_TRACE_PIDS_H
#define KVSIM_TRACE_PIDS_H

#include <stdint.h>

#include "base/map.h"

struct pids {
    struct map map; /* to the number plus 1 */
    uint32_t count;
};

/* Returns the number of a pid.  A new pid gets the number `count`, which grows by one. */
uint32_t pids_number(struct pids *pids, int32_t pid);

void pids_fini(struct pids *pids);

#endif
