/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures: a table with a row a type, each drawn by a gnuplot script of the data folder from the
 * CSV that a user could give it.
 */
#ifndef KVSIM_REPORT_PLOT_H
#define KVSIM_REPORT_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct plot_type {
    const char *name;
    const char *summary;
    const char *script; /* in plots/ of the data folder */
    bool timeline;      /* draws the timeline, not the results */
};

enum { PLOT_TYPES = 5 };
extern const struct plot_type plot_types[PLOT_TYPES];

/* The type of that name, or NULL after it has reported. */
const struct plot_type *plot_type_find(const char *name);

/* The suffix of a picture's file, with its point, or NULL after it has reported. */
const char *plot_suffix(const char *path);

/* What there is to draw. */
struct plot_data {
    const char *results, *timeline; /* CSV; the timeline is NULL where no type needs it */
    size_t results_bytes, timeline_bytes;
    const char *title;
    long long element_size;
};

/* Draws a picture in the format of the suffix; a script of NULL means the type's own.  Returns
 * false after it has reported. */
bool plot_draw(const struct plot_type *type, const char *script, const char *suffix,
               const struct plot_data *data, FILE *picture);

#endif
