/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a study, cell by cell in the order of the rows, and the formats that print them: a
 * table with a row a format.
 */
#ifndef KVSIM_REPORT_RESULTS_H
#define KVSIM_REPORT_RESULTS_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/cell.h"
#include "report/column.h"
#include "report/summary.h"
#include "workload/vary.h"
#include "workload/workload.h"

struct results_setup {
    struct workload *const
        *workloads; /* each in all combinations of `vary`, one behind the other */
    size_t workload_count;
    const struct vary *vary;
    struct policy *const *policies;
    size_t policy_count;
    uint64_t replications; /* asked for */
    int64_t baseline;      /* the policy that the others are compared with; -1 for none */
    bool summed_up;        /* somebody reads the summaries beside the format */
    FILE *stream;
};

struct results {
    struct results_setup setup;
    const struct results_format *format;
    void *state; /* of the format */
    struct summary *
        *summaries; /* of each workload, once it has a cell; NULL when nobody reads them */
};

struct results_format {
    const char *name;
    const char *summary;
    bool rows; /* prints rows and nothing else: parts of them can be put together, as for --shard */
    void (*begin)(struct results *results);
    /* Takes the next cell, whose workload's summary has it already. */
    void (*take)(struct results *results, const struct cell *cell);
    void (*end)(struct results *results);
    void (*fini)(struct results *results); /* NULL when there is nothing to do */
};

extern const struct results_format results_formats[];
extern const int results_format_count;

/* The format of that name, or NULL. */
const struct results_format *results_format_find(const char *name);

void results_begin(struct results *results, const struct results_format *format,
                   const struct results_setup *setup);
void results_take(struct results *results, const struct cell *cell);
void results_end(struct results *results);
void results_fini(struct results *results);

/* The row of a policy in a context of a cell (by index); false when there is none. */
bool results_row(const struct cell *cell, int context, size_t policy, struct row *row);

/* The value of a varied key in a workload of the study. */
const char *results_varied(const struct results *results, size_t workload, size_t axis);

#endif
