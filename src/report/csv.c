/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <string.h>

#include "report/quote.h"

static void print_row(const struct row *row, FILE *stream) {
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
    }
    fputc('\n', stream);
}

void csv_print(const struct results *results, FILE *stream) {
    const struct contexts *contexts = &results->workload->contexts;
    for (int i = 0; i < column_count; i++)
        fprintf(stream, "%s%s", i > 0 ? "," : "", columns[i].name);
    fputc('\n', stream);
    for (int c = 0; c < contexts->count; c++)
        for (size_t p = 0; p < results->pass->setup.policy_count; p++) {
            struct row row;
            if (results_row(results, contexts->rows[c], p, &row))
                print_row(&row, stream);
        }
}
