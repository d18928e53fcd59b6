/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sums over the replications of a workload: for every figure of every lane the mean and the
 * half-width of its 95 % confidence interval (Student's t), and the same for the paired difference
 * from the baseline policy.  For the objectives, by which the verdict judges, it has the
 * differences of many pairs of policies.
 *
 * It adds exact printed decimals and their squares, so the order of replications changes no bit.
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
    uint64_t count; /* of values; 0: nothing is known */
    double mean;
    double half_width; /* of the interval; 0 when all values are the same, infinite of one of
                          several */
    bool constant;     /* all values are the same, as far as can be known */
    bool exact;        /* all the same, or only one */
    number_i128 sum;   /* of the values, in units of the last decimal */
    int decimals;
};

/* What shrinks freed, over all replications. */
struct reclaim {
    bool freed_slots, freed_bytes; /* some were */
    bool freed_bytes_in_use;       /* some bytes came back while there were entries */
};

/* What a context goes through under any policy, the lengths if no registration is rejected. */
enum summary_fact { FACT_REGISTERED, FACT_DEREGISTERED, FACT_PEAK, FACT_FINAL, FACTS };

/* Exact sums of figures. */
struct summary_sums {
    size_t count; /* of figures */
    number_i128 *values;
    struct wide *squares; /* NULL while there is one replication: they follow from the values */
};

/* Up to this many policies, every pair is compared.  With more, each is compared with a few: the
 * baseline, the first one, and the first that did not shrink in the first replication. */
enum { SUMMARY_PAIRED = 32, SUMMARY_REFERENCES = 4 };

/* The differences from a context's references, of all objectives, once there are two
 * replications. */
struct summary_pairs {
    size_t references[SUMMARY_PAIRED];
    size_t reference_count;
    struct summary_sums sums; /* per policy and reference, one per objective */
    uint32_t *counts;         /* per policy and reference: replications with a difference */
};

/* The hull of an optimum: at these counts of changes, no schedule has a smaller mean. */
struct summary_hull {
    double *means;
    int64_t *counts;
    size_t count;
};

struct summary_context {
    char *name;
    struct summary_hull hull; /* of the first replication, if its cell has one */
    struct summary_pairs pairs;
    uint32_t count;                  /* replications in which at least one policy did not fail */
    bool rejected;                   /* a policy had registrations rejected */
    int64_t shortest_ns, longest_ns; /* of their observations */
};

/* Columns that it uses. */
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
    int64_t baseline;                  /* differences are from this policy; -1 for none */
    struct summary_lane *lanes;        /* per context, one per policy */
    struct summary_sums figures;       /* per lane, one per column that is a figure */
    struct summary_sums differences;   /* the same, if there is a baseline */
    struct summary_sums facts;         /* FACTS of each context */
    struct summary_quantile *quantile; /* of Student's t, the last one computed */
};

/* Makes an empty summary of cells like this one.  The criteria are borrowed. */
struct summary *summary_new(const struct cell *cell, int64_t baseline,
                            const struct criteria *criteria);
void summary_free(struct summary *summary);

/* Adds a replication.  Returns false after it has reported that its contexts differ from the first
 * one's: the trace has changed meanwhile. */
bool summary_take(struct summary *summary, const struct cell *cell);

/* Return the estimates of a column (by index) of a policy in a context: of its mean, and of its
 * paired difference from the baseline. */
struct estimate summary_value(const struct summary *summary, int context, size_t policy,
                              int column);
struct estimate summary_difference(const struct summary *summary, int context, size_t policy,
                                   int column);

/* Estimates how much more of an objective (by its place) a policy has than another one.  Returns
 * false when the pair is not compared; for a policy and itself, when it is no reference. */
bool summary_pair(const struct summary *summary, int context, size_t policy, size_t other,
                  int objective, struct estimate *difference);

/* Sets the exact sum of a figure, in units of the last of its decimals.  Returns the number of
 * values. */
uint64_t summary_sum(const struct summary *summary, int context, size_t policy, int column,
                     number_i128 *sum);

/* Returns the estimate of what a context went through: events, and lengths.  Nothing is known when
 * all policies failed. */
struct estimate summary_fact(const struct summary *summary, int context, enum summary_fact fact);

const struct reclaim *summary_reclaim(const struct summary *summary, int context, size_t policy);

/* Returns whether the half-width of every mean's interval is at most this part of the mean.
 * Constant means do not count. */
bool summary_is_narrow(const struct summary *summary, double part);

#endif
