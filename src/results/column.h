/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns of the results: one table from which CSV, JSON, the table for people, the lists and
 * the checks of the man page follow.
 */
#ifndef KVSIM_RESULTS_COLUMN_H
#define KVSIM_RESULTS_COLUMN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/number.h"
#include "engine/cell.h"

/* One result: a lane's outcome with what it belongs to. */
struct row {
    const char *workload;
    uint64_t number;   /* from 1, among all of the study */
    const char *study; /* its fingerprint */
    uint64_t replication, seed;
    bool random; /* else the seed decides nothing */
    const char *context;
    size_t policy; /* by index */
    const struct outcome *outcome;
    int64_t duration_ns, events;
    const struct machine *machine;
};

struct column {
    const char *name;
    const char *summary;
    /* One of the two: a text that may need quoting, or a number, of at least 0 and below 2^92, in
     * units of the last of its decimals. */
    const char *(*text)(const struct row *row);
    number_i128 (*number)(const struct row *row);
    int decimals;    /* that are printed of the number */
    bool figure;     /* a measured number, which a policy that failed has none of */
    bool of_optimum; /* it means something only where an optimum is compared */
};

/* The number of a column that has one, in units of the last of its decimals. */
number_i128 column_number(int column, const struct row *row);

/* In the order of the CSV. */
extern const struct column columns[];
extern const int column_count;

/* The first column that is a figure, after those that identify the row.  Not all after it
 * are figures. */
extern const int column_first_figure;

/* The index of the column of that name, which must exist. */
int column_find(const char *name);

/* The same for a name of this many bytes; -1 when there is none. */
int column_look_up(const char *name, size_t bytes);

/* Hints at the column that a name that was not found may mean. */
void column_hint(const char *name, size_t bytes);

/* The row of a policy in a context of a cell; `study` is the text of the cell's fingerprint. */
struct row column_row(const struct cell *cell, int context, size_t policy, const char *study);

/* Writes the name of a column (by index) as words. */
void column_write_words(int column, FILE *stream);

/* Writes the number of a column (by index).  Returns false, and an empty text, where the row has
 * none: a figure of a policy that failed, the seed where nothing is random. */
bool column_write(int column, const struct row *row, char text[NUMBER_TEXT]);

#endif
