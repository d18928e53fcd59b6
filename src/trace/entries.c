/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/entries.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

struct entries_slot {
    uint64_t key;
    uint32_t oldest, newest; /* oldest is ENTRIES_NONE in an empty slot */
};

enum { FIRST_SLOTS = 1024 };

static struct entries_slot *new_slots(size_t count) {
    struct entries_slot *slots = array_new(count, sizeof *slots);
    for (size_t i = 0; i < count; i++)
        slots[i].oldest = ENTRIES_NONE;
    return slots;
}

void entries_init(struct entries *entries) {
    *entries = (struct entries){
        .free = ENTRIES_NONE, .slots = new_slots(FIRST_SLOTS), .slot_count = FIRST_SLOTS};
}

void entries_fini(struct entries *entries) {
    free(entries->next);
    free(entries->slots);
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

/* Fibonacci hashing: the high bits of a product with 2^64 / golden ratio. */
static size_t home(const struct entries *entries, uint64_t key) {
    return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (entries->slot_count - 1);
}

/* The key's slot, or the empty one where it belongs. */
static inline struct entries_slot *find(const struct entries *entries, uint64_t key) {
    size_t i = home(entries, key);
    while (entries->slots[i].oldest != ENTRIES_NONE && entries->slots[i].key != key)
        i = (i + 1) & (entries->slot_count - 1);
    return &entries->slots[i];
}

static void enlarge(struct entries *entries) {
    struct entries_slot *old = entries->slots;
    size_t old_count = entries->slot_count;
    entries->slot_count *= 2;
    entries->slots = new_slots(entries->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].oldest != ENTRIES_NONE)
            *find(entries, old[i].key) = old[i];
    free(old);
}

uint32_t entries_open(struct entries *entries, uint64_t key) {
    uint32_t entry = entries_take(entries);
    if (entry == ENTRIES_NONE)
        return entry;
    struct entries_slot *slot = find(entries, key);
    if (slot->oldest != ENTRIES_NONE) {
        entries->next[slot->newest] = entry;
        slot->newest = entry;
        return entry;
    }
    *slot = (struct entries_slot){key, entry, entry};
    if (++entries->keys > entries->slot_count / 2)
        enlarge(entries);
    return entry;
}

/* Empties a slot and moves back those behind it that probed past it. */
static void empty(struct entries *entries, struct entries_slot *slot) {
    size_t mask = entries->slot_count - 1, hole = (size_t)(slot - entries->slots);
    for (size_t i = (hole + 1) & mask; entries->slots[i].oldest != ENTRIES_NONE;
         i = (i + 1) & mask) {
        size_t from_home = (i - home(entries, entries->slots[i].key)) & mask;
        if (from_home >= ((i - hole) & mask)) {
            entries->slots[hole] = entries->slots[i];
            hole = i;
        }
    }
    entries->slots[hole].oldest = ENTRIES_NONE;
    entries->keys--;
}

uint32_t entries_close(struct entries *entries, uint64_t key) {
    struct entries_slot *slot = find(entries, key);
    uint32_t entry = slot->oldest;
    if (entry == ENTRIES_NONE)
        return entry;
    slot->oldest = entries->next[entry];
    if (slot->oldest == ENTRIES_NONE)
        empty(entries, slot);
    entries_give(entries, entry);
    return entry;
}
