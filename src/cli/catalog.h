/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --list shows: every table of names that the program has. */
#ifndef KVSIM_CLI_CATALOG_H
#define KVSIM_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

struct options;

/* Who is told of members, one by one. */
struct catalog_taker {
    void (*take)(void *state, const char *name, const char *summary);
    void *state;
};

/* Tells of the members of a list: of one that does not follow from other options.  Returns false
 * after it has reported. */
bool catalog_members(const char *name, const struct catalog_taker *taker);

/* Prints the list that --list names: for each member a line with its name and summary, and set in
 * below it what else there is to say.  Returns false after it has reported. */
bool catalog_print(const struct options *options, FILE *stream);

#endif
