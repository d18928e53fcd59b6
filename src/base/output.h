/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output files that are written whole or not at all, and a standard output that is checked.
 *
 * A file is written beside its place under a temporary name and takes its place when it is
 * complete; what is no regular file (a device, a pipe) is written directly.  However the program
 * ends, no temporary file stays.
 */
#ifndef KVSIM_BASE_OUTPUT_H
#define KVSIM_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output;

/* To be called first: catches the signals that end the program (an interrupt is noted; a second
 * one, or a closed pipe, ends it at once) and sees to standard streams that are closed. */
void output_init(void);

/* To be called last, when no other thread runs. */
void output_fini(void);

/* True once SIGINT, SIGTERM or SIGHUP has arrived. */
bool output_interrupted(void);

/* Remembers a file that is read, so that no output can take its place. */
void output_guard(int descriptor);

/* Opens a file for writing; NULL for standard output.  Returns NULL after it has reported: also
 * when the file is one that is read, or written already. */
struct output *output_open(const char *path);

/* The stream to write to.  Errors need not be checked before output_commit. */
FILE *output_stream(struct output *output);

/* Flushes, closes and puts the file in its place.  Reports what went wrong since it was opened.
 * Frees `output` either way. */
bool output_commit(struct output *output);

/* Closes and removes what was written. */
void output_discard(struct output *output);

#endif
