/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* fopencookie, which glibc and musl have */
#include "base/memstream.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

/* Makes room for `more` bytes and a NUL.  Returns false when there is no memory. */
static bool make_room(struct memstream *memstream, size_t more) {
    size_t wanted;
    if (__builtin_add_overflow(memstream->bytes, more, &wanted) ||
        __builtin_add_overflow(wanted, 1, &wanted))
        return false;
    if (wanted <= memstream->room)
        return true;
    size_t room = memstream->room < SIZE_MAX / 2 ? memstream->room * 2 : wanted;
    room = room < wanted ? wanted : room;
    char *moved = realloc(memstream->text, room);
    if (!moved)
        return false;
    memstream->text = moved;
    memstream->room = room;
    return true;
}

static ssize_t take(void *cookie, const char *from, size_t bytes) {
    struct memstream *memstream = cookie;
    if (!make_room(memstream, bytes))
        return 0; /* ending here would flush this stream again */
    memcpy(memstream->text + memstream->bytes, from, bytes);
    memstream->bytes += bytes;
    return (ssize_t)bytes;
}

void memstream_open(struct memstream *memstream) {
    *memstream = (struct memstream){0};
    memstream->stream = fopencookie(memstream, "w", (cookie_io_functions_t){.write = take});
    if (!memstream->stream || !make_room(memstream, 0))
        diag_no_memory();
}

const char *memstream_take(struct memstream *memstream, size_t *bytes) {
    if (fflush(memstream->stream) != 0)
        diag_no_memory();
    memstream->text[memstream->bytes] = '\0';
    *bytes = memstream->bytes;
    memstream->bytes = 0;
    return memstream->text;
}

char *memstream_close(struct memstream *memstream) {
    bool complete = !ferror(memstream->stream);
    if (fclose(memstream->stream) != 0 || !complete)
        diag_no_memory();
    memstream->stream = NULL;
    memstream->text[memstream->bytes] = '\0';
    return memstream->text;
}
