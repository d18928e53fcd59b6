/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct sheet_column sheet_columns[SHEET_COLUMNS] = {
    {.group = "cost", .heading = "rejected", .column = "rejected", .optional = true},
    {.group = "cost", .heading = "failed", .column = "failed_shrinks", .optional = true},
    {.group = "cost", .heading = "reallocs", .column = "reallocs"},
    {.group = "cost", .heading = "moves", .column = "moves"},
    {.group = "cost", .heading = "copied_bytes", .column = "copied_bytes"},
    {.group = "cost", .heading = "regrows", .column = "regrows"},
    {.group = "wasted slots",
     .heading = "mean",
     .column = "mean_wasted_slots",
     .mean = column_mean_wasted,
     .decimals = 1},
    {.group = "wasted slots", .heading = "peak", .column = "peak_wasted_slots"},
    {.group = "given back by shrinks", .heading = "slots", .column = "freed_slots"},
    {.group = "given back by shrinks", .heading = "bytes", .column = "freed_bytes"},
    {.group = "given back by shrinks", .heading = "pages", .column = "freed_pages"},
    {.group = "held bytes",
     .heading = "mean",
     .column = "mean_held_bytes",
     .mean = column_mean_held},
    {.group = "held bytes", .heading = "peak", .column = "peak_held_bytes"},
};

/* Numbers.  An interval is told with two digits, and its mean as exactly. */

static void write_cell(const struct sheet_column *column, const struct row *row,
                       char text[NUMBER_TEXT]) {
    if (column->mean)
        number_write(text, column->mean(row, column->decimals), column->decimals);
    else
        column_write(&columns[column_find(column->column)], row, text);
}

static int decimals_of(const struct estimate *estimate, int least) {
    if (estimate->constant || estimate->half_width <= 0 || isinf(estimate->half_width))
        return estimate->mean == rint(estimate->mean) ? 0 : least;
    double digits = 1 - floor(log10(estimate->half_width));
    return digits < 0 ? 0 : digits > 6 ? 6 : (int)digits;
}

/* A number without the sign of a zero that was rounded. */
static void write_rounded(double number, int decimals, bool sign, char text[NUMBER_TEXT]) {
    snprintf(text, NUMBER_TEXT, "%.*f", decimals, number);
    bool zero = text[strspn(text, "-0.")] == '\0';
    snprintf(text, NUMBER_TEXT, sign && !zero ? "%+.*f" : "%.*f", decimals, zero ? 0.0 : number);
}

void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    if (estimate->constant || isinf(estimate->half_width))
        snprintf(text, NUMBER_TEXT, "%s%.*f", estimate->constant ? "" : "~ ", decimals,
                 estimate->mean);
    else
        snprintf(text, NUMBER_TEXT, "%.*f +-%.*f", decimals, estimate->mean, decimals,
                 estimate->half_width);
}

static void write_difference(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    bool same = fabs(estimate->mean) <= estimate->half_width;
    char mean[NUMBER_TEXT];
    write_rounded(estimate->mean, decimals, true, mean);
    if (estimate->constant || isinf(estimate->half_width))
        snprintf(text, NUMBER_TEXT, "%s%.60s", estimate->constant ? "" : "~ ", mean);
    else
        snprintf(text, NUMBER_TEXT, "%s%.30s +-%.*f", same ? "~ " : "", mean, decimals,
                 estimate->half_width);
}

/* Lines */

static bool write_line_of_cell(const struct sheet *sheet, size_t policy, struct sheet_line *line) {
    struct row row;
    if (!results_row(sheet->cell, sheet->context, policy, &row) || row.outcome->failed)
        return false;
    for (int i = 0; i < SHEET_COLUMNS; i++)
        write_cell(&sheet_columns[i], &row, line->texts[i]);
    return true;
}

static void write_estimate(const struct sheet *sheet, size_t policy, int i,
                           char text[NUMBER_TEXT]) {
    const struct summary *summary = sheet->summary;
    int column = column_find(sheet_columns[i].column), decimals = sheet_columns[i].decimals;
    struct estimate estimate = sheet->differences
                                   ? summary_difference(summary, sheet->context, policy, column)
                                   : summary_value(summary, sheet->context, policy, column);
    if (estimate.count == 0)
        strcpy(text, "-");
    else if (sheet->differences)
        write_difference(&estimate, decimals, text);
    else
        sheet_write_mean(&estimate, decimals, text);
}

static bool write_line_of_summary(const struct sheet *sheet, size_t policy,
                                  struct sheet_line *line) {
    const struct summary *summary = sheet->summary;
    uint64_t count = summary_value(summary, sheet->context, policy, column_first_figure).count;
    if (count == 0 || (sheet->differences && (int64_t)policy == summary->baseline))
        return false;
    if (count < summary->replications)
        snprintf(line->often, sizeof line->often, " (%llu of %llu)", (unsigned long long)count,
                 (unsigned long long)summary->replications);
    for (int i = 0; i < SHEET_COLUMNS; i++)
        write_estimate(sheet, policy, i, line->texts[i]);
    return true;
}

bool sheet_write(const struct sheet *sheet, size_t policy, struct sheet_line *line) {
    line->name = sheet->policies[policy]->rule->name;
    line->often[0] = '\0';
    return sheet->cell ? write_line_of_cell(sheet, policy, line)
                       : write_line_of_summary(sheet, policy, line);
}

/* Sheets */

static void widen(int *width, size_t bytes) {
    if ((int)bytes > *width)
        *width = (int)bytes;
}

/* Goes through all lines, for what has to be known before the first one is printed. */
static void measure(struct sheet *sheet) {
    struct sheet_line line;
    for (int i = 0; i < SHEET_COLUMNS; i++)
        sheet->shown[i] = !sheet_columns[i].optional;
    for (size_t p = 0; p < sheet->policy_count; p++) {
        if (!sheet_write(sheet, p, &line))
            continue;
        sheet->count++;
        widen(&sheet->name_width, strlen(line.name) + strlen(line.often));
        for (int i = 0; i < SHEET_COLUMNS; i++) {
            widen(&sheet->widths[i], strlen(line.texts[i]));
            sheet->shown[i] = sheet->shown[i] || strcmp(line.texts[i], "0") != 0;
        }
    }
}

struct sheet sheet_of_cell(const struct results *results, const struct cell *cell, int context) {
    struct sheet sheet = {.policies = results->setup.policies,
                          .policy_count = cell->policy_count,
                          .cell = cell,
                          .context = context};
    measure(&sheet);
    return sheet;
}

struct sheet sheet_of_summary(const struct results *results, const struct summary *summary,
                              int context, bool differences) {
    struct sheet sheet = {.policies = results->setup.policies,
                          .policy_count = summary->policy_count,
                          .summary = summary,
                          .context = context,
                          .differences = differences};
    measure(&sheet);
    return sheet;
}
