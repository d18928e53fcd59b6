/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/entries.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

void entries_init(struct entries *entries) {
    *entries = (struct entries){.free = ENTRIES_NONE};
}

void entries_fini(struct entries *entries) {
    free(entries->next);
    map_fini(&entries->keys);
}

uint32_t entries_take(struct entries *entries) {
    uint32_t entry = entries->free;
    if (entry != ENTRIES_NONE) {
        entries->free = entries->next[entry];
    } else {
        if (entries->count == LIMIT_ENTRIES)
            return ENTRIES_NONE;
        entries->next =
            array_grow(entries->next, entries->count, &entries->room, sizeof *entries->next);
        entry = (uint32_t)entries->count++;
    }
    entries->next[entry] = ENTRIES_NONE;
    return entry;
}

void entries_give(struct entries *entries, uint32_t entry) {
    entries->next[entry] = entries->free;
    entries->free = entry;
}

/* A slot holds the numbers of the key's oldest and newest entry, plus 1. */

uint32_t entries_open(struct entries *entries, uint64_t key) {
    uint32_t entry = entries_take(entries);
    if (entry == ENTRIES_NONE)
        return entry;
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
