/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/entries.h"

#include <stdlib.h>

#include "base/array.h"

void entries_init(struct entries *entries) {
    *entries = (struct entries){.count = 0};
}

void entries_fini(struct entries *entries) {
    free(entries->free);
    free(entries->next);
    map_fini(&entries->keys);
}

void entries_enlarge(struct entries *entries) {
    entries->free =
        array_grow(entries->free, entries->free_count, &entries->free_room, sizeof *entries->free);
}

/* A slot holds the numbers of the key's oldest and newest entry, plus 1. */

uint32_t entries_open(struct entries *entries, uint64_t key) {
    uint32_t entry = entries_take(entries);
    if (entry == ENTRIES_NONE)
        return entry;
    entries->next = array_grow(entries->next, entry, &entries->next_room, sizeof *entries->next);
    entries->next[entry] = ENTRIES_NONE;
    struct map_slot *slot = map_find(&entries->keys, key);
    if (slot->value) {
        entries->next[slot->more - 1] = entry;
        slot->more = entry + 1;
    } else {
        map_put(&entries->keys, slot, (struct map_slot){key, entry + 1, entry + 1});
    }
    return entry;
}

uint32_t entries_close(struct entries *entries, uint64_t key) {
    struct map_slot *slot = map_find(&entries->keys, key);
    if (!slot->value)
        return ENTRIES_NONE;
    uint32_t entry = slot->value - 1;
    if (entries->next[entry] == ENTRIES_NONE)
        map_remove(&entries->keys, slot);
    else
        slot->value = entries->next[entry] + 1;
    entries_give(entries, entry);
    return entry;
}
