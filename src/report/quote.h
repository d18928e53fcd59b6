/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of CSV, quoted where RFC 4180 asks for it; and CSV as gnuplot reads it. */
#ifndef KVSIM_REPORT_QUOTE_H
#define KVSIM_REPORT_QUOTE_H

#include <stddef.h>
#include <stdio.h>

void quote_write(FILE *stream, const char *text, size_t bytes);

/* Writes text for a picture: a control character as a blank, broken UTF-8 and characters that XML
 * lacks as U+FFFD. */
void quote_draw(FILE *stream, const char *text, size_t bytes);

/* Copies CSV as gnuplot reads it: quotes, commas and backslashes are escapes of C (\042), in the
 * header what looks like them, and the rest of a text is as quote_draw writes it. */
void quote_for_gnuplot(FILE *csv, FILE *to);

#endif
