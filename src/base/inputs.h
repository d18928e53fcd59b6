/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that are read, and the places that outputs will take.
 *
 * Invariant: no regular file is both, whichever was known first, and under whatever names.  Any
 * thread may add an input.
 */
#ifndef KVSIM_BASE_INPUTS_H
#define KVSIM_BASE_INPUTS_H

#include <stdbool.h>
#include <sys/stat.h>

/* Adds a file that is read; `name` is for messages.  Returns false after it has reported that an
 * output is to take the file's place. */
bool inputs_add(int descriptor, const char *name);

/* The same for a file that will be read later; "-" is standard input.  Where there is no such file,
 * whoever opens it reports that. */
bool inputs_add_path(const char *path);

/* An output will take the place of this file, until inputs_release.  Returns false after it has
 * reported that the file is an input. */
bool inputs_reserve(const struct stat *place, const char *name);
void inputs_release(const struct stat *place);

/* To be called last, when no other thread runs. */
void inputs_fini(void);

#endif
