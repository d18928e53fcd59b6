/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gnuplot as a child that cannot outlive the program.  It gets no text to evaluate but the scripts
 * that its arguments name: data are files of their own, names are arguments, which gnuplot keeps as
 * values.  Of the environment it gets only what it needs to start and to find fonts.
 */
#ifndef KVSIM_PICTURE_GNUPLOT_H
#define KVSIM_PICTURE_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct gnuplot {
    const char *const *arguments; /* from its name on, with a NULL at the end */
    FILE *const *files;           /* that stay open in it, under their numbers */
    size_t file_count;
    const char *folder; /* that it starts in; NULL for the current one */
};

/* Runs gnuplot, and writes what it prints.  Returns false after it has reported, with gnuplot's own
 * message; silently when the program was asked to end. */
bool gnuplot_run(const struct gnuplot *gnuplot, FILE *picture);

#endif
