/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot, fed through a pipe; what it draws comes back through another. */
#ifndef KVSIM_REPORT_GNUPLOT_H
#define KVSIM_REPORT_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Runs gnuplot on this text, and writes what it prints.  Returns false after it has reported, with
 * gnuplot's own message. */
bool gnuplot_run(const char *text, size_t bytes, FILE *picture);

#endif
