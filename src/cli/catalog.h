/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --list shows: every table of names that the program has. */
#ifndef KVSIM_CLI_CATALOG_H
#define KVSIM_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

struct catalog;

/* The list of that name, or NULL after it has reported. */
const struct catalog *catalog_find(const char *name);

/* Prints a line for each member: its name, a tab, its summary.  Returns false after it has
 * reported. */
bool catalog_print(const struct catalog *catalog, FILE *stream);

#endif
