/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heap memory that either is there or ends the program (diag_no_memory); growing arrays. */
#ifndef KVSIM_BASE_ARRAY_H
#define KVSIM_BASE_ARRAY_H

#include <stddef.h>

/* Zeroed memory for `count` members of `size` bytes. */
void *array_new(size_t count, size_t size);

/* Makes room for `count + 1` members in an array that has room for `*room`: returns the array,
 * moved if need be, and sets `*room`. */
void *array_grow(void *array, size_t count, size_t *room, size_t size);

/* A copy of `bytes` bytes with a NUL after them. */
char *array_text(const char *text, size_t bytes);

#endif
