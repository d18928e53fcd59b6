/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The completions that a shell offers while a user types a command line.  They follow from the
 * table of options, the values it declares, and the program's other tables.
 */
#ifndef KVSIM_CLI_COMPLETION_H
#define KVSIM_CLI_COMPLETION_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints the completions of the last of these words, the words of a command line after the
 * program's name: a line each with the whole word, a tab and its meaning.  A word that ends in one
 * of "=:" is not complete itself.  Where it can become a file name, there is one more line: "/", a
 * tab, the suffixes that fit, separated by blanks ("*" for any), a tab, and the prefix of the word
 * before the file name.  Offers only words without special meaning to a shell.
 */
void completion_print(char **words, size_t count, FILE *stream);

#endif
