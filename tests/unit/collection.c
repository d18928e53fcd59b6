/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a study in files, in any order: their sums are known, and memory does not grow with the
 * rows. */
#include "results/collection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/array.h"
#include "base/data.h"
#include "base/inputs.h"
#include "results/column.h"
#include "results/summary.h"
#include "tap.h"

enum { POLICIES = 3, SHARDS = 5, FEW = 2000, MANY = 20000 };

static const char *const policies[POLICIES] = {"none", "exact", "hysteresis:factor=3"};

/* A figure of a row, in units of its last decimal: no two columns have the same ones. */
static number_i128 figure(uint64_t replication, size_t policy, int column) {
    return (number_i128)(replication * replication % 1009 * 100 + (uint64_t)column) + policy;
}

static void write_row(FILE *file, uint64_t rows, uint64_t row) {
    uint64_t replication = row / POLICIES + 1;
    size_t policy = row % POLICIES;
    char study[FINGERPRINT_TEXT];
    fingerprint_write(&(struct fingerprint){rows, 0x1234abcd}, study);
    for (int k = 0; k < column_count; k++) {
        const char *name = columns[k].name;
        char text[NUMBER_TEXT];
        if (columns[k].of_optimum)
            continue;
        if (columns[k].figure)
            number_write(text, figure(replication, policy, k), columns[k].decimals);
        else if (strcmp(name, "row") == 0)
            number_write(text, (number_i128)row + 1, 0);
        else if (strcmp(name, "replication") == 0)
            number_write(text, (number_i128)replication, 0);
        else
            snprintf(text, sizeof text, "%s",
                     strcmp(name, "policy") == 0      ? policies[policy]
                     : strcmp(name, "study") == 0     ? study
                     : strcmp(name, "kernel") == 0    ? "7.2"
                     : strcmp(name, "arch") == 0      ? "x86-64"
                     : strcmp(name, "page_size") == 0 ? "4096"
                     : strcmp(name, "seed") == 0      ? "1"
                                                      : "word");
        fprintf(file, "%s%s", k > 0 ? "," : "", text);
    }
    fputc('\n', file);
}

/* Writes the rows of a study into files, the last part into the first one. */
static void write_study(char *const *paths, uint64_t rows) {
    for (uint64_t shard = 0; shard < SHARDS; shard++) {
        FILE *file = fopen(paths[SHARDS - 1 - shard], "w");
        if (!file)
            abort();
        for (int k = 0; k < column_count; k++)
            if (!columns[k].of_optimum)
                fprintf(file, "%s%s", k > 0 ? "," : "", columns[k].name);
        fputc('\n', file);
        for (uint64_t row = rows * shard / SHARDS; row < rows * (shard + 1) / SHARDS; row++)
            write_row(file, rows, row);
        if (fclose(file) != 0)
            abort();
    }
}

/* Takes cells, which must come in their order. */
struct taken {
    struct criteria criteria;
    struct summary *summary;
    uint64_t cells;
    bool ordered;
};

static bool take(void *state, const struct cell *cell) {
    struct taken *taken = state;
    if (!taken->summary)
        taken->summary = summary_new(cell, -1, &taken->criteria);
    taken->ordered = taken->ordered && cell->replication == ++taken->cells && cell->random &&
                     cell->rows_before == (cell->replication - 1) * POLICIES;
    return summary_take(taken->summary, cell);
}

static unsigned count_mistakes(const struct summary *summary, uint64_t replications) {
    unsigned mistakes = 0;
    for (size_t p = 0; p < POLICIES; p++)
        for (int k = column_first_figure; k < column_count; k++) {
            number_i128 wanted = 0, sum = 0;
            if (!columns[k].figure || columns[k].of_optimum)
                continue;
            for (uint64_t r = 1; r <= replications; r++)
                wanted += figure(r, p, k);
            mistakes += summary_sum(summary, 0, p, k, &sum) != replications || sum != wanted;
        }
    return mistakes;
}

static void test_study(char *const *paths, uint64_t replications) {
    struct collection collection;
    struct taken taken = {.ordered = true};
    criteria_init(&taken.criteria);
    write_study(paths, replications * POLICIES);
    bool fine = collection_open(&collection, (const char *const *)paths, SHARDS) &&
                collection_read(&collection, take, &taken);
    tap_ok(fine && taken.ordered && taken.cells == replications &&
               collection.segment_count == SHARDS && collection.selection.count == POLICIES &&
               collection.replications == replications,
           "%llu replications come in their order", (unsigned long long)replications);
    tap_ok(fine && count_mistakes(taken.summary, replications) == 0, "with all their figures");
    summary_free(taken.summary);
    collection_close(&collection);
}

/* AddressSanitizer keeps what was freed for a while. */
#if defined __SANITIZE_ADDRESS__
enum { TOLERANCE_KIB = 8192 };
#elif defined __has_feature
#if __has_feature(address_sanitizer)
enum { TOLERANCE_KIB = 8192 };
#else
enum { TOLERANCE_KIB = 512 };
#endif
#else
enum { TOLERANCE_KIB = 512 };
#endif

static long peak_kib(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

int main(void) {
    char *paths[SHARDS], folder[] = "/tmp/collection.XXXXXX";
    data_init("collection");
    if (!mkdtemp(folder))
        abort();
    for (size_t i = 0; i < SHARDS; i++) {
        paths[i] = array_new(64, 1);
        snprintf(paths[i], 64, "%s/%zu", folder, i);
    }
    test_study(paths, FEW);
    long few = peak_kib();
    test_study(paths, MANY);
    long many = peak_kib();
    tap_ok(many - few < TOLERANCE_KIB,
           "ten times as many take no more memory (%ld KiB, then %ld KiB)", few, many);
    for (size_t i = 0; i < SHARDS; i++) {
        unlink(paths[i]);
        free(paths[i]);
    }
    rmdir(folder);
    inputs_fini();
    return tap_done();
}
