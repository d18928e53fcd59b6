/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8, as far as it takes to show text that strangers wrote. */
#ifndef KVSIM_BASE_UTF8_H
#define KVSIM_BASE_UTF8_H

#include <stddef.h>
#include <stdio.h>

/* How many bytes the character at `text` has, of which `left` are there; 0 when it is no UTF-8. */
size_t utf8_length(const char *text, size_t left);

/* How many characters a text has; a byte that is no UTF-8 counts as one. */
size_t utf8_count(const char *text, size_t bytes);

/* Where, in bytes, the first `count` characters of a text end. */
size_t utf8_offset(const char *text, size_t bytes, size_t count);

/* How many columns of a terminal the text takes as utf8_show writes it. */
int utf8_columns(const char *text, size_t bytes);

/* The first control character, those from U+0080 on included, or NULL. */
const char *utf8_find_control(const char *text, size_t bytes);

/* Writes text from outside for people: control characters and broken UTF-8 become '?', so that
 * neither a log nor a file name drives the reader's terminal. */
void utf8_show(FILE *stream, const char *text, size_t bytes);

#endif
