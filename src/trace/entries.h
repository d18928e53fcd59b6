/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which entries are alive: numbers for registrations, and which one a deregistration means.
 *
 * A number is free again after its deregistration, so numbers stay as small as the largest number
 * of entries alive.  Where a source knows processes by key (a pid in a context, a name), a key may
 * have several entries; they are closed in the order in which they were opened.
 */
#ifndef KVSIM_TRACE_ENTRIES_H
#define KVSIM_TRACE_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

#define ENTRIES_NONE UINT32_MAX

struct entries {
    uint32_t *next; /* for a live entry, its key's next one; for a free one, the next free one */
    size_t count, room;
    uint32_t free;
    struct map keys; /* those with live entries */
};

/* The key of a process in a context. */
static inline uint64_t entries_key(int context, int32_t pid) {
    return (uint64_t)context << 32 | (uint32_t)pid;
}

void entries_init(struct entries *entries);
void entries_fini(struct entries *entries);

/* A number for a new entry; ENTRIES_NONE when LIMIT_ENTRIES are alive. */
uint32_t entries_take(struct entries *entries);
void entries_give(struct entries *entries, uint32_t entry);

/* The same for an entry of a key. */
uint32_t entries_open(struct entries *entries, uint64_t key);

/* Closes the oldest entry of the key: its number, or ENTRIES_NONE when the key has none. */
uint32_t entries_close(struct entries *entries, uint64_t key);

#endif
