/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The replications of a workload summed up: for every figure of every lane its mean and the
 * half-width of its 95 % confidence interval (Student's t), and the same for the difference to the
 * baseline policy, taken replication by replication.
 */
#ifndef KVSIM_REPORT_SUMMARY_H
#define KVSIM_REPORT_SUMMARY_H

#include <gsl/gsl_rstat.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/cell.h"

/* What is known of a mean. */
struct estimate {
    uint64_t count; /* of values; with 0 of them nothing is known */
    double mean;
    double half_width; /* of the interval; 0 when all values are the same, infinite of one of
                          several */
    bool constant;     /* all values are the same, as far as can be known */
};

/* What shrinks were for, over all replications. */
struct truth {
    int64_t freed_slots, freed_bytes;
    int64_t freed_bytes_when_empty;
    int64_t shrinks, frees;
};

/* What a context goes through, whatever the policy. */
enum summary_fact { FACT_REGISTERED, FACT_DEREGISTERED, FACT_PEAK, FACT_FINAL, FACTS };

struct summary {
    uint64_t replications;
    int64_t shortest_ns, longest_ns; /* of the observations */
    size_t policy_count;
    int context_count;
    char **contexts;
    struct summary_facts *facts; /* of each context */
    struct summary_lane *lanes;  /* of each context, one a policy */
    int64_t baseline;            /* the policy that differences are to; -1 for none */
};

void truth_add(struct truth *truth, const struct counters *counters);

/* An empty summary of cells like this one. */
struct summary *summary_new(const struct cell *cell, int64_t baseline);
void summary_free(struct summary *summary);

/* Adds a replication. */
void summary_take(struct summary *summary, const struct cell *cell);

/* The estimate of a column (by index), of a policy in a context. */
struct estimate summary_value(const struct summary *summary, int context, size_t policy,
                              int column);
struct estimate summary_difference(const struct summary *summary, int context, size_t policy,
                                   int column);

/* The estimate of what a context went through: events, and lengths. */
struct estimate summary_fact(const struct summary *summary, int context, enum summary_fact fact);

const struct truth *summary_truth(const struct summary *summary, int context, size_t policy);

/* Whether the interval of every mean that is not constant is at most this part of the mean. */
bool summary_is_narrow(const struct summary *summary, double part);

#endif
