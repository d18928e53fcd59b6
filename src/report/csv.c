/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <string.h>

#include "report/quote.h"
#include "report/results.h"

void csv_begin(struct results *results) {
    FILE *stream = results->setup.stream;
    const struct vary *vary = results->setup.vary;
    for (int i = 0; i < column_count; i++) {
        fprintf(stream, "%s%s", i > 0 ? "," : "", columns[i].name);
        for (size_t k = 0; i == 0 && k < vary->count; k++) {
            fputc(',', stream);
            quote_write(stream, vary->axes[k].key, strlen(vary->axes[k].key));
        }
    }
    fputc('\n', stream);
}

/* The values of the varied keys. */
static void print_varied(const struct results *results, size_t workload) {
    for (size_t k = 0; k < results->setup.vary->count; k++) {
        const char *value = results_varied(results, workload, k);
        fputc(',', results->setup.stream);
        quote_write(results->setup.stream, value, strlen(value));
    }
}

static void print_row(const struct results *results, size_t workload, const struct row *row) {
    FILE *stream = results->setup.stream;
    for (int i = 0; i < column_count; i++) {
        if (i > 0)
            fputc(',', stream);
        char number[NUMBER_TEXT];
        const char *text = number;
        if (columns[i].text)
            text = columns[i].text(row);
        else
            columns[i].number(row, number);
        quote_write(stream, text, strlen(text));
        if (i == 0)
            print_varied(results, workload);
    }
    fputc('\n', stream);
}

void csv_take(struct results *results, const struct cell *cell) {
    struct row row;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            if (results_row(cell, c, p, &row))
                print_row(results, cell->variant, &row);
}

void csv_end(struct results *results) {
    (void)results;
}
