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
    void (*mean)(const struct row *row, int decimals, char text[NUMBER_TEXT]); /* in another way */
    int decimals;
    bool optional; /* left out when it is 0 for every policy */
};

extern const struct sheet_column sheet_columns[SHEET_COLUMNS];

struct sheet {
    size_t count;
    char **names;
    char (*texts)[SHEET_COLUMNS][NUMBER_TEXT];
};

/* The only replication of a workload. */
struct sheet sheet_of_cell(const struct cell *cell, int context);

/* All replications: means, or their differences to the baseline. */
struct sheet sheet_of_summary(const struct results *results, const struct summary *summary,
                              int context, bool differences);
void sheet_fini(struct sheet *sheet);

/* Whether a column is not left out. */
bool sheet_shows(const struct sheet *sheet, int column);

/* A mean with the half-width of its interval; a constant with `least` decimals if it is not whole.
 */
void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]);

#endif
