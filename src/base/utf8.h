/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: what is needed to show untrusted text. */
#ifndef KVSIM_BASE_UTF8_H
#define KVSIM_BASE_UTF8_H

#include <stddef.h>
#include <stdio.h>

/* Returns the length in bytes of the character at `text`, which has `left` bytes; 0 when it is no
 * UTF-8. */
size_t utf8_length(const char *text, size_t left);

/* Returns the number of characters in a text; a byte that is no UTF-8 counts as one. */
size_t utf8_count(const char *text, size_t bytes);

/* Returns where the first `count` characters of a text end, in bytes. */
size_t utf8_offset(const char *text, size_t bytes, size_t count);

/* Returns how many columns of a terminal the text takes as utf8_show writes it. */
int utf8_columns(const char *text, size_t bytes);

/* Returns the first control character, including those from U+0080 on, or NULL. */
const char *utf8_find_control(const char *text, size_t bytes);

/* Writes untrusted text for people: a tab becomes a blank, other control characters and broken
 * UTF-8 become '?'.  So neither a log nor a file name controls the reader's terminal. */
void utf8_show(FILE *stream, const char *text, size_t bytes);

#endif
