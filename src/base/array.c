/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/room.h"

void *array_new(size_t count, size_t size) {
    void *array = calloc(count ? count : 1, size);
    if (!array)
        diag_no_memory();
    return array;
}

void *array_grow(void *array, size_t count, size_t *room, size_t size) {
    void *moved = room_for_one_more(array, count, room, size);
    if (!moved)
        diag_no_memory();
    return moved;
}

char *array_text(const char *text, size_t bytes) {
    char *copy = array_new(bytes + 1, 1);
    memcpy(copy, text, bytes);
    return copy;
}
