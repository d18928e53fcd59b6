/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cell of a study: one run of one workload.  One pass carries all policies through it.
 *
 * Its rows are its contexts, in their order, each with all policies.  A study may ask a cell for
 * some of its rows only.
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
    bool failed; /* the rule failed: there is nothing else to tell */
    /* The figures by column index, of a lane that was read from results instead of run: all below
     * is 0 then.  NULL for lanes that were run. */
    const number_i128 *figures;
    struct vector vector;
    struct counters counters;
    /* In a cell with planned rules: the least that any schedule holds with the same number of
     * moves, and the least that it has in slots with the same number of reallocations. */
    struct foresight_bound bounds[GOALS];
};

struct cell_context {
    char *name;
    int64_t registered, deregistered; /* events */
    struct outcome *outcomes;         /* one per policy */
    struct highlights *highlights;    /* one per policy; NULL when not kept */
    struct foresight_hull hull;       /* if asked for */
};

struct cell {
    /* The job. */
    const struct workload *workload;
    size_t variant;                 /* index among the study's workloads */
    struct run *run;                /* used if already made; the cell owns it */
    uint64_t replication;           /* from 1 */
    bool random;                    /* replications of the workload differ */
    size_t policy_at, policy_count; /* the policies to run */
    size_t row_at, row_count;       /* the rows wanted */
    /* Set when the study takes the cell: */
    uint64_t rows_before;     /* its first row, among all rows of the study */
    struct fingerprint study; /* `rows` is 0 while their number is not known */
    /* The results. */
    bool fine;
    int64_t duration_ns;
    struct digest given;           /* of the study's only cell: its sources' input (run_digest) */
    struct cell_context *contexts; /* in the order of the rows */
    int context_count;
    char *said; /* messages of the run, for standard error */
    size_t said_bytes;
};

/* The most receivers. */
enum { CELL_RECEIVERS = 4 };

struct cell_setup {
    struct policy *const *policies;
    const struct rule *const *rules; /* rules of the policies */
    const struct families *families; /* families of the rules */
    int threads;                     /* that a cell may use */
    struct tapes *tapes;
    const struct receiver *receivers;
    size_t receiver_count;
    const enum goal *hull;   /* wanted where a rule is planned; NULL for none */
    bool highlights;         /* keep those of first replications, */
    int64_t moment_ns;       /* with the latest shrink at this time */
    atomic_ullong *events;   /* counts up while the cell runs */
    atomic_int *planning;    /* counts cells that look for the optimum */
    const atomic_bool *stop; /* once true, the cell ends without results */
};

/* Runs the cell. */
void cell_run(struct cell *cell, const struct cell_setup *setup);

/* Returns whether the study wants a row of the cell. */
static inline bool cell_wants(const struct cell *cell, int context, size_t policy) {
    size_t row = (size_t)context * cell->policy_count + policy;
    return row >= cell->row_at && row - cell->row_at < cell->row_count;
}

/* Returns whether the study wants all rows, however many contexts there will be. */
static inline bool cell_wants_all(const struct cell *cell) {
    return cell->row_at == 0 && cell->row_count == SIZE_MAX;
}

/* Frees the cell's results. */
void cell_fini(struct cell *cell);

#endif
