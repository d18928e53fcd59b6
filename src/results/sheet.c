/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/names.h"
#include "base/utf8.h"

/* The figures of the table. */
static const struct {
    const char *group, *heading;
    const char *column; /* the one of the results that it shows */
    bool rounded;       /* to `decimals` */
    int decimals;
    bool optional;
} figures[] = {
    {.group = "cost", .heading = "rejected", .column = "rejected", .optional = true},
    {.group = "cost", .heading = "failed", .column = "failed_shrinks", .optional = true},
    {.group = "cost", .heading = "reallocs", .column = "reallocs"},
    {.group = "cost", .heading = "moves", .column = "moves"},
    {.group = "cost", .heading = "copied_bytes", .column = "copied_bytes"},
    {.group = "cost", .heading = "regrows", .column = "regrows"},
    {.group = "wasted slots",
     .heading = "mean",
     .column = "mean_wasted_slots",
     .rounded = true,
     .decimals = 1},
    {.group = "wasted slots", .heading = "peak", .column = "peak_wasted_slots"},
    {.group = "freed by shrinks", .heading = "slots", .column = "freed_slots"},
    {.group = "freed by shrinks", .heading = "bytes", .column = "freed_bytes"},
    {.group = "freed by shrinks", .heading = "pages", .column = "freed_pages"},
    {.group = "held bytes", .heading = "mean", .column = "mean_held_bytes", .rounded = true},
    {.group = "held bytes", .heading = "peak", .column = "peak_held_bytes"},
};
enum { FIGURES = sizeof figures / sizeof *figures };

/* Columns */

static void add_column(struct sheet *sheet, struct sheet_column column) {
    column.left = !field_is_number(&column.field);
    column.shown = !column.optional;
    sheet->columns[sheet->column_count++] = column;
}

static struct field field_of_column(const char *name) {
    return (struct field){FIELD_COLUMN, name, .column = column_find(name)};
}

static void add_figure(struct sheet *sheet, int figure) {
    add_column(sheet, (struct sheet_column){.group = figures[figure].group,
                                            .heading = figures[figure].heading,
                                            .field = field_of_column(figures[figure].column),
                                            .rounded = figures[figure].rounded,
                                            .decimals = figures[figure].decimals,
                                            .optional = figures[figure].optional});
}

/* Adds the group that shows a column of the results, if there is one and it is not there yet. */
static void add_group(struct sheet *sheet, const char *column) {
    const char *group = NULL;
    for (int i = 0; i < FIGURES; i++)
        if (strcmp(figures[i].column, column) == 0)
            group = figures[i].group;
    for (int i = 0; group && i < sheet->column_count; i++)
        if (strcmp(sheet->columns[i].group, group) == 0)
            return;
    for (int i = 0; group && i < FIGURES; i++)
        if (strcmp(figures[i].group, group) == 0)
            add_figure(sheet, i);
}

/* The policy and the figures of the table; groups of given objectives first. */
static void add_figures(struct sheet *sheet) {
    const struct criteria *criteria = sheet->results->setup.criteria;
    add_column(sheet, (struct sheet_column){
                          .group = "", .heading = "policy", .field = field_of_column("policy")});
    bool first = sheet->objectives_first || criteria->given;
    for (int k = 0; first && k < criteria->objective_count; k++)
        add_group(sheet, columns[criteria->objectives[k]].name);
    for (int i = 0; i < FIGURES; i++)
        add_group(sheet, figures[i].column);
}

static void add_field(struct sheet *sheet, const struct field *field) {
    struct sheet_column column = {.group = "", .heading = field->name, .field = *field};
    int shown = field_column(field);
    if (shown >= 0)
        column.decimals = columns[shown].decimals;
    for (int i = 0; shown >= 0 && i < FIGURES; i++)
        if (strcmp(figures[i].column, field->name) == 0) {
            column.rounded = figures[i].rounded;
            column.decimals = figures[i].decimals;
        }
    add_column(sheet, column);
}

/* Returns the column with the policy's name and parameters, else that with the name alone, else
 * -1. */
