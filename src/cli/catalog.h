/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --list shows: every table of names that the program has. */
#ifndef KVSIM_CLI_CATALOG_H
#define KVSIM_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

/* Prints the list of that name: for each member a line with its name and summary, and set in below
 * it what else there is to say.  Returns false after it has reported. */
bool catalog_print(const char *name, FILE *stream);

#endif
