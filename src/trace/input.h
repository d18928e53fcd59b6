/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file or pipe, unpacked if its first bytes mark it as compressed.  A tar archive is
 * an error. */
#ifndef KVSIM_TRACE_INPUT_H
#define KVSIM_TRACE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "trace/unpack.h"

/* Where a tar archive has its mark, and how long that is. */
enum { INPUT_TAR_AT = 257, INPUT_TAR_BYTES = 8 };

struct input {
    int file;
    const char *name; /* for messages */
    bool lasting;     /* it can be reopened by name: a regular file */
    unsigned char mark[UNPACK_MARK_BYTES];
    size_t mark_bytes, mark_taken; /* bytes read ahead, and of these handed on */
    bool packed;
    size_t seen;               /* bytes looked at for the mark of a tar archive, */
    char tar[INPUT_TAR_BYTES]; /* and those of its place */
    struct unpack unpack;      /* all zeros if the file is not compressed */
};

/* Opens a file, or standard input for "-".  Returns false after it has reported; the caller must
 * call input_close even then. */
bool input_open(struct input *input, const char *path);
void input_close(struct input *input);

/* Prepares to open and read an input, for a process that will give up rights: loads the unpacking
 * library if the input is compressed, or may be (a pipe).  Reports nothing; input_open does. */
void input_prepare(const char *path);

/* Returns whether the input can seek: it is lasting and not compressed. */
bool input_seeks(const struct input *input);

/* Seeks to `offset` bytes from the beginning.  Returns false after it has reported. */
bool input_seek(struct input *input, off_t offset);

/* Reads at most `room` bytes.  Returns how many, 0 at the end, -1 after it has reported or when a
 * signal ends the program. */
ssize_t input_read(struct input *input, char *to, size_t room);

#endif
