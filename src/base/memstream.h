/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream into memory.  When memory runs out, the C library's own drops bytes without an error
 * flag (glibc 2.36).  This one remembers, and memstream_close ends the program with status 3.
 */
#ifndef KVSIM_BASE_MEMSTREAM_H
#define KVSIM_BASE_MEMSTREAM_H

#include <stddef.h>
#include <stdio.h>

struct memstream {
    FILE *stream; /* NULL while it is not open */
    char *text;
    size_t bytes, room;
};

/* The struct must not move while it is open. */
void memstream_open(struct memstream *memstream);

/* Returns what was written since it was opened or last taken, and a NUL; sets *bytes.  It stays
 * valid until more is written. */
const char *memstream_take(struct memstream *memstream, size_t *bytes);

/* Closes the stream.  Returns the `bytes` bytes written and a NUL.  The caller frees them. */
char *memstream_close(struct memstream *memstream);

#endif
