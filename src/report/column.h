/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns of the results: one table from which CSV, JSON, the table for people, the lists and
 * the checks of the man page follow.
 */
#ifndef KVSIM_REPORT_COLUMN_H
#define KVSIM_REPORT_COLUMN_H

#include <stdint.h>

#include "base/number.h"
#include "engine/lane.h"

/* One result: a lane with what it belongs to. */
struct row {
    const char *workload;
    uint64_t replication, seed;
    const char *context;
    const struct lane *lane;
    int64_t duration_ns, events;
};

struct column {
    const char *name;
    const char *summary;
    /* One of the two: a text that may need quoting, or a number as it is printed. */
    const char *(*text)(const struct row *row);
    void (*number)(const struct row *row, char text[NUMBER_TEXT]);
};

/* In the order of the CSV. */
extern const struct column columns[];
extern const int column_count;

/* The column of that name, which must exist. */
const struct column *column_find(const char *name);

/* Time averages over the observation with so many decimals; over no time, the final state. */
void column_mean_wasted(const struct row *row, int decimals, char text[NUMBER_TEXT]);
void column_mean_held(const struct row *row, int decimals, char text[NUMBER_TEXT]);

#endif
