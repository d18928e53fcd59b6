/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of a workload: a replication's events, in the order of time; at equal times in the order
 * of the sources, then of their own.
 *
 * Runs of one workload know nothing of each other, and may go on in several threads.
 */
#ifndef KVSIM_WORKLOAD_RUN_H
#define KVSIM_WORKLOAD_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/contexts.h"
#include "model/event.h"
#include "workload/tapes.h"
#include "workload/workload.h"

struct run {
    const struct workload *workload;
    uint64_t replication; /* from 1 */
    struct tapes *tapes;
    struct contexts contexts;
    struct feed *feeds; /* one a source, and what --initial tells before them */
    size_t feed_count;
    int64_t last_ns; /* the latest event so far */
    bool random;     /* a source draws random numbers: replications differ */
};

/* Makes ready for the first event.  Traces that are on one of the tapes are not opened.  Returns
 * NULL after it has reported. */
struct run *run_new(const struct workload *workload, uint64_t replication, struct tapes *tapes);
void run_free(struct run *run);

/* Before the first event: puts the traces that are read onto tapes, for every run to come.  Returns
 * false after it has reported, or when a signal ends the program. */
bool run_record(struct run *run);

/* Adds to a digest what its sources were given beside the text of the workload: once all of that is
 * on tapes, or the run has ended.  Returns false where it is not known yet. */
bool run_digest(const struct run *run, struct digest *digest);

/* The next events: how many (at most EVENT_BATCH), 0 at the end, -1 after a failure, which has
 * been reported unless a signal ends the program. */
int run_next(struct run *run, struct event events[EVENT_BATCH]);

/* The end of the observation, once run_next has returned 0. */
int64_t run_end_ns(const struct run *run);

#endif
