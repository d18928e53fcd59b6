/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study: every workload run in every replication, on several threads.
 *
 * The cells are an array, in the order of the rows of results: workload, then replication.  Threads
 * take the next cell by one atomic addition and leave what came of it in its place; the calling
 * thread takes the cells in their order.  So nothing depends on how many threads there are.
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
};

struct study_setup {
    struct workload *const *workloads;
    size_t workload_count;
    struct policy *const *policies;
    size_t policy_count;
    uint64_t replications;  /* of workloads in which something is random; the others run once */
    int jobs;               /* threads */
    uint64_t shard, shards; /* which part of the rows is wanted, from 1, of how many */
    const struct observer *observer;
    const struct cell_witness *witness;
    /* Says what there was to say in a cell (cell->said), before the cell is taken; of many cells,
     * only the first ones are asked. */
    void (*say)(void *state, const struct cell *cell);
    /* Takes each cell in its order, on the calling thread; false, after a report, ends the study.
     */
    bool (*take)(void *state, const struct cell *cell);
    /* Whether the replications of this workload are enough; NULL to run all of them. */
    bool (*enough)(void *state, size_t workload);
    /* Called now and then; NULL for not at all. */
    void (*wait)(void *state, const struct study_progress *progress);
    void *state;
};

/* Runs a study.  Returns false after it has reported, or when a signal ended it: the cells that
 * were taken until then are complete. */
bool study_run(const struct study_setup *setup);

#endif
