/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/map.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/array.h"
#include "base/diag.h"

/* A small map keeps three slots in four free, so that most keys are in their first slot: a
 * mispredicted branch costs more than the memory. */
enum { FIRST_SLOT_BITS = 8, FIRST_SLOTS = 1 << FIRST_SLOT_BITS, MOST_ROOMY_SLOTS = 1 << 14 };

/* What this process has drawn: the line, and SipHash's state under its key. */
static number_u128 slope, offset;
static uint64_t first_state[4];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void draw(void) {
    uint64_t key[6];
    if (getentropy(key, sizeof key) != 0) {
        diag_system("the system provides no random numbers: %s", strerror(errno));
        exit(STATUS_SYSTEM);
    }
    first_state[0] = key[0] ^ UINT64_C(0x736f6d6570736575);
    first_state[1] = key[1] ^ UINT64_C(0x646f72616e646f6d);
    first_state[2] = key[0] ^ UINT64_C(0x6c7967656e657261);
    first_state[3] = key[1] ^ UINT64_C(0x7465646279746573);
    slope = (number_u128)key[2] << 64 | key[3];
    offset = (number_u128)key[4] << 64 | key[5];
}

uint64_t map_key_of_text(const char *text, size_t bytes) {
    pthread_once(&once, draw);
    uint64_t v[4], word;
    memcpy(v, first_state, sizeof v);
    size_t at = 0;
    for (; bytes - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        map_absorb(v, word);
    }
    word = 0;
    if (bytes > at)
        memcpy(&word, text + at, bytes - at);
    map_absorb(v, word);
    return map_finish(v, (uint64_t)bytes);
}

void map_begin(struct map *map) {
    pthread_once(&once, draw);
    map->slope = slope;
    map->offset = offset;
    map->slot_count = FIRST_SLOTS;
    map->shift = 64 - FIRST_SLOT_BITS;
    map->slots = array_new(map->slot_count, sizeof *map->slots);
}

static void enlarge(struct map *map) {
    struct map_slot *old = map->slots;
    size_t old_count = map->slot_count;
    map->slot_count *= 2;
    map->shift--;
    map->slots = array_new(map->slot_count, sizeof *map->slots);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].value)
            *map_find(map, old[i].key) = old[i];
    free(old);
}

void map_put(struct map *map, struct map_slot *slot, struct map_slot filled) {
    *slot = filled;
    if (++map->count > map->slot_count / (map->slot_count <= MOST_ROOMY_SLOTS ? 4 : 2))
        enlarge(map);
}

/* Moves back the keys after it that probed past it. */
void map_remove(struct map *map, struct map_slot *slot) {
    size_t mask = map->slot_count - 1, hole = (size_t)(slot - map->slots);
    for (size_t i = (hole + 1) & mask; map->slots[i].value; i = (i + 1) & mask) {
        size_t from_home = (i - map_home(map, map->slots[i].key)) & mask;
        if (from_home >= ((i - hole) & mask)) {
            map->slots[hole] = map->slots[i];
            hole = i;
        }
    }
    map->slots[hole].value = 0;
    map->count--;
}

void map_fini(struct map *map) {
    free(map->slots);
}
