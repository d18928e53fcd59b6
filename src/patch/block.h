/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of Rust while they are written, each at its depth. */
#ifndef KVSIM_PATCH_BLOCK_H
#define KVSIM_PATCH_BLOCK_H

#include <stddef.h>
#include <stdio.h>

struct block_line {
    char *text;
    int depth;
};

/* Begins as zeros but for its depth. */
struct block {
    int depth; /* of the next line */
    struct block_line *lines;
    size_t count, room;
};

void block_fini(struct block *block);

/* Text on the heap. */
char *block_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds a line. */
void block_add(struct block *block, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds the lines of another block at their depths and leaves it empty. */
void block_append(struct block *block, struct block *other);

/* Adds comments: the words of a text in lines that are not too long.  What it may do to the
 * reader's terminal or editor is left out. */
void block_comment(struct block *block, const char *text);

void block_print(const struct block *block, FILE *stream);

#endif
