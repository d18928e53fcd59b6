/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <string.h>

#include "report/quote.h"
#include "report/results.h"

bool csv_begin(struct results_receiver *receiver) {
    FILE *stream = receiver->stream;
    const struct vary *vary = receiver->results->setup.vary;
    for (int i = 0; i < column_count; i++) {
        if (!results_show(receiver->results, i))
            continue;
        fprintf(stream, "%s%s", i > 0 ? "," : "", columns[i].name);
        for (size_t k = 0; i == 0 && k < vary->count; k++) {
            fputc(',', stream);
            quote_write(stream, vary->axes[k].key, strlen(vary->axes[k].key));
        }
    }
    fputc('\n', stream);
    return true;
}

/* The values of the varied keys. */
static void print_varied(const struct results_receiver *receiver, size_t workload) {
    const struct results *results = receiver->results;
    for (size_t k = 0; k < results->setup.vary->count; k++) {
        const char *value = results_varied(results, workload, k);
        fputc(',', receiver->stream);
        quote_write(receiver->stream, value, strlen(value));
    }
}

static void print_row(const struct results_receiver *receiver, size_t workload,
                      const struct row *row) {
    FILE *stream = receiver->stream;
    for (int i = 0; i < column_count; i++) {
        if (!results_show(receiver->results, i))
            continue;
        if (i > 0)
            fputc(',', stream);
        char number[NUMBER_TEXT];
        const char *text = number;
        if (columns[i].text)
            text = columns[i].text(row);
        else
            column_write(&columns[i], row, number);
        quote_write(stream, text, strlen(text));
        if (i == 0)
            print_varied(receiver, workload);
    }
    fputc('\n', stream);
}

bool csv_take(struct results_receiver *receiver, const struct cell *cell) {
    struct row row;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            if (results_row(cell, c, p, &row))
                print_row(receiver, cell->variant, &row);
    return true;
}
