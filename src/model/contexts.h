/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binder contexts of a workload, by name; an event carries the index.  Indices follow the order
 * of appearance. */
#ifndef KVSIM_MODEL_CONTEXTS_H
#define KVSIM_MODEL_CONTEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"

struct contexts {
    char *names[LIMIT_CONTEXTS];
    size_t bytes[LIMIT_CONTEXTS];
    int rows[LIMIT_CONTEXTS]; /* the indices in the order of the rows of results */
    int count;
    bool open; /* a trace may add contexts */
};

/* Returns the index of a context, or -1. */
int contexts_find(const struct contexts *contexts, const char *name, size_t bytes);

/* Adds a context, whose name is copied.  Returns its index, or CONTEXTS_FULL at LIMIT_CONTEXTS, or
 * CONTEXTS_NO_MEMORY. */
enum { CONTEXTS_FULL = -1, CONTEXTS_NO_MEMORY = -2 };
int contexts_add(struct contexts *contexts, const char *name, size_t bytes);

/* Moves a context to a position among the rows of results. */
void contexts_order(struct contexts *contexts, int index, int position);

/* Makes the contexts what they were when `before` was assigned from them: takes back what was added
 * and ordered since. */
void contexts_take_back(struct contexts *contexts, const struct contexts *before);

/* Makes *to a copy.  Returns false when there is no memory; *to is then empty. */
bool contexts_copy(struct contexts *to, const struct contexts *from);

void contexts_fini(struct contexts *contexts);

#endif
