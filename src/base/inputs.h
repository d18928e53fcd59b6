/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The input files, and the files that outputs will replace.
 *
 * Invariant: no regular file is both, whichever was added first and whatever their names.  Any
 * thread may add an input.
 */
#ifndef KVSIM_BASE_INPUTS_H
#define KVSIM_BASE_INPUTS_H

#include <stdbool.h>
#include <sys/stat.h>

/* Adds an input file; `name` is for messages.  Returns false after it has reported that an output
 * will replace the file. */
bool inputs_add(int descriptor, const char *name);

/* The same for a file that is read later; "-" is standard input.  A missing file is ignored: its
 * reader reports that. */
bool inputs_add_path(const char *path);

/* Reserves this file for an output to replace, until inputs_release.  Returns false after it has
 * reported that the file is an input. */
bool inputs_reserve(const struct stat *place, const char *name);
void inputs_release(const struct stat *place);

/* Call this last, when no other thread runs. */
void inputs_fini(void);

#endif
