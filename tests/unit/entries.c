/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries by key against a plain list: a close finds the same entry, and numbers are reused. */
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "trace/entries.h"

enum { STEPS = 400000, KEYS = 700, MOST = 4000 };

/* The live entries, oldest first. */
struct plain {
    uint64_t key[MOST];
    uint32_t entry[MOST];
    int count;
};

static uint32_t plain_close(struct plain *plain, uint64_t key) {
    for (int i = 0; i < plain->count; i++)
        if (plain->key[i] == key) {
            uint32_t entry = plain->entry[i];
            plain->count--;
            size_t behind = (size_t)(plain->count - i);
            memmove(&plain->key[i], &plain->key[i + 1], behind * sizeof *plain->key);
            memmove(&plain->entry[i], &plain->entry[i + 1], behind * sizeof *plain->entry);
            return entry;
        }
    return ENTRIES_NONE;
}

static bool is_alive(const struct plain *plain, uint32_t entry) {
    for (int i = 0; i < plain->count; i++)
        if (plain->entry[i] == entry)
            return true;
    return false;
}

int main(void) {
    static struct plain plain;
    struct entries entries;
    entries_init(&entries);
    srand(7);
    int wrong_close = 0, double_use = 0, most = 0;
    uint32_t largest = 0;
    for (int step = 0; step < STEPS; step++) {
        /* Keys that differ in high bits only, and long runs up and down. */
        uint64_t key = (uint64_t)(rand() % KEYS) << (rand() % 2 ? 32 : 0);
        bool up = step / 5000 % 2 == 0;
        if (plain.count < MOST && rand() % 10 < (up ? 6 : 4)) {
            uint32_t entry = entries_open(&entries, key);
            double_use += step % 64 == 0 && is_alive(&plain, entry);
            largest = entry > largest ? entry : largest;
            plain.key[plain.count] = key;
            plain.entry[plain.count++] = entry;
            most = plain.count > most ? plain.count : most;
        } else {
            wrong_close += entries_close(&entries, key) != plain_close(&plain, key);
        }
    }
    tap_ok(wrong_close == 0, "a close is the oldest entry of its key, or none");
    tap_ok(double_use == 0, "no number is given twice");
    tap_ok((int)largest == most - 1, "numbers stay below the most entries alive (%d)", most);
    entries_fini(&entries);
    return tap_done();
}
