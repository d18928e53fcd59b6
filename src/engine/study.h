/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study: every workload run in every replication, on several threads.
 *
 * The cells are in the order of the rows of results: workload, then replication.  Threads take the
 * next one as long as it has a place in a ring; the calling thread takes what came of them in their
 * order, which makes places free.  So nothing depends on how many threads there are, a reader of
 * the results who waits makes the study wait, and memory grows with threads and policies only.
 */
#ifndef KVSIM_ENGINE_STUDY_H
#define KVSIM_ENGINE_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/cell.h"

/* How many replications are run before it is looked again whether they are enough. */
enum { STUDY_BATCH = 16 };

/* How far a study is. */
struct study_progress {
    uint64_t cells, done; /* to be run as far as is known, run */
    uint64_t events;
    bool planning; /* all that is done just now, or some of it, is to look for the optimum */
};

struct study_setup {
    struct workload *const *workloads;
    size_t workload_count;
    struct policy *const *policies;
    size_t policy_count;
    struct tapes *tapes;    /* some traces may be on them already */
    uint64_t replications;  /* of workloads in which something is random; the others run once */
    int jobs;               /* threads */
    uint64_t shard, shards; /* which part of the rows is wanted, from 1, of how many */
    const struct receiver *receivers; /* at most CELL_RECEIVERS */
    size_t receiver_count;
    const enum goal *hull; /* that the cells find where a rule is planned; NULL for none */
    bool highlights;       /* are kept of the first replication of each workload, */
    int64_t moment_ns;     /* with the latest shrink at this time */
    /* Says what there was to say in a cell (cell->said), before the cell is taken; of many cells,
     * only the first ones are asked. */
    void (*say)(void *state, const struct cell *cell);
    /* Takes each cell in its order, on the calling thread; false, after a report, ends the study.
     */
    bool (*take)(void *state, const struct cell *cell);
    /* Whether the replications of this workload are enough; NULL to run all of them.  Else the rows
     * of the study are not known in number. */
    bool (*enough)(void *state, size_t workload);
    /* Called now and then; NULL for not at all. */
    void (*wait)(void *state, const struct study_progress *progress);
    void *state;
};

/* Runs a study.  Returns false after it has reported, or when a signal ended it: the cells that
 * were taken until then are complete. */
bool study_run(const struct study_setup *setup);

#endif
