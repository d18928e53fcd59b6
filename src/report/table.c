/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "model/kernel.h"
#include "report/results.h"
#include "report/sheet.h"

/* The state of the format. */
struct table {
    const struct results *results;
    FILE *stream;
    bool printed;    /* a table, so that the next one is set apart */
    bool begun;      /* a workload that is to be summed up has begun */
    size_t workload; /* which one */
};

/* The widths of a sheet with its headings. */
struct layout {
    int policy, width[SHEET_COLUMNS];
    const bool *given; /* else the column is left out */
};

static int wider(int width, const char *text) {
    int bytes = (int)strlen(text);
    return bytes > width ? bytes : width;
}

static struct layout lay_out(const struct sheet *sheet) {
    struct layout layout = {.policy = wider(sheet->name_width, "policy"), .given = sheet->shown};
    for (int i = 0; i < SHEET_COLUMNS; i++)
        layout.width[i] = wider(sheet->widths[i], sheet_columns[i].heading);
    return layout;
}

static bool begins_group(int cell) {
    return cell == 0 || strcmp(sheet_columns[cell].group, sheet_columns[cell - 1].group) != 0;
}

/* Groups are set apart by more blanks than columns are. */
static int gap(int cell) {
    return begins_group(cell) ? 4 : 2;
}

/* The width of a group's columns, without the gap before it. */
static int group_width(const struct layout *layout, int first) {
    int width = 0;
    for (int i = first; i < SHEET_COLUMNS && (i == first || !begins_group(i)); i++)
        if (layout->given[i])
            width += layout->width[i] + (width > 0 ? gap(i) : 0);
    return width;
}

static void fit_groups(struct layout *layout) {
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        int missing = (int)strlen(sheet_columns[i].group) - group_width(layout, i);
        int last = i;
        while (last + 1 < SHEET_COLUMNS && !begins_group(last + 1))
            last++;
        if (begins_group(i) && missing > 0)
            layout->width[last] += missing;
    }
}

static void print_headings(const struct layout *layout, FILE *stream) {
    fprintf(stream, "%-*s", layout->policy, "");
    int after = 0;
    for (int i = 0; i < SHEET_COLUMNS; i++)
        if (begins_group(i)) {
            int width = group_width(layout, i);
            fprintf(stream, "%*s%s", after + 4, "", sheet_columns[i].group);
            after = width - (int)strlen(sheet_columns[i].group);
        }
    fprintf(stream, "\n%-*s", layout->policy, "policy");
    bool gapped = false;
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        gapped = gapped && !begins_group(i);
        if (!layout->given[i])
            continue;
        fprintf(stream, "%*s%*s", gapped ? 2 : 4, "", layout->width[i], sheet_columns[i].heading);
        gapped = true;
    }
    fputc('\n', stream);
}

static void print_line(const struct layout *layout, const struct sheet_line *line, FILE *stream) {
    int width = layout->policy - (int)strlen(line->name);
    fprintf(stream, "%s%-*s", line->name, width, line->often);
    bool gapped = false;
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        gapped = gapped && !begins_group(i);
        if (!layout->given[i])
            continue;
        fprintf(stream, "%*s%*s", gapped ? 2 : 4, "", layout->width[i], line->texts[i]);
        gapped = true;
    }
    fputc('\n', stream);
}

static void print_sheet(const struct sheet *sheet, FILE *stream) {
    struct layout layout = lay_out(sheet);
    struct sheet_line line;
    fit_groups(&layout);
    if (sheet->count == 0)
        fputs("No policy came to its end.\n", stream);
    else
        print_headings(&layout, stream);
    for (size_t p = 0; p < sheet->policy_count; p++)
        if (sheet_write(sheet, p, &line))
            print_line(&layout, &line, stream);
}

/* What slots were given up for. */

static bool freed_nothing(const struct reclaim *reclaim) {
    return reclaim->freed_slots && !reclaim->freed_bytes;
}

static bool freed_when_empty(const struct reclaim *reclaim) {
    return reclaim->freed_bytes && !reclaim->freed_bytes_in_use && reclaim->shrank_in_use;
}

