/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map against an array; the hash against its authors' test vector; and keys that collide under
 * common hashes, which must be as fast as others. */
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/names.h"
#include "trace/entries.h"
#include "trace/pids.h"
#include "tap.h"

static uint64_t random_state = 1;

static uint64_t draw(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

/* SipHash-2-4 of the bytes 0 to 14 under the key of bytes 0 to 15, from the appendix of "SipHash: a
 * fast short-input PRF" (Aumasson and Bernstein, 2012): the same rounds in other numbers. */
static void check_rounds(void) {
    uint64_t key[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    uint64_t words[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                     key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    for (int i = 0; i < 2; i++) {
        v[3] ^= words[i];
        map_round(v);
        map_round(v);
        v[0] ^= words[i];
    }
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        map_round(v);
    tap_ok((v[0] ^ v[1] ^ v[2] ^ v[3]) == UINT64_C(0xa129ca6149be45e5), "the rounds are SipHash's");
}

enum { KEYS = 5000, OPERATIONS = 400000 };

/* Keys come and go; more of them at first, fewer at the end. */
static void compare_with_array(void) {
    static uint32_t values[KEYS];
    struct map map = {0};
    size_t count = 0;
    bool same = true;
    for (int i = 0; i < OPERATIONS && same; i++) {
        size_t k = draw() % KEYS;
        uint64_t key = k * UINT64_C(0x100000000);
        struct map_slot *slot = map_find(&map, key);
        same = slot->value == values[k] && (!slot->value || slot->key == key);
        bool comes = draw() % OPERATIONS > (uint64_t)i;
        if (comes && !values[k]) {
            values[k] = (uint32_t)i + 1;
            map_put(&map, slot, (struct map_slot){.key = key, .value = values[k]});
            count++;
        } else if (!comes && values[k]) {
            values[k] = 0;
            map_remove(&map, slot);
            count--;
        }
        same = same && map.count == count;
    }
    tap_ok(same, "a map holds what an array holds");
    map_fini(&map);
}

enum { CHOSEN_BITS = 17, CHOSEN = 1 << CHOSEN_BITS };

/* Returns the inverse of an odd number modulo 2^64, by Newton's iteration. */
static uint64_t inverse(uint64_t odd) {
    uint64_t inverse = odd;
    for (int i = 0; i < 6; i++)
        inverse *= 2 - odd * inverse;
    return inverse;
}

static void check_time(const char *what, void (*use)(bool chosen)) {
    double seconds[2] = {1e9, 1e9};
    for (int i = 0; i < 6; i++) {
        clock_t start = clock();
        use(i % 2 == 1);
        double spent = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (spent < seconds[i % 2])
            seconds[i % 2] = spent;
    }
    if (!tap_ok(seconds[1] < 0.02 + 4 * seconds[0], "%s that were chosen to collide", what))
        printf("# %f s, any others %f s\n", seconds[1], seconds[0]);
}

/* Products with 2^32 / golden ratio whose middle bits are all alike. */
static void use_pids(bool chosen) {
    struct pids pids = {0};
    for (uint32_t i = 0; i < CHOSEN; i++) {
        uint32_t product = (i >> 7) << 20 | (i & 127);
        uint32_t pid = chosen ? product * (uint32_t)inverse(2654435769) : (uint32_t)draw();
        pids_number(&pids, (int32_t)pid);
    }
    pids_fini(&pids);
}

/* Products with 2^64 / golden ratio whose middle bits are all alike. */
static void use_entries(bool chosen) {
    struct entries entries;
    entries_init(&entries);
    for (uint64_t i = 0; i < CHOSEN; i++) {
        uint64_t product = i << 44;
        entries_open(&entries, chosen ? product * inverse(UINT64_C(0x9e3779b97f4a7c15)) : draw());
    }
    entries_fini(&entries);
}

/* The low bits of FNV-1a. */
static uint64_t fnv(uint64_t sum, uint64_t word) {
    for (int i = 0; i < 4; i++)
        sum = (sum ^ (word >> 8 * i & 0xff)) * UINT64_C(0x100000001b3);
    return sum & ((1 << (CHOSEN_BITS + 2)) - 1);
}

/* Two words for each stage that lead to the same sum: 2^17 names with one sum (A. Joux, 2004). */
static void choose_words(uint32_t words[CHOSEN_BITS][2]) {
    static uint32_t seen[1 << (CHOSEN_BITS + 2)];
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (int stage = 0; stage < CHOSEN_BITS; stage++) {
        memset(seen, 0, sizeof seen);
        uint32_t word = 1;
        while (!seen[fnv(sum, word)])
            seen[fnv(sum, word)] = word, word++;
        words[stage][0] = seen[fnv(sum, word)];
        words[stage][1] = word;
        sum = fnv(sum, word);
    }
}

static void use_names(bool chosen) {
    static uint32_t words[CHOSEN_BITS][2];
    if (words[0][0] == 0)
        choose_words(words);
    struct names names = {0};
    for (uint32_t i = 0; i < CHOSEN; i++) {
        char name[4 * CHOSEN_BITS];
        for (int stage = 0; stage < CHOSEN_BITS; stage++) {
            uint32_t word = words[stage][i >> stage & 1] + (chosen ? 0 : (uint32_t)stage << 24);
            for (int byte = 0; byte < 4; byte++)
                name[4 * stage + byte] = (char)(word >> 8 * byte & 0xff);
        }
        names_add(&names, name, sizeof name);
    }
    names_fini(&names);
}

int main(void) {
    check_rounds();
    compare_with_array();
    check_time("pids", use_pids);
    check_time("keys of entries", use_entries);
    check_time("names", use_names);
    return tap_done();
}
