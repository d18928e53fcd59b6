/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The replications of a workload summed up: for every figure of every lane its mean and the
 * half-width of its 95 % confidence interval (Student's t), and the same for the difference to the
 * baseline policy, taken replication by replication.  Of the objectives, which the verdict is made
 * of, it knows the differences of many pairs of policies.
 *
 * A figure is summed up as the exact decimals that are printed of it, and so are their squares: no
 * order in which replications come changes a bit.
 */
#ifndef KVSIM_RESULTS_SUMMARY_H
#define KVSIM_RESULTS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/number.h"
#include "base/wide.h"
#include "engine/cell.h"
#include "results/criteria.h"

/* What is known of a mean. */
struct estimate {
    uint64_t count; /* of values; with 0 of them nothing is known */
    double mean;
    double half_width; /* of the interval; 0 when all values are the same, infinite of one of
                          several */
    bool constant;     /* all values are the same, as far as can be known */
    bool exact;        /* the same, or there is one only: `value` is it */
    number_i128 value; /* in units of the last decimal */
    int decimals;
};

/* What shrinks were for, over all replications. */
struct reclaim {
    bool freed_slots, freed_bytes; /* some were */
    bool freed_bytes_in_use;       /* bytes came back while there were entries */
};

/* What a context goes through, whatever the policy. */
enum summary_fact { FACT_REGISTERED, FACT_DEREGISTERED, FACT_PEAK, FACT_FINAL, FACTS };

/* Exact sums of figures. */
struct summary_sums {
    size_t count; /* of figures */
    number_i128 *values;
    struct wide *squares; /* NULL while there is one replication: they follow from the values */
};

/* Up to this many policies, every pair is compared.  Of more, each is compared with a few of them:
 * the baseline, the first one, and the first that did not shrink in the first replication. */
enum { SUMMARY_PAIRED = 32, SUMMARY_REFERENCES = 4 };

/* The differences to a context's references, of all objectives, once there are two replications. */
struct summary_pairs {
    size_t references[SUMMARY_PAIRED];
    size_t reference_count;
    struct summary_sums sums; /* of each policy and reference, one an objective */
    uint32_t *counts;         /* of each policy and reference: replications with a difference */
};

/* The hull of an optimum: the means that no schedule is below, at these counts of changes. */
struct summary_hull {
    double *means;
    int64_t *counts;
    size_t count;
};

struct summary_context {
    char *name;
    struct summary_hull hull; /* of the first replication, if its cell has one */
    struct summary_pairs pairs;
    uint32_t count;                  /* replications in which a policy came to its end */
    int64_t shortest_ns, longest_ns; /* of their observations */
};

/* Columns that it looks at. */
struct summary_columns {
    int events, registered, rejected, peak_len, freed_slots, freed_bytes, freed_bytes_when_empty,
        shrinks;
};

struct summary {
    struct summary_columns columns;
    const struct criteria *criteria;
    uint64_t replications;
    bool random; /* they differ, if there are several */
    size_t policy_count;
    int context_count;
    struct summary_context *contexts;
    int64_t baseline;                  /* the policy that differences are to; -1 for none */
    struct summary_lane *lanes;        /* of each context, one a policy */
    struct summary_sums figures;       /* of each lane, one a column that is a figure */
    struct summary_sums differences;   /* the same, if there is a baseline */
    struct summary_sums facts;         /* FACTS of each context */
    struct summary_quantile *quantile; /* of Student's t, as it was last asked for */
};

/* An empty summary of cells like this one; the criteria are borrowed. */
struct summary *summary_new(const struct cell *cell, int64_t baseline,
                            const struct criteria *criteria);
void summary_free(struct summary *summary);

/* Adds a replication.  Returns false after it has reported that its contexts are others than those
 * of the first: the trace was changed meanwhile. */
bool summary_take(struct summary *summary, const struct cell *cell);

/* The estimate of a column (by index), of a policy in a context. */
struct estimate summary_value(const struct summary *summary, int context, size_t policy,
                              int column);
struct estimate summary_difference(const struct summary *summary, int context, size_t policy,
                                   int column);

/* The estimate of what a policy has more of an objective (by its place) than another one.  Returns
 * false where the pair is not compared; of a policy and itself, where it is not compared with all.
 */
bool summary_pair(const struct summary *summary, int context, size_t policy, size_t other,
                  int objective, struct estimate *difference);

/* The exact sum of a figure, in units of the last of its decimals; returns of how many values. */
uint64_t summary_sum(const struct summary *summary, int context, size_t policy, int column,
                     number_i128 *sum);

/* The estimate of what a context went through: events, and lengths.  Nothing is known where all
 * policies failed. */
struct estimate summary_fact(const struct summary *summary, int context, enum summary_fact fact);

const struct reclaim *summary_reclaim(const struct summary *summary, int context, size_t policy);

/* Whether the interval of every mean that is not constant is at most this part of the mean. */
bool summary_is_narrow(const struct summary *summary, double part);

#endif
