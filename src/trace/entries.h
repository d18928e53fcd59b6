/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The live entries: numbers registrations, and finds the one that a deregistration means.
 *
 * A number is free again after its deregistration, so numbers stay below the peak number of live
 * entries.  A source may know processes by key (a pid in a context, a name).  A key may have
 * several entries; they close in the order in which they opened.
 */
#ifndef KVSIM_TRACE_ENTRIES_H
#define KVSIM_TRACE_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/map.h"

#define ENTRIES_NONE UINT32_MAX

struct entries {
    uint32_t count; /* numbers below it were given out */
    uint32_t *free; /* those that are free again; the last one goes out first */
    size_t free_count, free_room;
    uint32_t *next; /* of a live entry with a key, the key's next one */
    size_t next_room;
    struct map keys; /* keys with live entries */
};

/* Returns the key of a process in a context. */
static inline uint64_t entries_key(int context, int32_t pid) {
    return (uint64_t)context << 32 | (uint32_t)pid;
}

void entries_init(struct entries *entries);
void entries_fini(struct entries *entries);

/* Makes room for one more free number. */
void entries_enlarge(struct entries *entries);

/* entries_take returns a number for a new entry; ENTRIES_NONE if LIMIT_ENTRIES are alive.
 * entries_give frees it again. */
static inline uint32_t entries_take(struct entries *entries) {
    if (entries->free_count > 0)
        return entries->free[--entries->free_count];
    return entries->count < LIMIT_ENTRIES ? entries->count++ : ENTRIES_NONE;
}

static inline void entries_give(struct entries *entries, uint32_t entry) {
    if (entries->free_count == entries->free_room)
        entries_enlarge(entries);
    entries->free[entries->free_count++] = entry;
}

/* Like entries_take, for an entry of a key. */
uint32_t entries_open(struct entries *entries, uint64_t key);

/* Closes the oldest entry of the key.  Returns its number, or ENTRIES_NONE if the key has none. */
uint32_t entries_close(struct entries *entries, uint64_t key);

#endif
