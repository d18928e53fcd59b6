/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule as a patch of the driver: the facts collected before writing its lines of Rust, which do
 * in drivers/android/binder/context.rs what was simulated.
 *
 * Where the analysis (patch/ranges.h) shows that no value is negative and none overflows, numbers
 * are usize.  Otherwise they are i64 as in the simulation, and checked where needed.
 */
#ifndef KVSIM_PATCH_PATCH_H
#define KVSIM_PATCH_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patch/ranges.h"
#include "policy/policy.h"

struct patch {
    const struct policy *policy;
    int64_t element_size, page_size;
    struct tree tree;
    size_t when, shrink_to; /* nodes of the two expressions */
    struct ranges ranges;
    char *constants[LIMIT_PARAMETERS]; /* per parameter, its name in expressions */
    char *wait;                        /* the name of the time of `for`; NULL without one */
    bool is_signed;
};

/* Collects the facts.  The policy's rule must not be a planned one. */
void patch_init(struct patch *patch, const struct policy *policy, int64_t element_size,
                int64_t page_size);
void patch_fini(struct patch *patch);

/* Notes where the rule may fail; the patch does not shrink there. */
void patch_note_failures(const struct patch *patch);

#endif
