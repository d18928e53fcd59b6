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

/* Registers one entry.  A full vector first grows to max(2 * cap, len + 1) slots.  Returns
 * ACTION_NONE when there was room, else what became of the buffer.  ACTION_REJECTED leaves the
 * vector unchanged.  Sets *copied_bytes, to 0 when nothing was copied. */
enum action vector_push(struct vector *vector, const struct machine *machine,
                        const struct chance *chance, int64_t *copied_bytes);

/* shrink_to(min_capacity): aims at max(len, min_capacity) slots.  ACTION_NOOP and ACTION_FAILED
 * leave the vector unchanged.  Sets *copied_bytes likewise. */
enum action vector_shrink_to(struct vector *vector, int64_t min_capacity,
                             const struct machine *machine, const struct chance *chance,
                             int64_t *copied_bytes);

#endif
