/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers from 0, each on the shelf of its key or on none.  All numbers with one key are at hand.
 * Changing a key costs the same however many numbers there are.
 */
#ifndef KVSIM_ENGINE_SHELVES_H
#define KVSIM_ENGINE_SHELVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELVES_NOBODY UINT32_MAX

/* The place of a number among those with the same key. */
struct shelves_place {
    int64_t key; /* negative: on no shelf */
    uint32_t before, next;
};

struct shelves {
    struct shelves_place *places; /* per number */
    uint32_t count;               /* numbers so far */
    uint32_t *first;              /* by the key */
    int64_t room;                 /* for keys below this */
};

/* Makes room for `room` numbers, none of them there yet.  Returns false when there is no memory;
 * shelves_fini is due all the same. */
bool shelves_init(struct shelves *shelves, size_t room);
void shelves_fini(struct shelves *shelves);

/* Adds the next number, on no shelf. */
void shelves_add(struct shelves *shelves);

/* Puts a number on the shelf of a key, or on none when the key is negative.  Returns false when
 * there is no memory. */
bool shelves_put(struct shelves *shelves, uint32_t number, int64_t key);

/* Returns the first number with a key, or SHELVES_NOBODY.  The others follow by `next` of their
 * places. */
static inline uint32_t shelves_first(const struct shelves *shelves, int64_t key) {
    return key < shelves->room ? shelves->first[key] : SHELVES_NOBODY;
}

/* Adds the numbers with a key to an array.  Returns how many. */
size_t shelves_collect(const struct shelves *shelves, int64_t key, uint32_t *numbers);

#endif
