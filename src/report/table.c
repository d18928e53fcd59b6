/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "model/kernel.h"
#include "report/results.h"

/* A column of the table: those that are part of a group stand under its heading. */
struct cell_column {
    const char *group, *heading;
    const char *column; /* the one of the results that it shows */
    void (*mean)(const struct row *row, int decimals, char text[NUMBER_TEXT]); /* in another way */
    int decimals;
    bool optional; /* left out when it is 0 for every policy */
};

static const struct cell_column cells[] = {
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
enum { CELLS = sizeof cells / sizeof *cells };

/* The state of the format. */
struct table {
    bool printed;    /* a table, so that the next one is set apart */
    bool begun;      /* a workload that is to be summed up has begun */
    size_t workload; /* which one */
};

/* A table as text: a line a policy. */
struct sheet {
    size_t count;
    const char **names;
    char (*texts)[CELLS][NUMBER_TEXT];
};

/* The widths of a sheet. */
struct layout {
    int policy, width[CELLS]; /* 0: the column is left out */
    bool given[CELLS];
};

static struct sheet sheet_new(size_t lines) {
    return (struct sheet){.names = array_new(lines, sizeof(char *)),
                          .texts = array_new(lines, sizeof(char[CELLS][NUMBER_TEXT]))};
}

static void sheet_fini(struct sheet *sheet) {
    free(sheet->names);
    free(sheet->texts);
}

static void widen(int *width, const char *text) {
    int bytes = (int)strlen(text);
    if (bytes > *width)
        *width = bytes;
}

static struct layout measure(const struct sheet *sheet) {
    struct layout layout = {.policy = (int)strlen("policy")};
    for (int i = 0; i < CELLS; i++)
        widen(&layout.width[i], cells[i].heading);
    for (size_t line = 0; line < sheet->count; line++) {
        widen(&layout.policy, sheet->names[line]);
        for (int i = 0; i < CELLS; i++) {
            widen(&layout.width[i], sheet->texts[line][i]);
            layout.given[i] |= !cells[i].optional || strcmp(sheet->texts[line][i], "0") != 0;
        }
    }
    return layout;
}

static bool begins_group(int cell) {
    return cell == 0 || strcmp(cells[cell].group, cells[cell - 1].group) != 0;
}

/* Groups are set apart by more blanks than columns are. */
static int gap(int cell) {
    return begins_group(cell) ? 4 : 2;
}

/* The width of a group's columns, without the gap before it. */
static int group_width(const struct layout *layout, int first) {
    int width = 0;
    for (int i = first; i < CELLS && (i == first || !begins_group(i)); i++)
        if (layout->given[i])
            width += layout->width[i] + (width > 0 ? gap(i) : 0);
    return width;
}

static void fit_groups(struct layout *layout) {
    for (int i = 0; i < CELLS; i++) {
        int missing = (int)strlen(cells[i].group) - group_width(layout, i);
        int last = i;
        while (last + 1 < CELLS && !begins_group(last + 1))
            last++;
        if (begins_group(i) && missing > 0)
            layout->width[last] += missing;
    }
}

static void print_headings(const struct layout *layout, FILE *stream) {
    fprintf(stream, "%-*s", layout->policy, "");
    int after = 0;
    for (int i = 0; i < CELLS; i++)
        if (begins_group(i)) {
            int width = group_width(layout, i);
            fprintf(stream, "%*s%s", after + 4, "", cells[i].group);
            after = width - (int)strlen(cells[i].group);
        }
    fprintf(stream, "\n%-*s", layout->policy, "policy");
    bool gapped = false;
    for (int i = 0; i < CELLS; i++) {
        gapped = gapped && !begins_group(i);
        if (!layout->given[i])
            continue;
        fprintf(stream, "%*s%*s", gapped ? 2 : 4, "", layout->width[i], cells[i].heading);
        gapped = true;
    }
    fputc('\n', stream);
}

static void print_line(const struct layout *layout, const struct sheet *sheet, size_t line,
                       FILE *stream) {
    fprintf(stream, "%-*s", layout->policy, sheet->names[line]);
    bool gapped = false;
    for (int i = 0; i < CELLS; i++) {
        gapped = gapped && !begins_group(i);
        if (!layout->given[i])
            continue;
        fprintf(stream, "%*s%*s", gapped ? 2 : 4, "", layout->width[i], sheet->texts[line][i]);
        gapped = true;
    }
    fputc('\n', stream);
}

static void print_sheet(const struct sheet *sheet, FILE *stream) {
    struct layout layout = measure(sheet);
    fit_groups(&layout);
    if (sheet->count == 0)
        fputs("No policy came to its end.\n", stream);
    else
        print_headings(&layout, stream);
    for (size_t line = 0; line < sheet->count; line++)
        print_line(&layout, sheet, line, stream);
}

/* Numbers.  An interval is told with two digits, and its mean as exactly. */

static void write_cell(const struct cell_column *column, const struct row *row,
                       char text[NUMBER_TEXT]) {
    if (column->mean)
        column->mean(row, column->decimals, text);
    else
        columns[column_find(column->column)].number(row, text);
}

static int decimals_of(const struct estimate *estimate, int least) {
    if (estimate->constant || estimate->half_width <= 0)
        return estimate->mean == rint(estimate->mean) ? 0 : least;
    double digits = 1 - floor(log10(estimate->half_width));
    return digits < 0 ? 0 : digits > 6 ? 6 : (int)digits;
}

static void write_mean(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    if (estimate->constant)
        snprintf(text, NUMBER_TEXT, "%.*f", decimals, estimate->mean);
    else
        snprintf(text, NUMBER_TEXT, "%.*f +-%.*f", decimals, estimate->mean, decimals,
                 estimate->half_width);
}

static void write_difference(const struct estimate *estimate, int least, char text[NUMBER_TEXT]) {
    int decimals = decimals_of(estimate, least);
    bool same = fabs(estimate->mean) <= estimate->half_width;
    if (estimate->constant)
        snprintf(text, NUMBER_TEXT, estimate->mean == 0 ? "0" : "%+.*f", decimals, estimate->mean);
    else
        snprintf(text, NUMBER_TEXT, "%s%+.*f +-%.*f", same ? "~ " : "", decimals, estimate->mean,
                 decimals, estimate->half_width);
}

/* Sheets */

/* The only replication of a workload. */
static struct sheet sheet_of_cell(const struct cell *cell, int context) {
    struct sheet sheet = sheet_new(cell->policy_count);
    for (size_t p = 0; p < cell->policy_count; p++) {
        struct row row;
        if (!results_row(cell, context, p, &row))
            continue;
        sheet.names[sheet.count] = row.outcome->policy->name;
        for (int i = 0; i < CELLS; i++)
            write_cell(&cells[i], &row, sheet.texts[sheet.count][i]);
        sheet.count++;
    }
    return sheet;
}

/* All replications: estimates of one kind, written in one way. */
static struct sheet sheet_of_summary(const struct results *results, const struct summary *summary,
                                     int context, bool differences) {
    struct sheet sheet = sheet_new(summary->policy_count);
    for (size_t p = 0; p < summary->policy_count; p++) {
        bool itself = differences && (int64_t)p == summary->baseline;
        struct estimate any = summary_value(summary, context, p, column_first_figure);
        if (itself || any.count == 0)
            continue;
        sheet.names[sheet.count] = results->setup.policies[p]->name;
        for (int i = 0; i < CELLS; i++) {
            int column = column_find(cells[i].column);
            struct estimate estimate = differences ? summary_difference(summary, context, p, column)
                                                   : summary_value(summary, context, p, column);
            char *text = sheet.texts[sheet.count][i];
            if (estimate.count == 0)
                strcpy(text, "-");
            else if (differences)
                write_difference(&estimate, cells[i].decimals, text);
            else
                write_mean(&estimate, cells[i].decimals, text);
        }
        sheet.count++;
    }
    return sheet;
}

/* What slots were given up for. */

static bool freed_nothing(const struct truth *truth) {
    return truth->freed_slots > 0 && truth->freed_bytes == 0;
}

static bool freed_when_empty(const struct truth *truth) {
    return truth->freed_bytes > 0 && truth->freed_bytes == truth->freed_bytes_when_empty &&
           truth->shrinks > truth->frees;
}

/* A sentence about the policies of a context that something is true of. */
static void print_sentence(const struct results *results, const struct summary *summary,
                           int context, bool (*holds)(const struct truth *truth),
                           const char *what) {
    enum { NAMED = 5 };
    FILE *stream = results->setup.stream;
    size_t count = 0;
    const char **names = array_new(summary->policy_count, sizeof *names);
    for (size_t p = 0; p < summary->policy_count; p++)
        if (holds(summary_truth(summary, context, p)))
            names[count++] = results->setup.policies[p]->name;
    if (count > 0)
        fputc('\n', stream);
    for (size_t i = 0; i < count && i < NAMED; i++)
        fprintf(stream, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", names[i]);
    if (count > NAMED)
        fprintf(stream, " and %zu more", count - NAMED);
    if (count > 0)
        fprintf(stream, " %s\n", what);
    free(names);
}

static void print_truth(const struct results *results, const struct summary *summary, int context) {
    print_sentence(results, summary, context, freed_nothing,
                   "\"freed\" slots, but not one byte of memory came back (-v says why).");
    print_sentence(results, summary, context, freed_when_empty,
                   "got memory back only when the list was empty (-v says why).");
}

/* Heads */

static void print_title(const struct results *results, size_t workload, const char *context) {
    const struct workload *of = results->setup.workloads[workload];
    FILE *stream = results->setup.stream;
    utf8_show(stream, of->name, strlen(of->name));
    for (size_t k = 0; k < results->setup.vary->count; k++) {
        const char *value = results_varied(results, workload, k);
        fprintf(stream, ", %s=", results->setup.vary->axes[k].key);
        utf8_show(stream, value, strlen(value));
    }
    fprintf(stream, ", context %s: ", context);
}

static void print_machine(const struct results *results, size_t workload) {
    const struct workload *of = results->setup.workloads[workload];
    fprintf(results->setup.stream, "seed %llu; kernel %s, %s, pages of %lld bytes\n",
            (unsigned long long)of->seed, of->memory.kernel->name,
            memory_arch_name(of->memory.arch), (long long)of->memory.page_size);
}

static void print_seconds(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_ratio(text, (number_u128)ns, 1000000000, 1);
    fprintf(stream, "%s", text);
}

/* The longest that a lane was. */
static int64_t peak_of(const struct cell *cell, int context) {
    int64_t peak = 0;
    for (size_t p = 0; p < cell->policy_count; p++)
        if (cell->contexts[context].outcomes[p].counters.peak_len > peak)
            peak = cell->contexts[context].outcomes[p].counters.peak_len;
    return peak;
}

static void print_cell_head(const struct results *results, const struct cell *cell, int context) {
    FILE *stream = results->setup.stream;
    const struct cell_context *of = &cell->contexts[context];
    print_title(results, cell->variant, of->name);
    print_seconds(stream, cell->duration_ns);
    fputs(" s, ", stream);
    print_machine(results, cell->variant);
    fprintf(stream, "%lld registrations, %lld deregistrations; longest %lld, at the end %lld\n",
            (long long)of->registered, (long long)of->deregistered,
            (long long)peak_of(cell, context), (long long)of->final_length);
    if (results->setup.replications > 1)
        fputs("Nothing in it is random: it was run once.\n", stream);
    fputc('\n', stream);
}

static void print_summary_head(const struct results *results, size_t workload, int context) {
    static const char *const told[] = {"registered", "deregistered", "peak_len", "final_len"};
    static const char *const words[] = {" registrations, ", " deregistrations; longest ",
                                        ", at the end ", "\n"};
    FILE *stream = results->setup.stream;
    const struct summary *summary = results->summaries[workload];
    print_title(results, workload, summary->contexts[context]);
    fprintf(stream, "%llu replications of ", (unsigned long long)summary->replications);
    print_seconds(stream, summary->shortest_ns);
    if (summary->longest_ns > summary->shortest_ns) {
        fputs(" to ", stream);
        print_seconds(stream, summary->longest_ns);
    }
    fputs(" s, ", stream);
    print_machine(results, workload);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct estimate estimate = summary_value(summary, context, 0, column_find(told[i]));
        char text[NUMBER_TEXT] = "-";
        if (estimate.count > 0)
            write_mean(&estimate, 1, text);
        fprintf(stream, "%s%s", text, words[i]);
    }
    fputs("Means, with the half-widths of their 95 % confidence intervals.\n\n", stream);
}

/* Tables */

static void begin_table(const struct results *results) {
    struct table *table = results->state;
    if (table->printed)
        fputc('\n', results->setup.stream);
    table->printed = true;
}

static void print_differences(const struct results *results, const struct summary *summary,
                              int context) {
    FILE *stream = results->setup.stream;
    if (summary->baseline < 0 || summary->policy_count < 2)
        return;
    fprintf(stream, "\nThe same less that of %s%s:\n\n",
            results->setup.policies[summary->baseline]->name,
            summary->replications > 1
                ? ", replication by replication (~ marks what cannot be told from no difference)"
                : "");
    struct sheet sheet = sheet_of_summary(results, summary, context, true);
    print_sheet(&sheet, stream);
    sheet_fini(&sheet);
}

static void print_cell(const struct results *results, const struct cell *cell, int context) {
    const struct summary *summary = results->summaries[cell->variant];
    begin_table(results);
    print_cell_head(results, cell, context);
    struct sheet sheet = sheet_of_cell(cell, context);
    print_sheet(&sheet, results->setup.stream);
    sheet_fini(&sheet);
    print_differences(results, summary, context);
    print_truth(results, summary, context);
}

static void print_summary(const struct results *results, size_t workload, int context) {
    const struct summary *summary = results->summaries[workload];
    begin_table(results);
    print_summary_head(results, workload, context);
    struct sheet sheet = sheet_of_summary(results, summary, context, false);
    print_sheet(&sheet, results->setup.stream);
    sheet_fini(&sheet);
    print_differences(results, summary, context);
    print_truth(results, summary, context);
}

/* Prints the workload that has been summed up, when it was run several times. */
static void finish(const struct results *results) {
    const struct table *table = results->state;
    const struct summary *summary = table->begun ? results->summaries[table->workload] : NULL;
    for (int c = 0; summary && c < summary->context_count; c++)
        print_summary(results, table->workload, c);
}

void table_begin(struct results *results) {
    results->state = array_new(1, sizeof(struct table));
}

void table_take(struct results *results, const struct cell *cell) {
    struct table *table = results->state;
    if (table->begun && table->workload != cell->variant) {
        finish(results);
        table->begun = false;
    }
    table->workload = cell->variant;
    table->begun = cell->random && results->setup.replications > 1;
    for (int c = 0; !table->begun && c < cell->context_count; c++)
        print_cell(results, cell, c);
}

void table_end(struct results *results) {
    finish(results);
}
