/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <string.h>

#include "report/quote.h"
#include "results/results.h"

/* Writes the header, once. */
static void print_header(struct results_receiver *receiver) {
    const struct fields *fields = receiver->fields;
    if (receiver->state)
        return;
    receiver->state = receiver->stream; /* not NULL: the header is written */
    for (size_t i = 0; i < fields->count; i++) {
        const char *name = fields->items[i].name;
        fputs(i > 0 ? "," : "", receiver->stream);
        quote_write(receiver->stream, name, strlen(name));
    }
    fputc('\n', receiver->stream);
}

static void print_row(const struct results_receiver *receiver, size_t workload,
                      const struct row *row) {
    FILE *stream = receiver->stream;
    const struct fields *fields = receiver->fields;
    for (size_t i = 0; i < fields->count; i++) {
        char number[NUMBER_TEXT];
        const char *text = field_text(&fields->items[i], receiver->results, workload, row, number);
        if (i > 0)
            fputc(',', stream);
        quote_write(stream, text, strlen(text));
    }
    fputc('\n', stream);
}

bool csv_take(struct results_receiver *receiver, const struct cell *cell) {
    const struct results *results = receiver->results;
    struct row row;
    print_header(receiver);
    for (int c = 0; c < cell->context_count; c++) {
        size_t count = results_shown_count(results, cell->variant, c, cell->policy_count);
        for (size_t i = 0; i < count; i++)
            if (results_row(results, cell, c, results_shown(results, cell->variant, c, i), &row))
                print_row(receiver, cell->variant, &row);
    }
    return true;
}

bool csv_end(struct results_receiver *receiver) {
    print_header(receiver);
    return true;
}
