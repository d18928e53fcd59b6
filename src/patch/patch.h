/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule as a patch of the driver: what is known of it before its lines of Rust are written, which
 * do in drivers/android/binder/context.rs what was simulated.
 *
 * Where the analysis (patch/ranges.h) shows that no value is negative and none overflows, numbers
 * are usize; otherwise they are i64 as in the simulation, and checked where that is needed.
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
    size_t when, shrink_to; /* their nodes */
    struct ranges ranges;
    char *constants[LIMIT_PARAMETERS]; /* how each parameter is called, in expressions */
    char *wait;                        /* how the time of `for` is called; NULL without one */
    bool is_signed;
};

/* The policy's rule must not be a planned one. */
void patch_init(struct patch *patch, const struct policy *policy, int64_t element_size,
                int64_t page_size);
void patch_fini(struct patch *patch);

/* Notes where the rule may fail: there the patch does not shrink. */
void patch_note_failures(const struct patch *patch);

#endif
