/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The context manager's vector: `all_procs` of drivers/android/binder/context.rs, a
 * KVVec<Arc<Process>>, without its entries.
 *
 * Invariant: len <= cap; cap is 0 exactly when there is no buffer; the buffer holds at least
 * cap * element_size bytes.
 */
#ifndef KVSIM_MODEL_VECTOR_H
#define KVSIM_MODEL_VECTOR_H

#include <stdint.h>

#include "model/kernel.h"
#include "model/memory.h"

struct vector {
    int64_t len, cap; /* slots */
    struct buffer buffer;
};

/* Registers one entry: a full vector grows to max(2 * cap, len + 1) slots first.  Returns
 * ACTION_NONE when there was room, else what became of the buffer; after ACTION_REJECTED the vector
 * is as it was.  *copied_bytes is set to what was copied, 0 included. */
enum action vector_push(struct vector *vector, const struct machine *machine,
                        const struct chance *chance, int64_t *copied_bytes);

/* shrink_to(min_capacity): aims at max(len, min_capacity) slots.  After ACTION_NOOP or
 * ACTION_FAILED the vector is as it was. */
enum action vector_shrink_to(struct vector *vector, int64_t min_capacity,
                             const struct machine *machine, const struct chance *chance,
                             int64_t *copied_bytes);

#endif
