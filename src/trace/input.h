/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file or pipe, unpacked when it is compressed, which its first bytes tell. */
#ifndef KVSIM_TRACE_INPUT_H
#define KVSIM_TRACE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "trace/unpack.h"

struct input {
    int file;
    const char *name; /* for messages */
    bool lasting;     /* it can be opened and read again: a regular file, by its name */
    unsigned char mark[UNPACK_MARK_BYTES];
    size_t mark_bytes, mark_taken; /* read already, and handed on */
    bool packed;
    struct unpack unpack; /* all zeros where the file is taken as it is */
};

/* Opens a file, or standard input for "-".  Returns false after it has reported; input_close is
 * due all the same. */
bool input_open(struct input *input, const char *path);
void input_close(struct input *input);

/* Makes ready what opening and reading it will need beside its bytes, for a process that is to give
 * up rights: what unpacks it, if it is compressed or that cannot be told yet. */
void input_prepare(const char *path);

/* Whether a place in it can be gone to: it is lasting, and not compressed. */
bool input_seeks(const struct input *input);

/* Goes on reading at so many bytes from the beginning.  Returns false after it has reported. */
bool input_seek(struct input *input, off_t offset);

/* Reads at most `room` bytes: how many, 0 at the end, -1 after it has reported or when a signal
 * ends the program. */
ssize_t input_read(struct input *input, char *to, size_t room);

#endif
