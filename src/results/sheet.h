/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people are shown of the results of a context: the figures that matter, or the fields that
 * were asked for, a line a policy, as text.  The table for terminals and the page for browsers set
 * it out.
 *
 * Of more than twelve lines, those that are the same but for the policy's name are one.
 */
#ifndef KVSIM_RESULTS_SHEET_H
#define KVSIM_RESULTS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "results/field.h"
#include "results/results.h"

/* A column: neighbours of the same group stand under its heading, if it is not empty. */
struct sheet_column {
    const char *group, *heading;
    struct field field;
    bool rounded;  /* a figure that is shown with fewer decimals than it is printed with */
    int decimals;  /* exactly, or at least this many if it is not whole */
    bool optional; /* left out when it is 0 for every policy */
    bool left;     /* a text, which begins at the left */
    bool shown;    /* else it is left out */
    int width;     /* of the longest text in it, in columns of a terminal */
};

/* A line: of a policy whose name stands for the others that share it. */
struct sheet_line {
    size_t policy;        /* by index */
    size_t first, others; /* the first of those that share it, and how many there are but one */
    int label_width;      /* of what names it */
};

struct sheet {
    /* What it tells of: */
    const struct results *results;
    size_t workload;
    int context;
    const struct cell *cell;       /* the only replication */
    const struct summary *summary; /* or all of them */
    bool differences;              /* of these to the baseline */
    bool objectives_first;         /* even if they were not given */
    /* How: */
    struct sheet_column *columns;
    int column_count;
    int label; /* the column that names the policy, -1 without one */
    struct sheet_line *lines;
    size_t line_count;
    size_t *next; /* of each policy, the next one that shares its line; SIZE_MAX for none */
    /* The line that was written last: */
    const char **texts; /* a column each */
    char (*numbers)[NUMBER_TEXT];
    char often[NUMBER_TEXT];
    char *name;
};

/* The only replication of a workload.  `fields` are those that were asked for, or NULL for the
 * figures that matter. */
struct sheet sheet_of_cell(const struct results *results, const struct fields *fields,
                           const struct cell *cell, int context);

/* All replications: means, or their differences to the baseline.  Of the figures that matter, those
 * of objectives come first if these were given, or if `objectives_first` says so. */
struct sheet sheet_of_summary(const struct results *results, const struct fields *fields,
                              size_t workload, int context, bool differences,
                              bool objectives_first);
void sheet_fini(struct sheet *sheet);

/* Writes a line into `texts`. */
void sheet_write(struct sheet *sheet, size_t line);

/* Writes the names of the policies that share a line, but for the one that it names, separated by
 * commas. */
void sheet_write_others(const struct sheet *sheet, size_t line, FILE *stream);

/* Whether a column is the first one of its group. */
bool sheet_begins_group(const struct sheet *sheet, int column);

/* Why there is no line. */
const char *sheet_excuse(const struct sheet *sheet);

/* With how many decimals a column (by index) is shown, if it is not whole. */
int sheet_decimals(int column);

/* A mean with the half-width of its interval; a constant with `least` decimals if it is not whole.
 */
void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]);

#endif
