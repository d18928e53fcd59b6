/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grid over a workload's own keys.  An axis is a key, by its dotted path, and its values.  Every
 * combination is a separate workload, the first axis outermost.
 *
 * An axis is written "KEY=VALUES" (base/series.h).
 */
#ifndef KVSIM_WORKLOAD_VARY_H
#define KVSIM_WORKLOAD_VARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/series.h"

struct vary_axis {
    char *key;
    struct series series; /* as set, and as the results show them */
};

struct vary {
    struct vary_axis *axes;
    size_t count, room;
};

/* Returns whether a key can be varied.  The seed cannot: replications have their own. */
bool vary_takes(const char *key);

/* Adds an axis, "KEY=VALUES" as users write it.  Returns false after it has reported: a key that
 * another axis has, or a value that occurs twice, is an error. */
bool vary_add(struct vary *vary, const char *text);
void vary_fini(struct vary *vary);

/* vary_add_axis adds an axis without values, unchecked; vary_add_value adds a value to the last
 * axis. */
void vary_add_axis(struct vary *vary, const char *key);
void vary_add_value(struct vary *vary, const char *value);

/* Returns the number of combinations; 1 without an axis. */
size_t vary_combinations(const struct vary *vary);

/* Returns the value of an axis in a combination. */
const char *vary_value(const struct vary *vary, size_t combination, size_t axis);

/* Returns "KEY=VALUE", which the caller frees. */
char *vary_setting(const struct vary *vary, size_t combination, size_t axis);

#endif
