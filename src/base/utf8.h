/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, as far as it takes to show text that strangers wrote. */
#ifndef KVSIM_BASE_UTF8_H
#define KVSIM_BASE_UTF8_H

#include <stddef.h>
#include <stdio.h>

/* How many bytes the character at `text` has, of which `left` are there; 0 when it is no UTF-8. */
size_t utf8_length(const char *text, size_t left);

/* Writes text from outside for people: control characters and broken UTF-8 become '?', so that
 * neither a log nor a file name drives the reader's terminal. */
void utf8_show(FILE *stream, const char *text, size_t bytes);

#endif