static int find_label(const struct sheet *sheet) {
    int label = -1;
    for (int i = 0; i < sheet->column_count; i++) {
        const struct field *field = &sheet->columns[i].field;
        if (field_column(field) == column_find("policy"))
            return i;
        if (field->kind == FIELD_POLICY_NAME)
            label = i;
    }
    return label;
}

bool sheet_begins_group(const struct sheet *sheet, int column) {
    return column == 0 ||
           strcmp(sheet->columns[column].group, sheet->columns[column - 1].group) != 0;
}

/* Numbers.  An interval is printed with two digits, and its mean with as many decimals. */

static int decimals_of(const struct estimate *estimate, int least) {
    int most = estimate->decimals > 6 ? estimate->decimals : 6;
    if (estimate->constant || estimate->half_width <= 0 || isinf(estimate->half_width))
        return estimate->mean == rint(estimate->mean) ? 0 : least;
    double digits = 1 - floor(log10(estimate->half_width));
    return digits < 0 ? 0 : digits > most ? most : (int)digits;
}

/* Writes a mean rounded half to even, as the figure of a single run is.  A zero has no sign. */
static void write_rounded(const struct estimate *estimate, int decimals, const char *plus,
                          char text[NUMBER_TEXT]) {
    bool negative = estimate->sum < 0;
    number_u128 size = negative ? -(number_u128)estimate->sum : (number_u128)estimate->sum;
    char number[NUMBER_TEXT];
    number_ratio(number, size, estimate->count * number_rounded(1, 1, estimate->decimals),
                 decimals);
    bool zero = number[strspn(number, "0.")] == '\0';
    snprintf(text, NUMBER_TEXT, "%s%.60s", zero ? "" : negative ? "-" : plus, number);
}

void sheet_write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    char mean[NUMBER_TEXT];
    write_rounded(estimate, decimals, "", mean);
    if (estimate->constant || isinf(estimate->half_width))
        snprintf(text, NUMBER_TEXT, "%s%.60s", estimate->constant ? "" : "~ ", mean);
    else
        snprintf(text, NUMBER_TEXT, "%.30s +-%.*f", mean, decimals, estimate->half_width);
}

static void write_difference(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    bool same = fabs(estimate->mean) <= estimate->half_width;
    char mean[NUMBER_TEXT];
    write_rounded(estimate, decimals, "+", mean);
    if (estimate->constant || isinf(estimate->half_width))
        snprintf(text, NUMBER_TEXT, "%s%.60s", estimate->constant ? "" : "~ ", mean);
    else
        snprintf(text, NUMBER_TEXT, "%s%.30s +-%.*f", same ? "~ " : "", mean, decimals,
                 estimate->half_width);
}

int sheet_decimals(int column) {
    for (int i = 0; i < FIGURES; i++)
        if (figures[i].rounded && strcmp(figures[i].column, columns[column].name) == 0)
            return figures[i].decimals;
    return columns[column].decimals;
}

/* Lines */

static const char *write_figure_of_cell(const struct sheet *sheet,
                                        const struct sheet_column *column, const struct row *row,
                                        char number[NUMBER_TEXT]) {
    int figure = column->field.column;
    if (!column->rounded)
        return field_text(&column->field, sheet->results, sheet->workload, row, number);
    number_ratio(number, (number_u128)column_number(figure, row),
                 number_rounded(1, 1, columns[figure].decimals), column->decimals);
    return number;
}

static const char *write_figure_of_summary(const struct sheet *sheet,
                                           const struct sheet_column *column, size_t policy,
                                           char number[NUMBER_TEXT]) {
    int figure = column->field.column;
    struct estimate estimate =
        sheet->differences ? summary_difference(sheet->summary, sheet->context, policy, figure)
                           : summary_value(sheet->summary, sheet->context, policy, figure);
    if (estimate.count == 0)
        return "-";
    if (sheet->differences)
        write_difference(&estimate, column->decimals, number);
    else
        sheet_write_mean(&estimate, column->decimals, number);
    return number;
}

