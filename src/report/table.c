/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/memstream.h"
#include "base/utf8.h"
#include "report/head.h"
#include "results/results.h"
#include "results/sheet.h"

/* The state of the format. */
struct table {
    const struct results *results;
    FILE *stream;
    const struct fields *fields; /* that were asked for, or NULL */
    bool printed;                /* a table, so that the next one is set apart */
    bool several;                /* the workload is run several times, and then summed up */
};

/* Of a ratio. */
enum { OVERALL_WIDTH = 9 };

/* Sheets */

/* The widths of a sheet's columns with their headings. */
static int *lay_out(const struct sheet *sheet) {
    int *widths = array_new((size_t)sheet->column_count, sizeof *widths);
    for (int i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        int heading = utf8_columns(column->heading, strlen(column->heading));
        widths[i] = column->width > heading ? column->width : heading;
    }
    return widths;
}

/* Groups are set apart by more blanks than columns are. */
static int gap(const struct sheet *sheet, int column) {
    return sheet_begins_group(sheet, column) ? 4 : 2;
}

/* The width of a group's columns, without the gap before it. */
static int group_width(const struct sheet *sheet, const int *widths, int first) {
    int width = 0;
    for (int i = first; i < sheet->column_count && (i == first || !sheet_begins_group(sheet, i));
         i++)
        if (sheet->columns[i].shown)
            width += widths[i] + (width > 0 ? gap(sheet, i) : 0);
    return width;
}

static void fit_groups(const struct sheet *sheet, int *widths) {
    for (int i = 0; i < sheet->column_count; i++) {
        int missing = (int)strlen(sheet->columns[i].group) - group_width(sheet, widths, i);
        int last = i;
        while (last + 1 < sheet->column_count && !sheet_begins_group(sheet, last + 1))
            last++;
        if (sheet_begins_group(sheet, i) && missing > 0)
            widths[last] += missing;
    }
}

static void print_groups(const struct sheet *sheet, const int *widths, FILE *stream) {
    int blanks = 0; /* before the next one */
    for (int i = 0; i < sheet->column_count; i++)
        if (sheet_begins_group(sheet, i)) {
            const char *group = sheet->columns[i].group;
            fprintf(stream, "%*s%s", blanks, "", group);
            blanks = group_width(sheet, widths, i) - (int)strlen(group) + 4;
        }
    fputc('\n', stream);
}

/* Prints a text per column, shown as untrusted; blanks are printed only before another text. */
static void print_texts(const struct sheet *sheet, const int *widths, const char *const *texts,
                        FILE *stream) {
    int blanks = 0;
    bool gapped = true; /* the group has had a column */
    for (int i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        gapped = gapped && !sheet_begins_group(sheet, i);
        if (!column->shown)
            continue;
        int free_columns = widths[i] - utf8_columns(texts[i], strlen(texts[i]));
        blanks += i == 0 ? 0 : gapped ? 2 : 4;
        gapped = true;
        if (column->left) {
            fprintf(stream, "%*s", blanks, "");
            blanks = free_columns;
        } else {
            fprintf(stream, "%*s", blanks + free_columns, "");
            blanks = 0;
        }
        utf8_show(stream, texts[i], strlen(texts[i]));
    }
    fputc('\n', stream);
}

static void print_sheet(struct sheet *sheet, FILE *stream) {
    if (sheet->line_count == 0) {
        fprintf(stream, "%s\n", sheet_excuse(sheet));
        return;
    }
    int *widths = lay_out(sheet);
    const char **headings = array_new((size_t)sheet->column_count, sizeof *headings);
    bool grouped = false;
    fit_groups(sheet, widths);
    for (int i = 0; i < sheet->column_count; i++) {
        headings[i] = sheet->columns[i].heading;
        grouped = grouped || *sheet->columns[i].group;
    }
    if (grouped)
        print_groups(sheet, widths, stream);
    print_texts(sheet, widths, headings, stream);
    for (size_t i = 0; i < sheet->line_count; i++) {
        sheet_write(sheet, i);
        print_texts(sheet, widths, sheet->texts, stream);
    }
    free(headings);
    free(widths);
}

/* Names the policies that share a line, in notes that are short enough to be shown whole. */
static void tell_others(const struct table *table, const struct sheet *sheet, const char *context) {
    enum { A_NOTE = 300 };
    const struct results_setup *setup = &table->results->setup;
    for (size_t i = 0; setup->verbose && i < sheet->line_count; i++) {
        struct memstream others;
        if (sheet->lines[i].others == 0)
            continue;
        memstream_open(&others);
        sheet_write_others(sheet, i, others.stream);
        char *names = memstream_close(&others);
        for (char *at = names, *end; *at; at = end) {
            end = at + strlen(at);
            char *comma = end - at > A_NOTE ? strchr(at + A_NOTE, ',') : NULL;
            if (comma) {
                *comma = '\0';
                end = comma + strlen(", ");
            }
            diag_note("%s, %s = %s", context, setup->policies[sheet->lines[i].policy]->rule->name,
                      at);
        }
        free(names);
    }
}

static void show(const char *text, FILE *stream) {
    utf8_show(stream, text, strlen(text));
}

static void print_verdict(const struct table *table, struct verdict *verdict) {
    fputs(verdict->count > 0 ? "\n" : "", table->stream);
    for (int i = 0; i < verdict->count; i++) {
        show(verdict->sentences[i], table->stream);
        fputc('\n', table->stream);
    }
    verdict_fini(verdict);
}

