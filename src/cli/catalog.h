/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of --list: every table of names that the program has. */
#ifndef KVSIM_CLI_CATALOG_H
#define KVSIM_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

struct options;

/* Receives members, one by one. */
struct catalog_taker {
    void (*take)(void *state, const char *name, const char *summary);
    void *state;
};

/* Reports the members of a list that does not depend on other options.  Returns false after it has
 * reported. */
bool catalog_members(const char *name, const struct catalog_taker *taker);

/* Prints the list that --list names: per member a line with its name and summary, and indented
 * below it the details.  Returns false after it has reported. */
bool catalog_print(const struct options *options, FILE *stream);

#endif
