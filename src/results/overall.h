/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How policies do over several workloads.  For each objective they have the ratios of a policy's
 * mean to the best one's, context by context: their average and the worst.
 *
 * Where the best is 0 there is no ratio; the policies above 0 are counted there.
 */
#ifndef KVSIM_RESULTS_OVERALL_H
#define KVSIM_RESULTS_OVERALL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/number.h"
#include "results/criteria.h"
#include "results/verdict.h"

/* Of a policy and an objective. */
struct overall_ratio {
    double sum, worst;
    uint64_t count;  /* contexts with a ratio */
    uint64_t above;  /* contexts in which the best has 0 and it has more */
    size_t workload; /* the first one where it is at its worst */
    int context;
};

struct overall {
    size_t policy_count;
    int objective_count;
    uint64_t workloads;           /* that were taken, complete or not */
    uint64_t contexts;            /* contexts of these */
    uint64_t zeros[OBJECTIVES];   /* in which the best has 0 */
    struct overall_ratio *ratios; /* of each policy, OBJECTIVES of them */
    uint64_t *shown;              /* of each policy, in how many contexts it is shown, */
    uint64_t *judged;             /* and in how many it completed and exceeds no bound */
};

/* A line: of a policy, whose name stands for others with the same ratios. */
struct overall_line {
    size_t policy, others;
};

struct results;

/* Adds a context of a workload (by index), after its decision. */
void overall_take(struct overall *overall, const struct results *results, size_t workload,
                  int context);
void overall_fini(struct overall *overall);

/* Returns the lines of the policies that are shown somewhere, in their order.  From RESULTS_MANY
 * on, equal ones share a line, under the shortest name.  The caller frees them. */
struct overall_line *overall_lines(const struct results *results, size_t *count);

/* Write the mean and the worst ratio, with three decimals; "-" when there is none. */
void overall_write_mean(const struct overall_ratio *ratio, char text[NUMBER_TEXT]);
void overall_write_worst(const struct overall_ratio *ratio, char text[NUMBER_TEXT]);

static inline const struct overall_ratio *overall_ratio(const struct overall *overall,
                                                        size_t policy, int objective) {
    return &overall->ratios[policy * OBJECTIVES + (size_t)objective];
}

/* Writes how many contexts and workloads the ratios cover, and what they are. */
void overall_write_head(const struct overall *overall, FILE *stream);

/* Returns sentences: which policy is safe for all, and where there is no ratio.  The caller calls
 * verdict_fini. */
struct verdict overall_verdict(const struct results *results);

#endif
