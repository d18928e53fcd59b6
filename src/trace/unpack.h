/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compressed data, unpacked by libarchive: gzip, bzip2, xz, zstd, and of a zip archive the
 * bugreport in it, or its only text file.
 *
 * libarchive and its libraries take as long to load as all the rest of a short run, so the first
 * compressed file loads them.  Truncated data is no failure: what can be unpacked is, and
 * `truncated` is set.
 */
#ifndef KVSIM_TRACE_UNPACK_H
#define KVSIM_TRACE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct archive;

/* The length of the longest mark at the beginning of a compressed file. */
enum { UNPACK_MARK_BYTES = 6 };

/* Loads the library now, for a process that will give up the right to read it.  unpack_open reports
 * it if it is missing. */
void unpack_load(void);

/* Returns how data is compressed, by its first bytes; NULL if it is not. */
const struct unpack_kind *unpack_kind_of(const unsigned char *mark, size_t bytes);

/* The source of the compressed bytes. */
struct unpack_from {
    const char *name; /* for messages */
    /* Reads at most `room` bytes.  Returns how many, 0 at the end, -1 with errno after a
     * failure. */
    ssize_t (*read)(void *state, void *to, size_t room);
    /* Goes back to the first byte.  Returns false if it cannot. */
    bool (*rewind)(void *state);
    void *state;
    bool part; /* invalid data counts as truncated there */
};

struct unpack {
    struct unpack_from from;
    const struct unpack_kind *kind;
    struct archive *archive;
    unsigned char *block; /* the archive's input */
    int problem;          /* why reading `from` has failed, an errno; else 0 */
    bool drained;         /* the archive has asked for more than there is */
    const char *unpacked; /* bytes not yet handed on */
    size_t unpacked_bytes;
    bool ended;     /* nothing comes after these */
    bool truncated; /* because the compressed data is truncated, or invalid with from.part */
};

/* Begins to unpack.  Returns false after it has reported; the caller must call unpack_close even
 * then. */
bool unpack_open(struct unpack *unpack, const struct unpack_kind *kind,
                 const struct unpack_from *from);
void unpack_close(struct unpack *unpack);

/* Unpacks at most `room` bytes.  Returns how many, 0 at the end, -1 after it has reported or when a
 * signal ends the program. */
ssize_t unpack_read(struct unpack *unpack, char *to, size_t room);

#endif
