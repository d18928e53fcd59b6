/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside in a page for browsers, where none of it may mean anything. */
#ifndef KVSIM_PICTURE_HTML_H
#define KVSIM_PICTURE_HTML_H

#include <stddef.h>
#include <stdio.h>

/* Writes the text of an element, or of an attribute between double quotes. */
void html_text(FILE *stream, const char *text, size_t bytes);
void html_string(FILE *stream, const char *text);

/* Writes a JSON string, with its quotes, within a <script>. */
void html_json(FILE *stream, const char *text, size_t bytes);

/* Writes the rest of a file, in base64. */
void html_base64(FILE *stream, FILE *file);

/* Writes the rest of an SVG picture of gnuplot's, as the data of a URL between single quotes, which
 * is shorter than base64.  Leaves out empty groups, a tenth of it. */
void html_svg(FILE *stream, FILE *file);

/* Writes bytes in base64. */
void html_base64_bytes(FILE *stream, const unsigned char *bytes, size_t count);

/* Writes a term of a list, and its description. */
void html_pair(FILE *stream, const char *term, const char *text);

#endif
