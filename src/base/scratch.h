/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Temporary data: files without a name in the folder that TMPDIR names, else in /tmp, which vanish
 * with the last process that has them open, however it ends.  A child reads one as /dev/fd/N.
 */
#ifndef KVSIM_BASE_SCRATCH_H
#define KVSIM_BASE_SCRATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct confine;

/* An empty file, to write and to read, closed on exec; whoever has it closes it.  Returns NULL
 * after it has reported. */
FILE *scratch_open(void);

/* Whether all that was written is in the file; reports that it is not.  Errors of writing need not
 * be checked before. */
bool scratch_complete(FILE *scratch);

/* Goes to a byte, or back to the first one.  Returns false after it has reported. */
bool scratch_seek(FILE *scratch, uint64_t offset);
bool scratch_rewind(FILE *scratch);

/* Whether nothing that was read of it failed; reports that it did. */
bool scratch_was_read(FILE *scratch);

/* Allows a process that gives up rights to go on opening them. */
void scratch_allow(struct confine *confine);

/* Copies all of a complete file to a stream, whose errors are its owner's. */
bool scratch_copy(FILE *scratch, FILE *to);

#endif
