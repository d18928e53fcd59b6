/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/pids.h"

#include <stdlib.h>

#include "base/array.h"

struct pids_slot {
    int32_t pid;
    uint32_t number; /* plus 1; 0 in an empty slot */
};

static struct pids_slot *find(const struct pids *pids, int32_t pid) {
    size_t mask = pids->slot_count - 1;
    size_t i = ((uint32_t)pid * UINT32_C(2654435769) >> 7) & mask;
    while (pids->slots[i].number && pids->slots[i].pid != pid)
        i = (i + 1) & mask;
    return &pids->slots[i];
}

static void enlarge(struct pids *pids) {
    struct pids_slot *old = pids->slots;
    size_t old_count = pids->slot_count;
    pids->slot_count = old_count ? old_count * 2 : 1024;
    pids->slots = array_new(pids->slot_count, sizeof *pids->slots);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].number)
            *find(pids, old[i].pid) = old[i];
    free(old);
}

uint32_t pids_number(struct pids *pids, int32_t pid) {
    if (pids->count * (size_t)2 >= pids->slot_count)
        enlarge(pids);
    struct pids_slot *slot = find(pids, pid);
    if (!slot->number)
        *slot = (struct pids_slot){pid, ++pids->count};
    return slot->number - 1;
}

void pids_fini(struct pids *pids) {
    free(pids->slots);
}
