/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output files that are written whole or not at all, and a standard output that is checked.
 *
 * A file is written beside its place under a temporary name (.kvsim-XXXXXX) and takes its place,
 * with the rights of the file it replaces, when it is complete and on the disk; what is no regular
 * file (a device, a pipe) is written directly.  However the program ends, no temporary file stays.
 */
#ifndef KVSIM_BASE_OUTPUT_H
#define KVSIM_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct confine;
struct output;

/* To be called first: sees to standard streams that are closed. */
void output_init(void);

/* Removes what is written of files that are not complete.  A signal handler may call it. */
void output_abandon(void);

/* Opens a file for writing; NULL for standard output.  Returns NULL after it has reported: also
 * when the file is one that is read (base/inputs.h), or written already. */
struct output *output_open(const char *path);

/* Allows what is needed to complete or to remove what is open. */
void output_allow(struct confine *confine);

/* The stream to write to.  Errors need not be checked before output_commit. */
FILE *output_stream(struct output *output);

/* Flushes, closes and puts the file in its place.  Reports what went wrong since it was opened.
 * Frees `output` either way. */
bool output_commit(struct output *output);

/* Closes and removes what was written. */
void output_discard(struct output *output);

#endif
