/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The known name that a misspelt one was meant to be. */
#ifndef KVSIM_BASE_NEAREST_H
#define KVSIM_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Known names are offered one at a time; the one fewest edits away is kept. */
struct nearest {
    const char *wanted;
    size_t wanted_bytes;
    const char *best;
    size_t distance;
};

struct nearest nearest_to(const char *wanted, size_t wanted_bytes);

/* `known` must stay where it is for as long as the answer is used. */
void nearest_offer(struct nearest *nearest, const char *known);

/* Prints "did you mean 'NAME'?" as a hint when a known name is close enough to be meant, and
 * returns whether one is. */
bool nearest_hint(const struct nearest *nearest);

/* The same for names that are written after a prefix, such as "--". */
bool nearest_hint_as(const struct nearest *nearest, const char *prefix);

#endif
