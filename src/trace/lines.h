/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file or pipe read line by line, in constant memory, compressed or not (trace/input.h).
 *
 * Lines stay where they are, and may be changed in place, until lines_refill is called.  After the
 * last byte of a line there is always a readable byte: its newline, or a NUL at the end.
 */
#ifndef KVSIM_TRACE_LINES_H
#define KVSIM_TRACE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "trace/input.h"

struct line {
    char *text; /* without its newline, and without a carriage return before that */
    size_t bytes;
    bool cut;   /* truncated to its first LIMIT_LINE_BYTES; the rest is skipped */
    bool whole; /* has its newline, or is cut; the last line of a truncated file has none */
};

struct lines {
    struct input input;
    const char *name; /* of the input, for messages */
    char *buffer;
    size_t begin, end; /* the part of the buffer not yet taken */
    bool ended, skipping;
    uint64_t number; /* of the line taken last */
};

/* Opens a file, or standard input for "-".  Returns false after it has reported; the caller must
 * call lines_close even then. */
bool lines_open(struct lines *lines, const char *path);
void lines_close(struct lines *lines);

/* Takes the next line if all of it is in memory.  Returns false if lines_refill must read more
 * first, and at the end. */
bool lines_take(struct lines *lines, struct line *line);

enum lines_state { LINES_MORE, LINES_END, LINES_FAILED };

/* Reads more.  Returns LINES_MORE if lines_take may continue; LINES_FAILED after a report, or when
 * a signal ends the program. */
enum lines_state lines_refill(struct lines *lines);

/* Returns the bytes in memory not yet taken, to look ahead. */
const char *lines_peek(const struct lines *lines, size_t *bytes);

/* Takes a line of this many bytes, its newline included, that was seen in a look ahead. */
static inline void lines_skip(struct lines *lines, size_t bytes) {
    lines->begin += bytes;
    lines->number++;
}

/* Returns a place for messages in the line taken last: `width` bytes at `at`, which points into
 * it. */
struct place lines_place(const struct lines *lines, const struct line *line, const char *at,
                         size_t width);

#endif
