/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data folder has the shipped policies and workloads.  It is $KVSIM_DATADIR; else the build
 * folder, when the program runs there; else ../share/kvsim beside the program, so that an installed
 * tree can be moved; else the folder given to `configure`.
 */
#ifndef KVSIM_BASE_DATA_H
#define KVSIM_BASE_DATA_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the data folder; `program` is how the program was called. */
void data_init(const char *program);
void data_fini(void);

struct confine;

/* Allows a confined process to read one of the subfolders and the targets of the symlinks in it. */
void data_allow(struct confine *confine, const char *folder);

/* Returns the path of NAME.yaml in a subfolder ("policies"), or NULL.  The caller frees it. */
char *data_find(const char *folder, const char *name);

/* Returns the path of NAME.yaml in the current folder, or NULL.  The caller frees it. */
char *data_find_here(const char *name);

/* Returns the path of a file in a subfolder, or NULL.  `file` has its suffix.  The caller frees
 * it. */
char *data_find_file(const char *folder, const char *file);

/* Lists the names in a subfolder (files NAME.yaml, without the suffix), sorted.  Returns false when
 * the folder cannot be read, after it has reported. */
bool data_list(const char *folder, char ***names, size_t *count);
void data_free_list(char **names, size_t count);

/* Turns a file name relative to another file into a path relative to the current folder.  If `path`
 * is NULL, the name is relative to the current folder already.  The caller frees the result. */
char *data_beside(const char *path, const char *file);

/* Returns whether a path leads to anything but a folder.  Reports, and returns false, when the
 * system cannot tell. */
bool data_is_file(const char *path);

#endif
