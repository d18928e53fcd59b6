/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a process that cannot outlive the program, started by picture/starter.  It evaluates
 * only scripts: data are files of their own, names are arguments that gnuplot keeps as values.  Its
 * environment holds only what it needs to start and to find fonts.
 */
#ifndef KVSIM_PICTURE_GNUPLOT_H
#define KVSIM_PICTURE_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "picture/starter.h"

struct gnuplot {
    size_t script; /* index among the scripts given to gnuplot_begin */
    FILE *drawn, *results;
    const char *values; /* texts, each NUL-terminated */
    size_t value_bytes;
};

/* Call gnuplot_begin before the program gives up rights, gnuplot_end at the end.  The former
 * returns false after it has reported. */
bool gnuplot_begin(const struct starter_scripts *scripts);
void gnuplot_end(void);

/* Runs gnuplot, and writes its output.  Returns false after it has reported, with gnuplot's own
 * message; silently when the program was asked to end. */
bool gnuplot_run(const struct gnuplot *gnuplot, FILE *picture);

#endif
