/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cell of a study: one run of one workload, through which one pass carries all policies.
 *
 * Its rows are its contexts, in their order, each with all policies; a cell may be asked for some
 * of them only.
 */
#ifndef KVSIM_ENGINE_CELL_H
#define KVSIM_ENGINE_CELL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "engine/fingerprint.h"
#include "engine/foresight.h"
#include "engine/pass.h"
#include "policy/policy.h"
#include "workload/run.h"

/* What became of a lane. */
struct outcome {
    const struct rule *rule;
    bool failed; /* the rule did, and there is nothing else to tell */
    /* Of a lane that was not run but read from results: its figures by the index of the column.
     * Then all below is 0.  NULL of others. */
    const number_i128 *figures;
    struct vector vector;
    struct counters counters;
    /* In a cell with planned rules: the least that any schedule with as many moves holds, and with
     * as many reallocations has in slots. */
    struct foresight_bound bounds[GOALS];
};

struct cell_context {
    char *name;
    int64_t registered, deregistered; /* events */
    int64_t final_length;
    struct outcome *outcomes;      /* one a policy */
    struct highlights *highlights; /* the same; NULL when they were not kept */
    struct foresight_hull hull;    /* if it was asked for */
};

struct cell {
    /* What is to be done. */
    const struct workload *workload;
    size_t variant;                 /* which of the study's workloads that is */
    struct run *run;                /* to be used if it is made already; the cell's */
    uint64_t replication;           /* from 1 */
    bool random;                    /* replications of the workload differ */
    size_t policy_at, policy_count; /* which of the policies are run */
    size_t row_at, row_count;       /* which of the rows are wanted */
    /* Set when it is taken: */
    uint64_t rows_before;     /* its first row, among all rows of the study */
    struct fingerprint study; /* without rows as long as these cannot be counted */
    /* What came of it. */
    bool fine;
    int64_t duration_ns;
    struct digest given;           /* to its sources (run_digest) */
    struct cell_context *contexts; /* in the order of the rows */
    int context_count;
    char *said; /* what there was to report on the way, for standard error */
    size_t said_bytes;
};

/* How many receivers there are at most. */
enum { CELL_RECEIVERS = 4 };

struct cell_setup {
    struct policy *const *policies;
    const struct rule *const *rules; /* of the policies */
    const struct families *families; /* of the rules */
    struct tapes *tapes;
    const struct receiver *receivers;
    size_t receiver_count;
    const enum goal *hull;   /* that is wanted where a rule is planned; NULL for none */
    bool highlights;         /* are kept of first replications, */
    int64_t moment_ns;       /* with the latest shrink at this time */
    atomic_ullong *events;   /* counts on while the cell runs */
    atomic_int *planning;    /* cells that look for the optimum */
    const atomic_bool *stop; /* when it becomes true, the cell ends without results */
};

/* Runs the cell. */
void cell_run(struct cell *cell, const struct cell_setup *setup);

/* Whether a row of it is wanted. */
static inline bool cell_wants(const struct cell *cell, int context, size_t policy) {
    size_t row = (size_t)context * cell->policy_count + policy;
    return row >= cell->row_at && row - cell->row_at < cell->row_count;
}

/* Frees the cell's results. */
void cell_fini(struct cell *cell);

#endif
