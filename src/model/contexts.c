/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/contexts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int contexts_find(const struct contexts *contexts, const char *name, size_t bytes) {
    for (int i = 0; i < contexts->count; i++)
        if (contexts->bytes[i] == bytes && memcmp(contexts->names[i], name, bytes) == 0)
            return i;
    return -1;
}

/* Returns a copy with a NUL after it, or NULL when there is no memory. */
static char *copy_name(const char *name, size_t bytes) {
    char *copy = malloc(bytes + 1);
    if (!copy)
        return NULL;
    memcpy(copy, name, bytes);
    copy[bytes] = '\0';
    return copy;
}

int contexts_add(struct contexts *contexts, const char *name, size_t bytes) {
    if (contexts->count == LIMIT_CONTEXTS)
        return CONTEXTS_FULL;
    char *copy = copy_name(name, bytes);
    if (!copy)
        return CONTEXTS_NO_MEMORY;
    contexts->names[contexts->count] = copy;
    contexts->bytes[contexts->count] = bytes;
    contexts->rows[contexts->count] = contexts->count;
    return contexts->count++;
}

void contexts_order(struct contexts *contexts, int index, int position) {
    assert(position < contexts->count);
    int at = 0;
    while (contexts->rows[at] != index)
        at++;
    for (; at > position; at--)
        contexts->rows[at] = contexts->rows[at - 1];
    for (; at < position; at++)
        contexts->rows[at] = contexts->rows[at + 1];
    contexts->rows[position] = index;
}

void contexts_take_back(struct contexts *contexts, const struct contexts *before) {
    for (int i = before->count; i < contexts->count; i++)
        free(contexts->names[i]);
    *contexts = *before;
}

bool contexts_copy(struct contexts *to, const struct contexts *from) {
    *to = *from;
    for (to->count = 0; to->count < from->count; to->count++) {
        to->names[to->count] = copy_name(from->names[to->count], from->bytes[to->count]);
        if (!to->names[to->count]) {
            contexts_fini(to);
            to->count = 0;
            return false;
        }
    }
    return true;
}

void contexts_fini(struct contexts *contexts) {
    for (int i = 0; i < contexts->count; i++)
        free(contexts->names[i]);
}
