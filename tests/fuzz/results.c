/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads results back: all formats print them, and their CSV, read back again, gives the same
 * CSV. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "report/format.h"
#include "results/collection.h"
#include "results/results.h"

static bool take(void *results, const struct cell *cell) {
    return results_take(results, cell);
}

/* Prints a file's study in a format.  Returns NULL if it holds none. */
static char *print(const uint8_t *bytes, size_t count, const char *format, size_t *printed) {
    const char *path = fuzz_file(bytes, count);
    struct collection collection;
    struct memstream text;
    bool fine = collection_open(&collection, &path, 1);
    memstream_open(&text);
    if (fine) {
        struct criteria criteria;
        struct fields fields;
        struct results results;
        criteria_init(&criteria);
        fields_all(&fields, &collection.vary, selection_has_planned(&collection.selection));
        const struct results_setup setup = {
            .workloads = collection.workloads,
            .workload_count = collection.workload_count,
            .vary = &collection.vary,
            .policies = collection.selection.policies,
            .policy_count = collection.selection.count,
            .replications = collection.replications,
            .criteria = &criteria,
            .summed_up = true,
            .summaries_kept = true,
            .optimum = selection_has_planned(&collection.selection),
            .recorded = true,
        };
        results_begin(&results, &setup);
        fine = format_print(format_find(format), &results, &fields, text.stream) &&
               collection_read(&collection, take, &results) && results_end(&results);
        results_fini(&results);
        fields_fini(&fields);
        criteria_fini(&criteria);
    }
    collection_close(&collection);
    fuzz_forget();
    char *all = memstream_close(&text);
    *printed = text.bytes;
    if (fine)
        return all;
    free(all);
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    size_t table_bytes, json_bytes, first_bytes, second_bytes;
    char *first = print(bytes, count, "csv", &first_bytes);
    if (!first)
        return 0;
    char *second = print((const uint8_t *)first, first_bytes, "csv", &second_bytes);
    if (!second || first_bytes != second_bytes || memcmp(first, second, first_bytes) != 0)
        abort();
    free(second);
    free(first);
    free(print(bytes, count, "table", &table_bytes));
    free(print(bytes, count, "json", &json_bytes));
    return 0;
}
