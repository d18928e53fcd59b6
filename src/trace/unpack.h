/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compressed data, unpacked by libarchive: gzip, bzip2, xz, zstd, and of a zip archive the
 * bugreport in it, or its only text file.
 *
 * libarchive and the libraries that it brings take as long to load as all the rest of a short run,
 * so they are loaded when the first compressed file is read.  Data that is cut short is no failure:
 * what can be unpacked of it is, and `truncated` says so.
 */
#ifndef KVSIM_TRACE_UNPACK_H
#define KVSIM_TRACE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct archive;

/* The longest of the marks by which compressed files begin. */
enum { UNPACK_MARK_BYTES = 6 };

/* Loads the library now, for a process that is to give up the right to read it.  Where it is
 * missing, that is reported when it is needed. */
void unpack_load(void);

/* How data is compressed, by its first bytes; NULL when it is not. */
const struct unpack_kind *unpack_kind_of(const unsigned char *mark, size_t bytes);

/* Where the compressed bytes come from. */
struct unpack_from {
    const char *name; /* for messages */
    /* Reads at most `room` bytes: how many, 0 at the end, -1 with errno after a failure. */
    ssize_t (*read)(void *state, void *to, size_t room);
    /* Goes back to the first byte; false where that cannot be. */
    bool (*rewind)(void *state);
    void *state;
    bool part; /* what cannot be unpacked ends the data, as if they were cut short there */
};

struct unpack {
    struct unpack_from from;
    const struct unpack_kind *kind;
    struct archive *archive;
    unsigned char *block; /* what the archive is fed with */
    int problem;          /* why reading `from` has failed, an errno; else 0 */
    bool drained;         /* the archive has asked for more than there is */
    const char *unpacked; /* what was not handed on yet */
    size_t unpacked_bytes;
    bool ended;     /* nothing comes after that */
    bool truncated; /* for the compressed data ended too early, or cannot be unpacked */
};

/* Begins to unpack.  Returns false after it has reported; unpack_close is due all the same. */
bool unpack_open(struct unpack *unpack, const struct unpack_kind *kind,
                 const struct unpack_from *from);
void unpack_close(struct unpack *unpack);

/* Unpacks at most `room` bytes: how many, 0 at the end, -1 after it has reported or when a signal
 * ends the program. */
ssize_t unpack_read(struct unpack *unpack, char *to, size_t room);

#endif
