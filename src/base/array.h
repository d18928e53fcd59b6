/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heap memory and growing arrays.  A lack of memory ends the program (diag_no_memory). */
#ifndef KVSIM_BASE_ARRAY_H
#define KVSIM_BASE_ARRAY_H

#include <stddef.h>

/* Returns zeroed memory for `count` members of `size` bytes, never NULL.  The caller frees it. */
void *array_new(size_t count, size_t size);

/* Makes room for `count + 1` members in an array that has room for `*room`.  Returns the array,
 * moved if need be, and sets `*room`. */
void *array_grow(void *array, size_t count, size_t *room, size_t size);

/* Returns a copy of `bytes` bytes with a NUL after them.  The caller frees it. */
char *array_text(const char *text, size_t bytes);

#endif
