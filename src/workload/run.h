/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of a workload: a replication's events, in the order of time; at equal times in the order
 * of the sources, then of their own.
 *
 * Runs of one workload are independent, and may go on in several threads.
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
    struct feed *feeds; /* one per source, after one for --initial */
    size_t feed_count;
    int64_t last_ns; /* the latest event so far */
    bool random;     /* a source draws random numbers: replications differ */
};

/* Prepares for the first event.  Opens no trace that is on a tape.  Returns NULL after it has
 * reported. */
struct run *run_new(const struct workload *workload, uint64_t replication, struct tapes *tapes);
void run_free(struct run *run);

/* Before the first event: reads the traces onto tapes, for every later run.  Returns false after it
 * has reported, or when a signal ends the program. */
bool run_record(struct run *run);

/* Adds to a digest the input of its sources beside the text of the workload.  Returns false while
 * that is not known: until all of it is on tapes, or the run has ended. */
bool run_digest(const struct run *run, struct digest *digest);

/* Makes the next events.  Returns how many (at most EVENT_BATCH), 0 at the end, -1 after it has
 * reported or when a signal ends the program. */
int run_next(struct run *run, struct event events[EVENT_BATCH]);

/* Returns the end of the observation, after run_next has returned 0. */
int64_t run_end_ns(const struct run *run);

#endif
