/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context in which a process registers: one name, or one drawn by weight for each process; or
 * all of a list. */
#ifndef KVSIM_WORKLOAD_PLACEMENT_H
#define KVSIM_WORKLOAD_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "workload/discrete.h"
#include "workload/source.h"

/* The summary of a source's key `context`. */
#define PLACEMENT_SUMMARY                                                                          \
    "one name; a mapping of names to weights for a random choice; or a list to register in all"

struct placement {
    uint8_t contexts[LIMIT_CONTEXTS];
    bool drawn; /* from `weights`; else it is always the first */
    struct discrete weights;
    struct xoshiro random;
};

/* Reads a name, a mapping of names to weights, or a list of names, which fills setup->spread.  NULL
 * means the workload's first context.  Returns false after it has reported: names must be among the
 * workload's contexts. */
bool placement_init(struct placement *placement, const struct doc_node *node,
                    const struct source_setup *setup);
void placement_fini(struct placement *placement);

/* Returns the context of the next process. */
static inline uint8_t placement_draw(struct placement *placement) {
    if (!placement->drawn)
        return placement->contexts[0];
    return placement->contexts[discrete_draw(&placement->weights, &placement->random)];
}

#endif
