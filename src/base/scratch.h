/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Temporary files without a name, in $TMPDIR or else in /tmp.  A file vanishes with the last
 * process that has it open, however that ends.  A child reads it as /dev/fd/N.
 */
#ifndef KVSIM_BASE_SCRATCH_H
#define KVSIM_BASE_SCRATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct confine;

/* Opens an empty file for writing and reading, closed on exec.  The caller closes it.  Returns NULL
 * after it has reported. */
FILE *scratch_open(void);

/* Returns whether all that was written is in the file; reports that it is not.  Writes need not be
 * checked before. */
bool scratch_complete(FILE *scratch);

/* Seeks to a byte, or back to the first one.  Returns false after it has reported. */
bool scratch_seek(FILE *scratch, uint64_t offset);
bool scratch_rewind(FILE *scratch);

/* Returns whether all reads of the file succeeded; reports that they did not. */
bool scratch_was_read(FILE *scratch);

/* Allows a confined process to open further ones. */
void scratch_allow(struct confine *confine);

/* Copies a complete file to a stream.  Returns false after it has reported that it cannot be read.
 * The stream's owner checks the stream. */
bool scratch_copy(FILE *scratch, FILE *to);

#endif
