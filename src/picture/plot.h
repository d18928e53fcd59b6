/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures: a table with one row per type.  A gnuplot script of the data folder draws each type
 * from a CSV file.
 */
#ifndef KVSIM_PICTURE_PLOT_H
#define KVSIM_PICTURE_PLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What a type draws: one row per lane and replication, one row per step, the points of a frontier
 * or of curves, or one shrink per lane. */
enum plot_input {
    PLOT_RESULTS,
    PLOT_TIMELINE,
    PLOT_POINTS,
    PLOT_CURVES,
    PLOT_SHRINKS,
    PLOT_INPUTS,
};

struct plot_type {
    const char *name;
    const char *summary;
    const char *script; /* in plots/ of the data folder */
    enum plot_input input;
};

enum { PLOT_TYPES = 7 };
extern const struct plot_type plot_types[PLOT_TYPES];

/* Returns the type with this name, or NULL after it has reported. */
const struct plot_type *plot_type_find(const char *name);

/* Returns the suffix of a picture's file, with its point, or NULL after it has reported. */
const char *plot_suffix(const char *path);

/* The data to draw. */
struct plot_data {
    FILE *inputs[PLOT_INPUTS]; /* CSV as gnuplot reads it (report/quote.h), in scratch files */
    const char *title;
    long long element_size;
    const char *objectives; /* columns, separated by blanks */
    int64_t from_ns, to_ns; /* the part of the time shown; to_ns -1: to the end */
    int width_mm;           /* 0 for the width of a slide */
};

/* Call plot_begin before a process that will draw gives up rights, with the user's script or NULL,
 * and plot_end at the end.  The former returns false after it has reported. */
bool plot_begin(const char *script);
void plot_end(void);

/* Draws a picture in the format of the suffix, by the user's own script or the type's.  Returns
 * false after it has reported. */
bool plot_draw(const struct plot_type *type, bool own, const char *suffix,
               const struct plot_data *data, FILE *picture);

#endif
