/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/table.h"

const struct results_format results_formats[] = {
    {"table", "for people", false, table_begin, table_take, table_end, NULL},
    {"csv", "a row a replication, context and policy, RFC 4180", true, csv_begin, csv_take, csv_end,
     NULL},
    {"json", "the same, summed up as well, and what made it", false, json_begin, json_take,
     json_end, json_fini},
};
const int results_format_count = sizeof results_formats / sizeof *results_formats;

const struct results_format *results_format_find(const char *name) {
    for (int i = 0; i < results_format_count; i++)
        if (strcmp(results_formats[i].name, name) == 0)
            return &results_formats[i];
    return NULL;
}

void results_begin(struct results *results, const struct results_format *format,
                   const struct results_setup *setup) {
    *results =
        (struct results){.setup = *setup,
                         .format = format,
                         .summaries = array_new(setup->workload_count, sizeof *results->summaries)};
    format->begin(results);
}

void results_take(struct results *results, const struct cell *cell) {
    struct summary **summary = &results->summaries[cell->variant];
    bool read = !results->format->rows || results->setup.summed_up;
    if (!*summary && read)
        *summary = summary_new(cell, results->setup.baseline);
    if (read)
        summary_take(*summary, cell);
    results->format->take(results, cell);
}

void results_end(struct results *results) {
    results->format->end(results);
}

void results_fini(struct results *results) {
    if (results->format->fini)
        results->format->fini(results);
    for (size_t w = 0; w < results->setup.workload_count; w++)
        summary_free(results->summaries[w]);
    free(results->summaries);
    free(results->state);
}

bool results_row(const struct cell *cell, int context, size_t policy, struct row *row) {
    *row = column_row(cell, context, policy);
    return !row->outcome->failed && cell_wants(cell, context, policy);
}

const char *results_varied(const struct results *results, size_t workload, size_t axis) {
    const struct vary *vary = results->setup.vary;
    return vary_value(vary, workload % vary_combinations(vary), axis);
}