/* A sentence about the policies of a context that something is true of. */
static void print_sentence(const struct table *table, const struct summary *summary, int context,
                           bool (*holds)(const struct reclaim *reclaim), const char *what) {
    enum { NAMED = 5 };
    FILE *stream = table->stream;
    size_t count = 0;
    const char **names = array_new(summary->policy_count, sizeof *names);
    for (size_t p = 0; p < summary->policy_count; p++)
        if (holds(summary_reclaim(summary, context, p)))
            names[count++] = table->results->setup.policies[p]->rule->name;
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

static void print_reclaim(const struct table *table, const struct summary *summary, int context) {
    print_sentence(table, summary, context, freed_nothing,
                   "\"freed\" slots, but not one byte of memory came back (-v says why).");
    print_sentence(table, summary, context, freed_when_empty,
                   "got memory back only when the list was empty (-v says why).");
}

/* Heads */

static void print_title(const struct table *table, size_t workload, const char *context) {
    const struct workload *of = table->results->setup.workloads[workload];
    FILE *stream = table->stream;
    utf8_show(stream, of->name, strlen(of->name));
    for (size_t k = 0; k < table->results->setup.vary->count; k++) {
        const char *value = results_varied(table->results, workload, k);
        fprintf(stream, ", %s=", table->results->setup.vary->axes[k].key);
        utf8_show(stream, value, strlen(value));
    }
    fprintf(stream, ", context %s: ", context);
}

static void print_machine(const struct table *table, size_t workload, bool random) {
    const struct workload *of = table->results->setup.workloads[workload];
    if (random)
        fprintf(table->stream, ", seed %llu", (unsigned long long)of->seed);
    fprintf(table->stream, "; kernel %s, %s, pages of %lld bytes\n", of->machine.kernel->name,
            machine_arch_name(of->machine.arch), (long long)of->machine.page_size);
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

static void print_cell_head(const struct table *table, const struct cell *cell, int context) {
    FILE *stream = table->stream;
    const struct cell_context *of = &cell->contexts[context];
    print_title(table, cell->variant, of->name);
    print_seconds(stream, cell->duration_ns);
    fputs(" s", stream);
    print_machine(table, cell->variant, cell->random);
    fprintf(stream, "%lld registrations, %lld deregistrations; longest %lld, at the end %lld\n",
            (long long)of->registered, (long long)of->deregistered,
            (long long)peak_of(cell, context), (long long)of->final_length);
    if (table->results->setup.replications > 1)
        fputs("Nothing in it is random: it was run once.\n", stream);
    fputc('\n', stream);
}

static void print_summary_head(const struct table *table, size_t workload, int context) {
    static const char *const words[] = {" registrations, ", " deregistrations; longest ",
                                        ", at the end ", "\n"};
    FILE *stream = table->stream;
    const struct summary *summary = table->results->summaries[workload];
    print_title(table, workload, summary->contexts[context]);
    fprintf(stream, "%llu replications of ", (unsigned long long)summary->replications);
    print_seconds(stream, summary->shortest_ns);
    if (summary->longest_ns > summary->shortest_ns) {
        fputs(" to ", stream);
        print_seconds(stream, summary->longest_ns);
    }
    fputs(" s", stream);
    print_machine(table, workload, summary->random);
    for (int i = 0; i < FACTS; i++) {
        struct estimate estimate = summary_fact(summary, context, (enum summary_fact)i);
        char text[NUMBER_TEXT];
        sheet_write_mean(&estimate, 1, text);
        fprintf(stream, "%s%s", text, words[i]);
    }
    fputs("Means, with the half-widths of their 95 % confidence intervals.\n\n", stream);
}

/* Tables */

static void begin_table(struct table *table) {
    if (table->printed)
        fputc('\n', table->stream);
    table->printed = true;
}

static void print_differences(const struct table *table, const struct summary *summary,
                              int context) {
    FILE *stream = table->stream;
    if (summary->baseline < 0 || summary->policy_count < 2)
        return;
    fprintf(stream, "\nThe same less that of %s%s:\n\n",
            table->results->setup.policies[summary->baseline]->rule->name,
            summary->replications > 1
                ? ", replication by replication (~ marks what cannot be told from no difference)"
                : "");
    struct sheet sheet = sheet_of_summary(table->results, summary, context, true);
    print_sheet(&sheet, stream);
}

static void print_cell(struct table *table, const struct cell *cell, int context) {
    const struct summary *summary = table->results->summaries[cell->variant];
    begin_table(table);
    print_cell_head(table, cell, context);
    struct sheet sheet = sheet_of_cell(table->results, cell, context);
    print_sheet(&sheet, table->stream);
    print_differences(table, summary, context);
    print_reclaim(table, summary, context);
}

static void print_summary(struct table *table, size_t workload, int context) {
    const struct summary *summary = table->results->summaries[workload];
    begin_table(table);
    print_summary_head(table, workload, context);
    struct sheet sheet = sheet_of_summary(table->results, summary, context, false);
    print_sheet(&sheet, table->stream);
    print_differences(table, summary, context);
    print_reclaim(table, summary, context);
}

/* Prints the workload that has been summed up, when it was run several times. */
static void finish(struct table *table) {
    if (!table->begun)
        return;
    const struct summary *summary = table->results->summaries[table->workload];
    for (int c = 0; c < summary->context_count; c++)
        print_summary(table, table->workload, c);
}

bool table_begin(struct results_receiver *receiver) {
    struct table *table = receiver->state = array_new(1, sizeof *table);
    *table = (struct table){.results = receiver->results, .stream = receiver->stream};
    return true;
}

bool table_take(struct results_receiver *receiver, const struct cell *cell) {
    struct table *table = receiver->state;
    if (table->begun && table->workload != cell->variant) {
        finish(table);
        table->begun = false;
    }
    table->workload = cell->variant;
    table->begun = cell->random && table->results->setup.replications > 1;
    if (table->begun)
        return true;
    for (int c = 0; c < cell->context_count; c++)
        print_cell(table, cell, c);
    return true;
}

bool table_end(struct results_receiver *receiver) {
    finish(receiver->state);
    return true;
}

void table_fini(struct results_receiver *receiver) {
    free(receiver->state);
}
