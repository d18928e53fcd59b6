/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that together hold all rows of one study: shards or the whole, in any order, one after the
 * other in a file or not.
 *
 * They are read twice.  The first time keeps the places of runs of consecutive rows; a file has few
 * unless its rows were shuffled.  This finds missing and duplicate rows, in memory that grows with
 * the runs.  The second time makes cells again, of the rows in their order.
 */
#ifndef KVSIM_RESULTS_COLLECTION_H
#define KVSIM_RESULTS_COLLECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "engine/cell.h"
#include "engine/fingerprint.h"
#include "policy/selection.h"
#include "results/rowfile.h"
#include "workload/vary.h"
#include "workload/workload.h"

/* A run of consecutive rows in a file.  A row may take several lines. */
struct segment {
    uint64_t first, count; /* numbers of rows */
    struct rowplace place; /* of the first one */
    uint64_t lines;
    size_t file; /* in the order given */
};

/* Rows of one workload within a segment. */
struct stretch {
    uint64_t first;
    struct workload *workload;
    char **values; /* of the varied keys */
};

struct collection {
    const char *const *paths;
    struct rowformat format;
    int duration;        /* the index of the column */
    struct rowcopy copy; /* of input that cannot be read again */
    struct fingerprint print;
    char study[FINGERPRINT_TEXT];
    struct segment *segments; /* in the order of the rows, once all were read */
    size_t segment_count, segment_room;
    struct stretch *stretches;
    size_t stretch_count, stretch_room;
    /* What they say of the study: */
    struct workload **workloads; /* each workload of the stretches once, in the order of the rows */
    uint64_t *starts;            /* the first row of each, and the position after the last */
    size_t workload_count;
    struct vary vary;
    struct selection selection;
    uint64_t replications; /* the most of a workload */
    uint64_t failed;       /* rows without figures */
    /* The first of these, once it was read again: its place, and its policy; else NULL. */
    struct place failed_place;
    const char *failed_policy;
};

/* Reads files for the first time.  Returns false after it has reported what is wrong with one of
 * them, or with all of them together, or when a signal ends the program.  Call collection_close in
 * either case. */
bool collection_open(struct collection *collection, const char *const *paths, size_t path_count);
void collection_close(struct collection *collection);

/* Reads them again: hands the cells in their order to `take` until that returns false.  Returns
 * false then, or after it has reported, or when a signal ends the program. */
bool collection_read(struct collection *collection,
                     bool (*take)(void *state, const struct cell *cell), void *state);

/* Reports the policies that failed, once collection_read returned true: names the first one and its
 * row.  Sets the status, as the run did. */
void collection_report_failures(const struct collection *collection);

#endif
