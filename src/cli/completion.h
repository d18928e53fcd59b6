/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a shell offers while a command line is typed: it follows from the table of options, what
 * that says of their values, and the program's other tables.
 */
#ifndef KVSIM_CLI_COMPLETION_H
#define KVSIM_CLI_COMPLETION_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints what the last of these words, those of a command line after the program's name, can
 * become: a line each with the whole word, a tab and what it means.  A word that ends in one of
 * "=:" is not complete itself.  Where it can become the name of a file there is one more line:
 * "/", a tab, the suffixes that fit, separated by blanks ("*" for any), a tab, and what of the word
 * stands before the file's name.  Only words that mean nothing special to a shell are offered.
 */
void completion_print(char **words, size_t count, FILE *stream);

#endif
