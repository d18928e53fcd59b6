/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output files, written whole or not at all, and a checked standard output.
 *
 * A file is written in its folder under a temporary name (.kvsim-XXXXXX).  Once complete and on the
 * disk, it takes its place, with the rights of the file it replaces.  A file that is not regular (a
 * device, a pipe) is written directly.  No temporary file stays, unless the program is killed.
 */
#ifndef KVSIM_BASE_OUTPUT_H
#define KVSIM_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct confine;
struct output;

/* Call this first: it opens /dev/null for closed standard streams. */
void output_init(void);

/* Removes incomplete files.  A signal handler may call it. */
void output_abandon(void);

/* Opens a file for writing; NULL for standard output.  Returns NULL after it has reported, also
 * when the file is an input (base/inputs.h) or an output already; after a signal, without a report.
 */
struct output *output_open(const char *path);

/* Allows a confined process to complete or remove the open files. */
void output_allow(struct confine *confine);

/* The stream to write to.  Errors need not be checked before output_commit. */
FILE *output_stream(struct output *output);

/* Flushes and closes the file and puts it in its place.  Returns false after it has reported any
 * error since output_open; after a signal, without a report.  Frees `output` either way. */
bool output_commit(struct output *output);

/* Closes the file, removes what was written, and frees `output`.  NULL is allowed. */
void output_discard(struct output *output);

#endif
