/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/vector.h"

enum action vector_push(struct vector *vector, const struct machine *machine,
                        const struct chance *chance, int64_t *copied_bytes) {
    enum action action = ACTION_NONE;
    *copied_bytes = 0;
    if (vector->len == vector->cap) {
        int64_t doubled = 2 * vector->cap, needed = vector->len + 1;
        action = machine->kernel->grow(vector, doubled > needed ? doubled : needed, machine, chance,
                                       copied_bytes);
    }
    if (action != ACTION_REJECTED)
        vector->len++;
    return action;
}

enum action vector_shrink_to(struct vector *vector, int64_t min_capacity,
                             const struct machine *machine, const struct chance *chance,
                             int64_t *copied_bytes) {
    int64_t target = min_capacity > vector->len ? min_capacity : vector->len;
    *copied_bytes = 0;
    if (vector->cap <= target)
        return ACTION_NOOP;
    return machine->kernel->shrink(vector, target, machine, chance, copied_bytes);
}
