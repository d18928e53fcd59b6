/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of a CSV file: quoted where RFC 4180 asks for it. */
#ifndef KVSIM_REPORT_QUOTE_H
#define KVSIM_REPORT_QUOTE_H

#include <stddef.h>
#include <stdio.h>

void quote_write(FILE *stream, const char *text, size_t bytes);

#endif
