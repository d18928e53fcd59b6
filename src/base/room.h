/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing arrays, where growth can fail. */
#ifndef KVSIM_BASE_ROOM_H
#define KVSIM_BASE_ROOM_H

#include <stddef.h>

/* Makes room for `count + 1` members of `size` bytes in an array that has room for `*room`.
 * Returns the array, moved if need be, and sets `*room`.  Returns NULL when there is no memory; the
 * array is then unchanged. */
void *room_for_one_more(void *array, size_t count, size_t *room, size_t size);

#endif
