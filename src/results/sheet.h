/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a context for people, as text: the figures that matter, or the fields asked for,
 * with a line per policy.  The table for terminals and the page for browsers lay it out.
 *
 * From RESULTS_MANY policies on, lines that differ in the policy's name alone are one.
 */
#ifndef KVSIM_RESULTS_SHEET_H
#define KVSIM_RESULTS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "results/field.h"
#include "results/results.h"

/* A column.  Neighbours of one group stand under its heading, unless that is empty. */
struct sheet_column {
    const char *group, *heading;
    struct field field;
    bool rounded;  /* a figure shown with fewer decimals than CSV has */
    int decimals;  /* exactly, or at least this many if it is not whole */
    bool optional; /* left out when it is 0 for every policy */
    bool left;     /* a text, aligned to the left */
    bool shown;    /* else it is left out */
    int width;     /* of the longest text in it, in columns of a terminal */
};

/* A line: of a policy, whose name stands for the others that share it. */
struct sheet_line {
    size_t policy;        /* by index */
    size_t first, others; /* the first policy of the line, and how many more it has */
    int label_width;      /* of the text that names it */
};

struct sheet {
    /* Its subject: */
    const struct results *results;
    size_t workload;
    int context;
    const struct cell *cell;       /* the only replication */
    const struct summary *summary; /* or all of them */
    bool differences;              /* means are differences from the baseline */
    bool objectives_first;         /* even if they were not given */
    /* How: */
    struct sheet_column *columns;
    int column_count;
    int label; /* the column that names the policy, -1 without one */
    struct sheet_line *lines;
    size_t line_count;
    size_t *next; /* of each policy, the next one that shares its line; SIZE_MAX for none */
    /* The last line written: */
    const char **texts; /* a column each */
    char (*numbers)[NUMBER_TEXT];
    char often[NUMBER_TEXT];
    char *name;
};

/* Makes a sheet of the only replication of a workload.  `fields` are those asked for, or NULL for
 * the figures that matter. */
struct sheet sheet_of_cell(const struct results *results, const struct fields *fields,
                           const struct cell *cell, int context);

/* Makes a sheet of all replications: means, or paired differences from the baseline.  The
 * objectives come first if they were given, or if `objectives_first` is set. */
struct sheet sheet_of_summary(const struct results *results, const struct fields *fields,
                              size_t workload, int context, bool differences,
                              bool objectives_first);
void sheet_fini(struct sheet *sheet);

/* Writes a line into `texts`. */
void sheet_write(struct sheet *sheet, size_t line);

/* Writes the names of the policies that share a line, except the one that it names, separated by
 * commas. */
void sheet_write_others(const struct sheet *sheet, size_t line, FILE *stream);

/* Returns whether a column is the first one of its group. */
bool sheet_begins_group(const struct sheet *sheet, int column);

/* Returns a sentence: why there is no line. */
const char *sheet_excuse(const struct sheet *sheet);

/* Returns with how many decimals a column (by index) is shown, if it is not whole. */
int sheet_decimals(int column);

/* Writes a mean with the half-width of its interval; a constant with `least` decimals if it is not
 * whole. */
void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]);

#endif
