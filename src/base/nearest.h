/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the known name that a misspelt one probably means. */
#ifndef KVSIM_BASE_NEAREST_H
#define KVSIM_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Known names are offered one at a time.  The nearest one so far, by edits, is kept. */
struct nearest {
    const char *wanted;
    size_t wanted_bytes;
    const char *best;
    size_t distance;
};

struct nearest nearest_to(const char *wanted, size_t wanted_bytes);

/* `known` must outlive the answer. */
void nearest_offer(struct nearest *nearest, const char *known);

/* Prints "did you mean 'NAME'?" as a hint when a known name is close enough to be meant, and
 * returns whether one is. */
bool nearest_hint(const struct nearest *nearest);

/* The same for names after a prefix such as "--". */
bool nearest_hint_as(const struct nearest *nearest, const char *prefix);

#endif