/* Returns what a line says about a policy in any replication. */
static const char *write_head(const struct sheet *sheet, const struct field *field, size_t policy,
                              char number[NUMBER_TEXT]) {
    const struct results_setup *setup = &sheet->results->setup;
    const struct workload *workload = setup->workloads[sheet->workload];
    const struct outcome outcome = {.rule = setup->policies[policy]->rule};
    const struct row row = {.workload = workload->name,
                            .study = sheet->results->study,
                            .replication = 1,
                            .seed = workload->seed,
                            .random = results_random(sheet->results, sheet->workload),
                            .context = sheet->summary->contexts[sheet->context].name,
                            .policy = policy,
                            .outcome = &outcome,
                            .machine = &workload->machine};
    if (field_column(field) == column_find("row") ||
        (field_column(field) == column_find("replication") && sheet->summary->replications > 1))
        return "-";
    return field_text(field, sheet->results, sheet->workload, &row, number);
}

static bool write_cell(struct sheet *sheet, size_t policy) {
    struct row row;
    if (!results_row(sheet->results, sheet->cell, sheet->context, policy, &row) ||
        row.outcome->failed)
        return false;
    for (int i = 0; i < sheet->column_count; i++)
        sheet->texts[i] = write_figure_of_cell(sheet, &sheet->columns[i], &row, sheet->numbers[i]);
    return true;
}

static bool write_summary(struct sheet *sheet, size_t policy) {
    const struct summary *summary = sheet->summary;
    number_i128 sum;
    uint64_t count = summary_sum(summary, sheet->context, policy, column_first_figure, &sum);
    if (count == 0 || (sheet->differences && (int64_t)policy == summary->baseline))
        return false;
    if (count < summary->replications)
        snprintf(sheet->often, sizeof sheet->often, " (%llu of %llu)", (unsigned long long)count,
                 (unsigned long long)summary->replications);
    for (int i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        sheet->texts[i] = field_figure(&column->field) >= 0
                              ? write_figure_of_summary(sheet, column, policy, sheet->numbers[i])
                              : write_head(sheet, &column->field, policy, sheet->numbers[i]);
    }
    return true;
}

/* Writes the texts of a policy.  Returns false when it has no line. */
static bool write_policy(struct sheet *sheet, size_t policy) {
    sheet->often[0] = '\0';
    return sheet->cell ? write_cell(sheet, policy) : write_summary(sheet, policy);
}

static bool is_optimal(const struct sheet *sheet, size_t policy) {
    const struct decision *decision =
        results_decision(sheet->results, sheet->workload, sheet->context);
    return !sheet->differences && decision && decision->optimal[policy];
}

/* The name of a policy with notes on its line: who shares it, how often the policy did not fail if
 * that was not always, and whether it is optimal. */
static void write_label(struct sheet *sheet, const struct sheet_line *line) {
    struct memstream name;
    memstream_open(&name);
    fputs(sheet->texts[sheet->label], name.stream);
    results_write_others(line->others, name.stream);
    fprintf(name.stream, "%s%s", sheet->often, is_optimal(sheet, line->policy) ? " *" : "");
    free(sheet->name);
    sheet->name = memstream_close(&name);
    sheet->texts[sheet->label] = sheet->name;
}

void sheet_write(struct sheet *sheet, size_t line) {
    write_policy(sheet, sheet->lines[line].policy);
    if (sheet->label >= 0)
        write_label(sheet, &sheet->lines[line]);
}

void sheet_write_others(const struct sheet *sheet, size_t line, FILE *stream) {
    const struct sheet_line *of = &sheet->lines[line];
    bool several = false;
    for (size_t p = of->first; p != SIZE_MAX; p = sheet->next[p])
        if (p != of->policy) {
            fprintf(stream, "%s%s", several ? ", " : "",
                    sheet->results->setup.policies[p]->rule->name);
            several = true;
        }
}

/* Sheets */

static int width_of(const char *text) {
    return utf8_columns(text, strlen(text));
}

/* Numbers the texts of the last line written, without the policy's name: equal lines have the same
 * number. */
