/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/room.h"

#include <stdint.h>
#include <stdlib.h>

void *room_for_one_more(void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    size_t more = count < 8 ? 8 : count * 2;
    if (more <= count || more > SIZE_MAX / size)
        return NULL;
    void *moved = realloc(array, more * size);
    if (moved)
        *room = more;
    return moved;
}
