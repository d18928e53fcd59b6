/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "model/kernel.h"

/* A column of the table: those that are part of a group stand under its heading. */
struct cell {
    const char *group, *heading;
    const char *column; /* the one of the results that it shows */
    void (*mean)(const struct row *row, int decimals, char text[NUMBER_TEXT]); /* instead */
    int decimals;
    bool optional; /* left out when it is 0 for every policy */
};

static const struct cell cells[] = {
    {.group = "cost", .heading = "rejected", .column = "rejected", .optional = true},
    {.group = "cost", .heading = "failed", .column = "failed_shrinks", .optional = true},
    {.group = "cost", .heading = "reallocs", .column = "reallocs"},
    {.group = "cost", .heading = "moves", .column = "moves"},
    {.group = "cost", .heading = "copied_bytes", .column = "copied_bytes"},
    {.group = "cost", .heading = "regrows", .column = "regrows"},
    {.group = "wasted slots", .heading = "mean", .mean = column_mean_wasted, .decimals = 1},
    {.group = "wasted slots", .heading = "peak", .column = "peak_wasted_slots"},
    {.group = "given back by shrinks", .heading = "slots", .column = "freed_slots"},
    {.group = "given back by shrinks", .heading = "bytes", .column = "freed_bytes"},
    {.group = "given back by shrinks", .heading = "pages", .column = "freed_pages"},
    {.group = "held bytes", .heading = "mean", .mean = column_mean_held},
    {.group = "held bytes", .heading = "peak", .column = "peak_held_bytes"},
};
enum { CELLS = sizeof cells / sizeof *cells };

static void write_cell(const struct cell *cell, const struct row *row, char text[NUMBER_TEXT]) {
    if (cell->mean)
        cell->mean(row, cell->decimals, text);
    else
        column_find(cell->column)->number(row, text);
}

/* The widths of a context's table. */
struct layout {
    int policy, width[CELLS]; /* 0: the column is left out */
    bool given[CELLS];
};

static void widen(int *width, const char *text) {
    int bytes = (int)strlen(text);
    if (bytes > *width)
        *width = bytes;
}

static void measure(struct layout *layout, const struct row *row) {
    char text[NUMBER_TEXT];
    widen(&layout->policy, row->lane->policy->name);
    for (int i = 0; i < CELLS; i++) {
        write_cell(&cells[i], row, text);
        widen(&layout->width[i], text);
        layout->given[i] |= !cells[i].optional || strcmp(text, "0") != 0;
    }
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

static void print_row(const struct layout *layout, const struct row *row, FILE *stream) {
    fprintf(stream, "%-*s", layout->policy, row->lane->policy->name);
    bool gapped = false;
    for (int i = 0; i < CELLS; i++) {
        char text[NUMBER_TEXT];
        gapped = gapped && !begins_group(i);
        if (!layout->given[i])
            continue;
        write_cell(&cells[i], row, text);
        fprintf(stream, "%*s%*s", gapped ? 2 : 4, "", layout->width[i], text);
        gapped = true;
    }
    fputc('\n', stream);
}

static void print_head(const struct results *results, int context, FILE *stream) {
    const struct workload *workload = results->workload;
    const struct memory *memory = &workload->memory;
    const struct track *track = &results->pass->tracks[context];
    char duration_s[NUMBER_TEXT];
    int64_t peak = 0;
    for (size_t p = 0; p < results->pass->setup.policy_count; p++)
        if (track->lanes[p].counters.peak_len > peak)
            peak = track->lanes[p].counters.peak_len;
    number_ratio(duration_s, (number_u128)workload_end_ns(workload), 1000000000, 1);
    utf8_show(stream, workload->name, strlen(workload->name));
    fprintf(stream, ", context %s: %s s, seed %llu; kernel %s, %s, pages of %lld bytes\n",
            track->name, duration_s, (unsigned long long)workload->seed, memory->kernel->name,
            memory_arch_name(memory->arch), (long long)memory->page_size);
    fprintf(stream, "%lld registrations, %lld deregistrations; longest %lld, at the end %lld\n\n",
            (long long)track->registered, (long long)track->deregistered, (long long)peak,
            (long long)track->length);
}

static bool freed_nothing(const struct counters *counters) {
    return counters_freed_slots(counters) > 0 && counters_freed_bytes(counters) == 0;
}

static bool freed_when_empty(const struct counters *counters) {
    int64_t bytes = counters_freed_bytes(counters);
    return bytes > 0 && bytes == counters->actions[ACTION_FREE].bytes &&
           counters_shrinks(counters) > counters->actions[ACTION_FREE].count;
}

/* A sentence about the policies of a context that something is true of. */
static void print_sentence(const struct results *results, int context, FILE *stream,
                           bool (*holds)(const struct counters *counters), const char *what) {
    enum { NAMED = 5 };
    size_t count = 0, policies = results->pass->setup.policy_count;
    const char **names = array_new(policies, sizeof *names);
    for (size_t p = 0; p < policies; p++) {
        struct row row;
        if (results_row(results, context, p, &row) && holds(&row.lane->counters))
            names[count++] = row.lane->policy->name;
    }
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

/* What slots were given up for. */
static void print_truth(const struct results *results, int context, FILE *stream) {
    print_sentence(results, context, stream, freed_nothing,
                   "\"freed\" slots, but not one byte of memory came back (-v says why).");
    print_sentence(results, context, stream, freed_when_empty,
                   "got memory back only when the list was empty (-v says why).");
}

static void print_context(const struct results *results, int context, FILE *stream) {
    struct layout layout = {.policy = (int)strlen("policy")};
    struct row row;
    for (int i = 0; i < CELLS; i++)
        widen(&layout.width[i], cells[i].heading);
    bool any = false;
    for (size_t p = 0; p < results->pass->setup.policy_count; p++)
        if (results_row(results, context, p, &row)) {
            measure(&layout, &row);
            any = true;
        }
    fit_groups(&layout);
    print_head(results, context, stream);
    if (!any)
        fputs("No policy came to its end.\n", stream);
    else
        print_headings(&layout, stream);
    for (size_t p = 0; p < results->pass->setup.policy_count; p++)
        if (results_row(results, context, p, &row))
            print_row(&layout, &row, stream);
    print_truth(results, context, stream);
}

void table_print(const struct results *results, FILE *stream) {
    const struct contexts *contexts = &results->workload->contexts;
    for (int c = 0; c < contexts->count; c++) {
        if (c > 0)
            fputc('\n', stream);
        print_context(results, contexts->rows[c], stream);
    }
}
