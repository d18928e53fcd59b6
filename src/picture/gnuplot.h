/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a process that cannot outlive the program, started by picture/starter.  It gets no
 * text to evaluate but scripts: data are files of their own, names are arguments, which gnuplot
 * keeps as values.  Of the environment it gets only what it needs to start and to find fonts.
 */
#ifndef KVSIM_PICTURE_GNUPLOT_H
#define KVSIM_PICTURE_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "picture/starter.h"

struct gnuplot {
    size_t script; /* its number among those that gnuplot_begin was given */
    FILE *drawn, *results;
    const char *values; /* texts, each with a NUL after it */
    size_t value_bytes;
};

/* To be called before the program gives up rights, and at the end.  The former returns false after
 * it has reported. */
bool gnuplot_begin(const struct starter_scripts *scripts);
void gnuplot_end(void);

/* Runs gnuplot, and writes what it prints.  Returns false after it has reported, with gnuplot's own
 * message; silently when the program was asked to end. */
bool gnuplot_run(const struct gnuplot *gnuplot, FILE *picture);

#endif
