/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

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

static struct sheet sheet_new(size_t lines) {
    return (struct sheet){.names = array_new(lines, sizeof(char *)),
                          .texts = array_new(lines, sizeof(char[SHEET_COLUMNS][NUMBER_TEXT]))};
}

void sheet_fini(struct sheet *sheet) {
    for (size_t line = 0; line < sheet->count; line++)
        free(sheet->names[line]);
    free(sheet->names);
    free(sheet->texts);
}

bool sheet_shows(const struct sheet *sheet, int column) {
    for (size_t line = 0; line < sheet->count; line++)
        if (strcmp(sheet->texts[line][column], "0") != 0)
            return true;
    return !sheet_columns[column].optional;
}

/* Numbers.  An interval is told with two digits, and its mean as exactly. */

static void write_cell(const struct sheet_column *column, const struct row *row,
                       char text[NUMBER_TEXT]) {
    if (column->mean)
        column->mean(row, column->decimals, text);
    else
        columns[column_find(column->column)].number(row, text);
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

/* Sheets */

/* A policy's name, with how often it came to its end when that was not always. */
static char *name_of(const char *policy, uint64_t count, uint64_t replications) {
    char often[64] = "";
    if (count < replications)
        snprintf(often, sizeof often, " (%llu of %llu)", (unsigned long long)count,
                 (unsigned long long)replications);
    size_t bytes = strlen(policy) + strlen(often) + 1;
    char *name = array_new(bytes, 1);
    snprintf(name, bytes, "%s%s", policy, often);
    return name;
}

/* The only replication of a workload. */
struct sheet sheet_of_cell(const struct cell *cell, int context) {
    struct sheet sheet = sheet_new(cell->policy_count);
    for (size_t p = 0; p < cell->policy_count; p++) {
        struct row row;
        if (!results_row(cell, context, p, &row))
            continue;
        sheet.names[sheet.count] = name_of(row.outcome->rule->name, 1, 1);
        for (int i = 0; i < SHEET_COLUMNS; i++)
            write_cell(&sheet_columns[i], &row, sheet.texts[sheet.count][i]);
        sheet.count++;
    }
    return sheet;
}

/* All replications: estimates of one kind, written in one way. */
struct sheet sheet_of_summary(const struct results *results, const struct summary *summary,
                              int context, bool differences) {
    struct sheet sheet = sheet_new(summary->policy_count);
    for (size_t p = 0; p < summary->policy_count; p++) {
        bool itself = differences && (int64_t)p == summary->baseline;
        struct estimate any = summary_value(summary, context, p, column_first_figure);
        if (itself || any.count == 0)
            continue;
        sheet.names[sheet.count] =
            name_of(results->setup.policies[p]->rule->name, any.count, summary->replications);
        for (int i = 0; i < SHEET_COLUMNS; i++) {
            int column = column_find(sheet_columns[i].column);
            struct estimate estimate = differences ? summary_difference(summary, context, p, column)
                                                   : summary_value(summary, context, p, column);
            char *text = sheet.texts[sheet.count][i];
            if (estimate.count == 0)
                strcpy(text, "-");
            else if (differences)
                write_difference(&estimate, sheet_columns[i].decimals, text);
            else
                sheet_write_mean(&estimate, sheet_columns[i].decimals, text);
        }
        sheet.count++;
    }
    return sheet;
}
