/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a pass, and the formats that print them: a table with a row a format. */
#ifndef KVSIM_REPORT_RESULTS_H
#define KVSIM_REPORT_RESULTS_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/pass.h"
#include "report/column.h"
#include "workload/workload.h"

struct results {
    const struct workload *workload;
    const struct pass *pass;
};

struct results_format {
    const char *name;
    const char *summary;
    void (*print)(const struct results *results, FILE *stream);
};

extern const struct results_format results_formats[];
extern const int results_format_count;

/* The row of a policy in a context (both by index); false when that lane has none. */
bool results_row(const struct results *results, int context, size_t policy, struct row *row);

#endif