static uint32_t number_of_texts(const struct sheet *sheet, size_t policy, struct names *names) {
    struct memstream texts;
    memstream_open(&texts);
    for (int i = 0; i < sheet->column_count; i++) {
        if (i != sheet->label)
            fputs(sheet->texts[i], texts.stream);
        fputc('\n', texts.stream);
    }
    fprintf(texts.stream, "%s%d", sheet->often, is_optimal(sheet, policy));
    char *text = memstream_close(&texts);
    uint32_t number = names_add(names, text, texts.bytes);
    free(text);
    return number;
}

/* The distinct lines so far.  Equal figures have equal texts, but take less time to compare. */
struct likeness {
    struct names texts;
    struct names figures;
    uint32_t *numbers; /* of each set of figures, the number of its texts */
    size_t count, room;
    number_i128 *values; /* of the line at hand, a column each */
};

static void likeness_fini(struct likeness *likeness) {
    names_fini(&likeness->texts);
    names_fini(&likeness->figures);
    free(likeness->numbers);
    free(likeness->values);
}

/* Numbers the figures of a policy's line.  Returns false for several replications, where the line
 * has other texts than the name, and where there is no line. */
static bool number_figures(const struct sheet *sheet, size_t policy, struct likeness *likeness,
                           uint32_t *number) {
    struct row row;
    if (!sheet->cell || !results_row(sheet->results, sheet->cell, sheet->context, policy, &row) ||
        row.outcome->failed)
        return false;
    for (int i = 0; i < sheet->column_count; i++) {
        int figure = field_figure(&sheet->columns[i].field);
        if (figure < 0 && i != sheet->label)
            return false;
        likeness->values[i] = figure < 0 ? is_optimal(sheet, policy) : column_number(figure, &row);
    }
    *number = names_add(&likeness->figures, (const char *)likeness->values,
                        (size_t)sheet->column_count * sizeof *likeness->values);
    return true;
}

/* Takes from the texts of a line what must be known before the first line is printed. */
static void look_at_texts(struct sheet *sheet, struct sheet_line *line) {
    for (int k = 0; k < sheet->column_count; k++) {
        struct sheet_column *column = &sheet->columns[k];
        column->shown = column->shown || strcmp(sheet->texts[k], "0") != 0;
        if (k != sheet->label && width_of(sheet->texts[k]) > column->width)
            column->width = width_of(sheet->texts[k]);
    }
    if (sheet->label >= 0) {
        write_label(sheet, line);
        line->label_width = width_of(sheet->name);
    }
}

/* Numbers a policy's line: equal lines have the same number.  Writes the texts unless its figures
 * are known.  Returns false when it has no line. */
static bool number_line(struct sheet *sheet, size_t policy, struct likeness *likeness,
                        uint32_t *number, bool *written) {
    uint32_t set;
    bool numbered = number_figures(sheet, policy, likeness, &set);
    *written = !numbered || set == likeness->count;
    if (!*written) {
        *number = likeness->numbers[set];
        return true;
    }
    if (!write_policy(sheet, policy))
        return false;
    *number = number_of_texts(sheet, policy, &likeness->texts);
    if (numbered) {
        likeness->numbers = array_grow(likeness->numbers, likeness->count, &likeness->room,
                                       sizeof *likeness->numbers);
        likeness->numbers[likeness->count++] = *number;
    }
    return true;
}

/* Makes one line of equal ones, in the place of the first and under the shortest name. */
static void join(struct sheet *sheet, const uint32_t *numbers, size_t different) {
    size_t *last = array_new(different, sizeof *last); /* policy of each line so far */
    size_t count = 0;
    for (size_t i = 0; i < sheet->line_count; i++) {
        size_t policy = sheet->lines[i].policy, number = numbers[i];
        if (number == count) { /* texts are numbered as they first appear */
            sheet->lines[count++] = sheet->lines[i];
        } else {
            struct sheet_line *line = &sheet->lines[number];
            sheet->next[last[number]] = policy;
            line->others++;
            if (results_has_shorter_name(sheet->results, policy, line->policy))
                line->policy = policy;
        }
        last[number] = policy;
    }
    sheet->line_count = count;
    free(last);
}

