/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of Rust under construction, each at its depth. */
#ifndef KVSIM_PATCH_BLOCK_H
#define KVSIM_PATCH_BLOCK_H

#include <stddef.h>
#include <stdio.h>

struct block_line {
    char *text;
    int depth;
};

/* A new block is zeroed except for its depth. */
struct block {
    int depth; /* of the next line */
    struct block_line *lines;
    size_t count, room;
};

void block_fini(struct block *block);

/* Formats text on the heap. */
char *block_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds a line. */
void block_add(struct block *block, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds the lines of another block at their depths, and empties that block. */
void block_append(struct block *block, struct block *other);

/* Adds comments: the words of a text in lines of limited length.  Leaves out what could affect the
 * reader's terminal or editor. */
void block_comment(struct block *block, const char *text);

void block_print(const struct block *block, FILE *stream);

#endif
