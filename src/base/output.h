/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Output files that are written whole or not at all, and a standard output that is checked.
 *
 * A file is written beside its place under a temporary name and takes its place when it is
 * complete; what is no regular file (a device, a pipe) is written directly.  When a signal or a
 * closed pipe ends the program, no temporary file stays.
 */
#ifndef KVSIM_BASE_OUTPUT_H
#define KVSIM_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output;

/* Catches the signals that end the program: an interrupt is noted, a closed pipe ends it at once.
 */
void output_catch_signals(void);

/* True once SIGINT, SIGTERM or SIGHUP has arrived. */
bool output_interrupted(void);

/* Opens a file for writing; NULL for standard output.  Returns NULL after it has reported. */
struct output *output_open(const char *path);

/* The stream to write to.  Errors need not be checked before output_commit. */
FILE *output_stream(struct output *output);

/* Flushes, closes and puts the file in its place.  Reports what went wrong since it was opened.
 * Frees `output` either way. */
bool output_commit(struct output *output);

/* Closes and removes what was written. */
void output_discard(struct output *output);

#endif
