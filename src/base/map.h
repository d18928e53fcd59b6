/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hash tables of 64-bit keys: open addressing, linear probing.
 *
 * A line over 128-bit integers hashes the keys.  This process draws it when it first uses a map, so
 * nobody can choose keys that collide.  SipHash-1-3 under a random key turns texts into keys.  A
 * map has no order and cannot be walked: no output may depend on a key's slot.  All zeros is an
 * empty map.
 */
#ifndef KVSIM_BASE_MAP_H
#define KVSIM_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/number.h"

struct map_slot {
    uint64_t key;
    uint32_t value; /* the user's, not 0; 0 in an empty slot */
    uint32_t more;  /* the user's */
};

struct map {
    struct map_slot *slots; /* at most half of them are taken */
    size_t slot_count, count;
    int shift;                 /* of a hash of 64 bits, to the number of a slot */
    number_u128 slope, offset; /* of the line */
};

/* Makes the first slots. */
void map_begin(struct map *map);

/* Hashes a text to a key.  Different texts collide very rarely, but may: compare them. */
uint64_t map_key_of_text(const char *text, size_t bytes);

static inline uint64_t map_rotate(uint64_t word, int bits) {
    return word << bits | word >> (64 - bits);
}

static inline void map_round(uint64_t v[4]) {
    v[0] += v[1], v[2] += v[3];
    v[1] = map_rotate(v[1], 13) ^ v[0], v[3] = map_rotate(v[3], 16) ^ v[2];
    v[0] = map_rotate(v[0], 32);
    v[2] += v[1], v[0] += v[3];
    v[1] = map_rotate(v[1], 17) ^ v[2], v[3] = map_rotate(v[3], 21) ^ v[0];
    v[2] = map_rotate(v[2], 32);
}

static inline void map_absorb(uint64_t v[4], uint64_t word) {
    v[3] ^= word;
    map_round(v);
    v[0] ^= word;
}

/* `last` tells texts of different lengths apart: it is the length. */
static inline uint64_t map_finish(uint64_t v[4], uint64_t last) {
    map_absorb(v, last);
    v[2] ^= 0xff;
    map_round(v);
    map_round(v);
    map_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Returns the slot where probing for a key begins: the high bits of the line at the key.  Two keys
 * meet as seldom as if their slots were drawn (Dietzfelbinger, "Universal hashing and k-wise
 * independent random variables via integer arithmetic without primes", STACS 1996). */
static inline size_t map_home(const struct map *map, uint64_t key) {
    return (size_t)((uint64_t)((map->slope * key + map->offset) >> 64) >> map->shift);
}

/* Returns the slot of a key, or the empty slot where it belongs.  The slot stays valid until a key
 * is added or removed. */
static inline struct map_slot *map_find(struct map *map, uint64_t key) {
    if (!map->slots)
        map_begin(map);
    size_t i = map_home(map, key);
    while (map->slots[i].value && map->slots[i].key != key)
        i = (i + 1) & (map->slot_count - 1);
    return &map->slots[i];
}

/* Fills the empty slot that map_find returned for the key. */
void map_put(struct map *map, struct map_slot *slot, struct map_slot filled);

/* Empties a slot. */
void map_remove(struct map *map, struct map_slot *slot);

void map_fini(struct map *map);

#endif
