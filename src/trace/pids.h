/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Process ids numbered 0, 1, 2, ... in the order in which they appear, to index arrays by. */
#ifndef KVSIM_TRACE_PIDS_H
#define KVSIM_TRACE_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pids {
    struct pids_slot *slots; /* open addressing, linear probing */
    size_t slot_count;
    uint32_t count;
};

/* The number of a pid; `count` as it was before when it is new. */
uint32_t pids_number(struct pids *pids, int32_t pid);

void pids_fini(struct pids *pids);

#endif
