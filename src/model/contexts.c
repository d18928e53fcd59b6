/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/contexts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

const char *contexts_bad_byte(const char *name, size_t bytes) {
    if (bytes == 0 || bytes > LIMIT_NAME_BYTES)
        return name;
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)name[i] <= ' ' || memchr("\177\",", name[i], 3))
            return name + i;
    return utf8_find_control(name, bytes);
}

int contexts_find(const struct contexts *contexts, const char *name, size_t bytes) {
    for (int i = 0; i < contexts->count; i++)
        if (contexts->bytes[i] == bytes && memcmp(contexts->names[i], name, bytes) == 0)
            return i;
    return -1;
}

int contexts_add(struct contexts *contexts, const char *name, size_t bytes) {
    if (contexts->count == LIMIT_CONTEXTS)
        return -1;
    contexts->names[contexts->count] = array_text(name, bytes);
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

void contexts_copy(struct contexts *to, const struct contexts *from) {
    *to = *from;
    for (int i = 0; i < from->count; i++)
        to->names[i] = array_text(from->names[i], from->bytes[i]);
}

void contexts_fini(struct contexts *contexts) {
    for (int i = 0; i < contexts->count; i++)
        free(contexts->names[i]);
}
