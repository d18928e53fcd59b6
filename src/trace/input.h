/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a file or pipe, unpacked when it is compressed: gzip, bzip2, xz, zstd, and the
 * bugreport in a zip archive.  What it is, is found out from its first bytes.
 */
#ifndef KVSIM_TRACE_INPUT_H
#define KVSIM_TRACE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct archive;

/* The longest of the marks by which compressed files begin. */
enum { INPUT_MARK_BYTES = 6 };

struct input {
    int file;
    const char *name; /* for messages */
    bool lasting;     /* it can be opened and read again: a regular file, by its name */
    unsigned char mark[INPUT_MARK_BYTES];
    size_t mark_bytes, mark_taken; /* read already, and handed on */
    struct archive *archive;       /* NULL when the file is taken as it is */
    unsigned char *block;          /* what the archive is fed with */
    const char *unpacked;          /* what of it was not handed on yet */
    size_t unpacked_bytes;
    bool ended;     /* nothing comes after what was read */
    bool truncated; /* for the compressed data ended too early */
};

/* Opens a file, or standard input for "-".  Returns false after it has reported; input_close is
 * due all the same. */
bool input_open(struct input *input, const char *path);
void input_close(struct input *input);

/* Reads at most `room` bytes: how many, 0 at the end, -1 after it has reported or when a signal
 * ends the program. */
ssize_t input_read(struct input *input, char *to, size_t room);

#endif
