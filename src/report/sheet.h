/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people are shown of the results of a context: the figures that matter, a line a policy, as
 * text.  The table for terminals and the page for browsers set it out.
 */
#ifndef KVSIM_REPORT_SHEET_H
#define KVSIM_REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "report/results.h"

enum { SHEET_COLUMNS = 13 };

/* A column: those that are part of a group stand under its heading. */
struct sheet_column {
    const char *group, *heading;
    const char *column; /* the one of the results that it shows */
    number_i128 (*mean)(const struct row *row, int decimals); /* in another way */
    int decimals;
    bool optional; /* left out when it is 0 for every policy */
};

extern const struct sheet_column sheet_columns[SHEET_COLUMNS];

/* One sheet: its lines are written when they are asked for, so that a large one takes no memory. */
struct sheet {
    struct policy *const *policies;
    size_t policy_count;
    size_t count;                          /* lines: policies that there is something to tell of */
    bool shown[SHEET_COLUMNS];             /* else the column is left out */
    int name_width, widths[SHEET_COLUMNS]; /* of the longest text in it, in bytes */
    /* What it tells of: */
    const struct cell *cell;       /* the only replication */
    const struct summary *summary; /* or all of them */
    int context;
    bool differences;
};

/* A line: the policy's name, with how often it came to its end if that was not always. */
struct sheet_line {
    const char *name;
    char often[NUMBER_TEXT];
    char texts[SHEET_COLUMNS][NUMBER_TEXT];
};

/* The only replication of a workload. */
struct sheet sheet_of_cell(const struct results *results, const struct cell *cell, int context);

/* All replications: means, or their differences to the baseline. */
struct sheet sheet_of_summary(const struct results *results, const struct summary *summary,
                              int context, bool differences);

/* Writes the line of a policy; false when it has none. */
bool sheet_write(const struct sheet *sheet, size_t policy, struct sheet_line *line);

/* A mean with the half-width of its interval; a constant with `least` decimals if it is not whole.
 */
void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]);

#endif
