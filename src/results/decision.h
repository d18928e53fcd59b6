/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision about the policies in a context of a workload: how they rank by the objectives,
 * which of them no other beats, and which are shown.
 *
 * A policy is judged by the means of its printed figures (base/mean) over the replications in which
 * it did not fail.  One that always failed is not judged.
 */
#ifndef KVSIM_RESULTS_DECISION_H
#define KVSIM_RESULTS_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mean.h"
#include "results/criteria.h"
#include "results/summary.h"

/* A policy to choose from. */
struct candidate {
    struct mean values[OBJECTIVES]; /* of the objectives; the same for all where there is none */
    size_t policy;                  /* by index, each once */
    bool optimal; /* none is at least as small in every objective and smaller in one */
};

struct decision {
    size_t candidate_count;
    size_t *ranking;         /* the candidates, those that exceed no bound, the best first */
    size_t best[OBJECTIVES]; /* the one that has least of each objective, the first in the ranking
                                of those that have; if there is a candidate */
    bool *optimal;           /* of each policy: a candidate that no other one beats */
    size_t shown_count;
    size_t *shown; /* the policies that are shown, in their order */
    bool *kept;    /* of each policy: it is shown */
};

/* Ranks candidates: sorts them by the first objective, then the second, then the third, then the
 * policy, and finds the optimal ones.  The time is that of sorting. */
void decision_rank(struct candidate *candidates, size_t count);

/* Decides on the policies of a context (by index). */
struct decision *decision_new(const struct criteria *criteria, const struct summary *summary,
                              int context);
void decision_free(struct decision *decision);

#endif