static void print_head(const struct table *table, size_t workload, int context) {
    char *title = head_title(table->results, workload, context);
    show(title, table->stream);
    fputs(": ", table->stream);
    head_write(table->stream, table->results, workload, context);
    fputc('\n', table->stream);
    free(title);
}

/* Tables */

static void begin_table(struct table *table) {
    if (table->printed)
        fputc('\n', table->stream);
    table->printed = true;
}

static void print_differences(const struct table *table, size_t workload, int context) {
    FILE *stream = table->stream;
    const struct summary *summary = table->results->summaries[workload];
    if (summary->baseline < 0 || summary->policy_count < 2)
        return;
    struct sheet sheet =
        sheet_of_summary(table->results, table->fields, workload, context, true, false);
    if (sheet.line_count > 0) {
        fputc('\n', stream);
        head_write_differences(stream, table->results, workload);
        fputs("\n\n", stream);
        print_sheet(&sheet, stream);
    }
    sheet_fini(&sheet);
}

/* Prints a sheet below its head, and what belongs to it. */
static void print_table(const struct table *table, struct sheet *sheet) {
    const struct summary *summary = table->results->summaries[sheet->workload];
    print_sheet(sheet, table->stream);
    tell_others(table, sheet, summary->contexts[sheet->context].name);
    print_differences(table, sheet->workload, sheet->context);
    struct verdict verdict = verdict_of(table->results, sheet->workload, sheet->context);
    print_verdict(table, &verdict);
    sheet_fini(sheet);
}

bool table_begin(struct results_receiver *receiver) {
    struct table *table = receiver->state = array_new(1, sizeof *table);
    *table = (struct table){.results = receiver->results,
                            .stream = receiver->stream,
                            .fields = receiver->fields->chosen ? receiver->fields : NULL};
    return true;
}

/* Prints the only run of a workload. */
bool table_take(struct results_receiver *receiver, const struct cell *cell) {
    struct table *table = receiver->state;
    table->several = cell->random && table->results->setup.replications > 1;
    for (int c = 0; !table->several && c < cell->context_count; c++) {
        begin_table(table);
        print_head(table, cell->variant, c);
        struct sheet sheet = sheet_of_cell(table->results, table->fields, cell, c);
        print_table(table, &sheet);
    }
    return true;
}

/* Prints a workload that was run several times. */
bool table_finish(struct results_receiver *receiver, size_t workload) {
    struct table *table = receiver->state;
    int contexts = table->several ? table->results->summaries[workload]->context_count : 0;
    for (int c = 0; c < contexts; c++) {
        begin_table(table);
        print_head(table, workload, c);
        struct sheet sheet =
            sheet_of_summary(table->results, table->fields, workload, c, false, false);
        print_table(table, &sheet);
    }
    return true;
}

/* Over all */

static void print_ratios(const struct overall *overall, size_t policy, FILE *stream) {
    for (int k = 0; k < overall->objective_count; k++) {
        char mean[NUMBER_TEXT], worst[NUMBER_TEXT];
        overall_write_mean(overall_ratio(overall, policy, k), mean);
        overall_write_worst(overall_ratio(overall, policy, k), worst);
        fprintf(stream, "    %*s  %*s", OVERALL_WIDTH, mean, OVERALL_WIDTH, worst);
    }
}

static char *label_of_line(const struct table *table, const struct overall_line *line) {
    struct memstream label;
    memstream_open(&label);
    fputs(table->results->setup.policies[line->policy]->rule->name, label.stream);
    results_write_others(line->others, label.stream);
    return memstream_close(&label);
}

static void print_overall_lines(const struct table *table, const struct overall *overall) {
    const struct criteria *criteria = table->results->setup.criteria;
    FILE *stream = table->stream;
    size_t count;
    struct overall_line *lines = overall_lines(table->results, &count);
    char **labels = array_new(count, sizeof *labels);
    int width = (int)strlen("policy");
    for (size_t i = 0; i < count; i++) {
        labels[i] = label_of_line(table, &lines[i]);
        int label_width = utf8_columns(labels[i], strlen(labels[i]));
        width = label_width > width ? label_width : width;
    }
    fprintf(stream, "%*s", width, "");
    for (int k = 0; k < overall->objective_count; k++)
        fprintf(stream, "    %*s", 2 * OVERALL_WIDTH + 2, columns[criteria->objectives[k]].name);
    fprintf(stream, "\n%-*s", width, "policy");
    for (int k = 0; k < overall->objective_count; k++)
        fprintf(stream, "    %*s  %*s", OVERALL_WIDTH, "mean", OVERALL_WIDTH, "worst");
    fputc('\n', stream);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, "%s%*s", labels[i], width - utf8_columns(labels[i], strlen(labels[i])), "");
        print_ratios(overall, lines[i].policy, stream);
        fputc('\n', stream);
        free(labels[i]);
    }
    free(labels);
    free(lines);
}

/* After several workloads, prints the ratios and sentences over all of them. */
bool table_end(struct results_receiver *receiver) {
    const struct table *table = receiver->state;
    const struct overall *overall = &table->results->overall;
    if (!results_over_all(table->results))
        return true;
    fputs("\nover all: ", table->stream);
    overall_write_head(overall, table->stream);
    fputs("\n\n", table->stream);
    print_overall_lines(table, overall);
    struct verdict verdict = overall_verdict(table->results);
    print_verdict(table, &verdict);
    return true;
}

void table_fini(struct results_receiver *receiver) {
    free(receiver->state);
}
