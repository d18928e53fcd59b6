/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/pids.h"

uint32_t pids_number(struct pids *pids, int32_t pid) {
    struct map_slot *slot = map_find(&pids->map, (uint32_t)pid);
    if (slot->value)
        return slot->value - 1;
    map_put(&pids->map, slot, (struct map_slot){.key = (uint32_t)pid, .value = pids->count + 1});
    return pids->count++;
}

void pids_fini(struct pids *pids) {
    map_fini(&pids->map);
}
