/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kernel profiles: what growth and shrink_to() of a KVVec do to its buffer.
 *
 * The rules are those of rust/kernel/alloc/kvec.rs and of krealloc and vrealloc below it, in Linux
 * 7.1 and 7.2 unless a profile says otherwise.
 */
#ifndef KVSIM_MODEL_KERNEL_H
#define KVSIM_MODEL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/memory.h"

struct vector;

/* What became of the buffer. */
enum action {
    ACTION_NONE,          /* nothing to do */
    ACTION_ALLOC,         /* the first buffer, from capacity 0 */
    ACTION_GROW,          /* larger, in another buffer */
    ACTION_GROW_IN_PLACE, /* larger, in the same buffer */
    ACTION_SHRINK,        /* smaller, in the same buffer */
    ACTION_SHRINK_MOVED,  /* smaller, in another buffer */
    ACTION_FREE,          /* capacity 0, the buffer freed */
    ACTION_NOOP,          /* a requested shrink: the rules kept the capacity */
    ACTION_FAILED,        /* a requested shrink got no memory */
    ACTION_REJECTED,      /* a registration was refused: growth got no memory */
    ACTIONS
};

/* Whether the capacity changed. */
static inline bool action_is_realloc(enum action action) {
    return action >= ACTION_ALLOC && action <= ACTION_FREE;
}

/* Whether the entries moved to another buffer. */
static inline bool action_is_move(enum action action) {
    return action == ACTION_GROW || action == ACTION_SHRINK_MOVED;
}

struct kernel_profile {
    const char *name;
    const char *summary;
    bool has_copy_ratio; /* machine.copy_ratio means something */
    /* Grows a full vector to `cap` slots, above its capacity.  Returns ACTION_ALLOC, _GROW,
     * _GROW_IN_PLACE or _REJECTED, and sets *copied_bytes where it copies. */
    enum action (*grow)(struct vector *vector, int64_t cap, const struct machine *machine,
                        const struct chance *chance, int64_t *copied_bytes);
    /* Shrinks a vector to `target` slots: at least its length, below its capacity.  Returns
     * ACTION_SHRINK, _SHRINK_MOVED, _FREE, _NOOP or _FAILED, and sets *copied_bytes where it
     * copies. */
    enum action (*shrink)(struct vector *vector, int64_t target, const struct machine *machine,
                          const struct chance *chance, int64_t *copied_bytes);
    /* Returns how many whole pages a shrink from `before` to `after` gave back to the page
     * allocator, at least 0. */
    int64_t (*freed_pages)(const struct machine *machine, const struct buffer *before,
                           const struct buffer *after);
};

extern const struct kernel_profile kernels[];
extern const int kernel_count;

/* Returns the profile of that name, or NULL. */
const struct kernel_profile *kernel_find(const char *name);
const struct kernel_profile *kernel_default(void);

#endif