/* Finds the lines, and what must be known before the first one is printed. */
static void find_lines(struct sheet *sheet, size_t policies) {
    size_t shown = results_shown_count(sheet->results, sheet->workload, sheet->context, policies);
    bool many = shown >= RESULTS_MANY && sheet->label >= 0;
    struct likeness likeness = {
        .values = array_new((size_t)sheet->column_count, sizeof *likeness.values)};
    uint32_t *numbers = array_new(shown, sizeof *numbers);
    sheet->lines = array_new(shown, sizeof *sheet->lines);
    sheet->next = array_new(policies, sizeof *sheet->next);
    for (size_t i = 0; i < shown; i++) {
        size_t policy = results_shown(sheet->results, sheet->workload, sheet->context, i);
        bool written = true;
        if (many ? !number_line(sheet, policy, &likeness, &numbers[sheet->line_count], &written)
                 : !write_policy(sheet, policy))
            continue;
        sheet->next[policy] = SIZE_MAX;
        struct sheet_line *line = &sheet->lines[sheet->line_count++];
        *line = (struct sheet_line){.policy = policy, .first = policy};
        if (written)
            look_at_texts(sheet, line);
    }
    if (sheet->line_count >= RESULTS_MANY && many)
        join(sheet, numbers, likeness.texts.count);
    likeness_fini(&likeness);
    free(numbers);
}

/* Widens the column of names, once it is known who shares a line.  A line whose texts were not
 * written shares another one, unless too few lines were left to join any. */
static void widen_label(struct sheet *sheet) {
    struct sheet_column *column = &sheet->columns[sheet->label];
    for (size_t i = 0; i < sheet->line_count; i++) {
        struct sheet_line *line = &sheet->lines[i];
        if (line->others > 0 || line->label_width == 0) {
            sheet_write(sheet, i);
            line->label_width = width_of(sheet->name);
        }
        if (line->label_width > column->width)
            column->width = line->label_width;
    }
}

static void fill(struct sheet *sheet, const struct fields *fields, size_t policies) {
    size_t count = fields ? fields->count : FIGURES + 1;
    sheet->columns = array_new(count, sizeof *sheet->columns);
    sheet->texts = array_new(count, sizeof *sheet->texts);
    sheet->numbers = array_new(count, sizeof *sheet->numbers);
    for (size_t i = 0; fields && i < count; i++)
        add_field(sheet, &fields->items[i]);
    if (!fields)
        add_figures(sheet);
    sheet->label = find_label(sheet);
    find_lines(sheet, policies);
    if (sheet->label >= 0)
        widen_label(sheet);
}

struct sheet sheet_of_cell(const struct results *results, const struct fields *fields,
                           const struct cell *cell, int context) {
    struct sheet sheet = {
        .results = results, .workload = cell->variant, .context = context, .cell = cell};
    fill(&sheet, fields, cell->policy_count);
    return sheet;
}

struct sheet sheet_of_summary(const struct results *results, const struct fields *fields,
                              size_t workload, int context, bool differences,
                              bool objectives_first) {
    struct sheet sheet = {.results = results,
                          .workload = workload,
                          .context = context,
                          .summary = results->summaries[workload],
                          .differences = differences,
                          .objectives_first = objectives_first};
    fill(&sheet, fields, sheet.summary->policy_count);
    return sheet;
}

void sheet_fini(struct sheet *sheet) {
    free(sheet->columns);
    free(sheet->lines);
    free(sheet->next);
    free(sheet->texts);
    free(sheet->numbers);
    free(sheet->name);
}

const char *sheet_excuse(const struct sheet *sheet) {
    const struct decision *decision =
        results_decision(sheet->results, sheet->workload, sheet->context);
    bool left_out =
        decision && decision->shown_count == 0 && sheet->results->setup.criteria->bound_count > 0;
    return left_out ? "--at-most excludes every policy." : "Every policy failed.";
}
