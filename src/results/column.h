/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The columns of the results.  CSV, JSON, the table for people, the lists and the checks of the
 * manual follow from one table.
 */
#ifndef KVSIM_RESULTS_COLUMN_H
#define KVSIM_RESULTS_COLUMN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/number.h"
#include "engine/cell.h"

/* One result: a lane's outcome, and which lane that is. */
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
    /* One of the two: a text that may need quoting, or a number, at least 0 and below 2^92, in
     * units of the last of its decimals. */
    const char *(*text)(const struct row *row);
    number_i128 (*number)(const struct row *row);
    int decimals;    /* printed of the number */
    bool figure;     /* a measured number; a failed policy has none */
    bool of_optimum; /* it means something only when an optimum is compared */
};

/* Returns the number of a column that has one, in units of the last of its decimals. */
number_i128 column_number(int column, const struct row *row);

/* In the order of the CSV. */
extern const struct column columns[];
extern const int column_count;

/* The first column that is a figure, after those that identify the row.  Not all after it
 * are figures. */
extern const int column_first_figure;

/* Returns the index of the column of that name, which must exist. */
int column_find(const char *name);

/* The same for a name of this many bytes; -1 when there is none. */
int column_look_up(const char *name, size_t bytes);

/* Prints the column that an unknown name may mean, as a hint. */
void column_hint(const char *name, size_t bytes);

/* Returns the row of a policy in a context of a cell; `study` is the text of the study's
 * fingerprint. */
struct row column_row(const struct cell *cell, int context, size_t policy, const char *study);

/* Writes the name of a column (by index) as words. */
void column_write_words(int column, FILE *stream);

/* Writes the number of a column (by index).  Returns false, and an empty text, when the row has
 * none: a figure of a failed policy, the seed where nothing is random. */
bool column_write(int column, const struct row *row, char text[NUMBER_TEXT]);

#endif
