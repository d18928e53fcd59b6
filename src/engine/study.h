/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study: every workload run in every replication, on several threads.
 *
 * Cells are in the row order of the results: workload, then replication.  A thread takes the next
 * cell once the ring has a place for it.  The calling thread takes the results in cell order, which
 * frees places.  So results do not depend on the number of threads, a slow reader of the results
 * makes the study wait, and memory grows only with threads and policies.  Where there are more
 * threads than cells, a cell's policies share them (engine/team.h).
 */
#ifndef KVSIM_ENGINE_STUDY_H
#define KVSIM_ENGINE_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/cell.h"

/* Replications per batch: after each, the study checks whether they are enough. */
enum { STUDY_BATCH = 16 };

/* How far a study is. */
struct study_progress {
    uint64_t cells, done; /* cells to be run, as far as known; cells run */
    uint64_t events;
    bool planning; /* some cells look for the optimum just now */
};

struct study_setup {
    struct workload *const *workloads;
    size_t workload_count;
    struct policy *const *policies;
    size_t policy_count;
    struct tapes *tapes;    /* may hold some traces already */
    uint64_t replications;  /* of random workloads; the others run once */
    int jobs;               /* threads */
    uint64_t shard, shards; /* the part of the rows wanted, from 1, and the number of parts */
    const struct receiver *receivers; /* at most CELL_RECEIVERS */
    size_t receiver_count;
    const enum goal *hull; /* the cells find it where a rule is planned; NULL for none */
    bool highlights;       /* keep those of the first replication of each workload, */
    int64_t moment_ns;     /* with the latest shrink at this time */
    /* Reports the messages of a cell (cell->said), before `take`; of many cells with messages,
     * called for the first ones and for cells that failed. */
    void (*say)(void *state, const struct cell *cell);
    /* Takes each cell in order, on the calling thread.  False, after a report, ends the study. */
    bool (*take)(void *state, const struct cell *cell);
    /* Returns whether the replications of this workload are enough; NULL to run all of them.  When
     * set, the number of the study's rows is not known. */
    bool (*enough)(void *state, size_t workload);
    /* Called now and then; NULL for never. */
    void (*wait)(void *state, const struct study_progress *progress);
    void *state;
};

/* Runs a study.  Returns false after it has reported, or when a signal ended it.  Cells taken until
 * then are complete. */
bool study_run(const struct study_setup *setup);

#endif
