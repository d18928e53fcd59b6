/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

void *array_new(size_t count, size_t size) {
    void *array = calloc(count ? count : 1, size);
    if (!array)
        diag_no_memory();
    return array;
}

void *array_grow(void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    size_t more = count < 8 ? 8 : count * 2;
    if (more <= count || more > SIZE_MAX / size)
        diag_no_memory();
    void *moved = realloc(array, more * size);
    if (!moved)
        diag_no_memory();
    *room = more;
    return moved;
}

char *array_text(const char *text, size_t bytes) {
    char *copy = array_new(bytes + 1, 1);
    memcpy(copy, text, bytes);
    return copy;
}
