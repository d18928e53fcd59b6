/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/results.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/table.h"

const struct results_format results_formats[] = {
    {"table",
     "for people",
     false,
     {.begin = table_begin, .take = table_take, .end = table_end, .fini = table_fini}},
    {"csv",
     "a row a replication, context and policy, RFC 4180",
     true,
     {.begin = csv_begin, .take = csv_take}},
    {"json",
     "the same, summed up as well, and what made it",
     false,
     {.begin = json_begin, .take = json_take, .end = json_end, .fini = json_fini}},
};
const int results_format_count = sizeof results_formats / sizeof *results_formats;

const struct results_format *results_format_find(const char *name) {
    for (int i = 0; i < results_format_count; i++)
        if (strcmp(results_formats[i].name, name) == 0)
            return &results_formats[i];
    return NULL;
}

/* The summaries, which receive results before those that read them. */

static bool sum_up(struct results_receiver *receiver, const struct cell *cell) {
    struct summary **summaries = receiver->state;
    struct summary **summary = &summaries[cell->variant];
    if (!*summary)
        *summary = summary_new(cell, receiver->results->setup.baseline);
    return summary_take(*summary, cell);
}

static void free_summaries(struct results_receiver *receiver) {
    struct summary **summaries = receiver->state;
    for (size_t w = 0; w < receiver->results->setup.workload_count; w++)
        summary_free(summaries[w]);
}

void results_begin(struct results *results, const struct results_setup *setup) {
    *results = (struct results){
        .setup = *setup, .summaries = array_new(setup->workload_count, sizeof *results->summaries)};
    const struct results_receiver sums = {
        .take = sum_up, .fini = free_summaries, .state = results->summaries};
    if (setup->summed_up)
        results_add(results, &sums);
}

bool results_add(struct results *results, const struct results_receiver *receiver) {
    results->receivers = array_grow(results->receivers, results->receiver_count,
                                    &results->receiver_room, sizeof *results->receivers);
    struct results_receiver *added = &results->receivers[results->receiver_count++];
    *added = *receiver;
    added->results = results;
    return !added->begin || added->begin(added);
}

bool results_print(struct results *results, const struct results_format *format, FILE *stream) {
    struct results_receiver receiver = format->receiver;
    receiver.stream = stream;
    return results_add(results, &receiver);
}

bool results_take(struct results *results, const struct cell *cell) {
    bool fine = true;
    for (size_t i = 0; fine && i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        fine = !receiver->take || receiver->take(receiver, cell);
    }
    return fine;
}

bool results_end(struct results *results) {
    bool fine = true;
    for (size_t i = 0; fine && i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        fine = !receiver->end || receiver->end(receiver);
    }
    return fine;
}

void results_fini(struct results *results) {
    for (size_t i = 0; i < results->receiver_count; i++) {
        struct results_receiver *receiver = &results->receivers[i];
        if (receiver->fini)
            receiver->fini(receiver);
    }
    free(results->receivers);
    free(results->summaries);
}

bool results_row(const struct cell *cell, int context, size_t policy, struct row *row) {
    *row = column_row(cell, context, policy);
    return cell_wants(cell, context, policy);
}

bool results_random(const struct results *results, size_t workload) {
    const struct summary *summary = results->summaries[workload];
    return !summary || summary->random;
}

const char *results_varied(const struct results *results, size_t workload, size_t axis) {
    const struct vary *vary = results->setup.vary;
    return vary_value(vary, workload % vary_combinations(vary), axis);
}
