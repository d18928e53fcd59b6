/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data folder, where the shipped policies and workloads are: $KVSIM_DATADIR, else the sources'
 * own when the program runs in its build folder, else ../share/kvsim beside the program, so that an
 * installed tree can be moved, else the folder that `configure` was given.
 */
#ifndef KVSIM_BASE_DATA_H
#define KVSIM_BASE_DATA_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the data folder; `program` is how the program was called. */
void data_init(const char *program);
void data_fini(void);

struct confine;

/* Allows a process that gives up rights to read one of the subfolders, and what links in it lead
 * to. */
void data_allow(struct confine *confine, const char *folder);

/* The path of NAME.yaml in a subfolder ("policies"), or NULL.  The caller frees it. */
char *data_find(const char *folder, const char *name);

/* The path of NAME.yaml in the current folder, or NULL.  The caller frees it. */
char *data_find_here(const char *name);

/* The path of a file in a subfolder, its suffix given, or NULL.  The caller frees it. */
char *data_find_file(const char *folder, const char *file);

/* The names in a subfolder (files NAME.yaml, without the suffix), sorted.  Returns false when the
 * folder cannot be read, after it has reported. */
bool data_list(const char *folder, char ***names, size_t *count);
void data_free_list(char **names, size_t count);

/* The path of a file that is named relative to another file, seen from where the program runs; with
 * NULL it is relative to the program's folder already.  The caller frees it. */
char *data_beside(const char *path, const char *file);

/* Whether a path leads to something that can be read as a file: not missing, not a folder. */
bool data_is_file(const char *path);

#endif
