/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A context's figures in sentences: which policy is best by the objectives; how it differs from not
 * shrinking at all and from the first policy; which policies never shrank, or shrank and freed
 * nothing; and how far they are from the optimum, if one is compared.
 *
 * The sentences follow from the figures in the CSV, not from the names of policies.  They call a
 * mean over replications lower only when the interval of the paired difference excludes 0.
 */
#ifndef KVSIM_RESULTS_VERDICT_H
#define KVSIM_RESULTS_VERDICT_H

#include <stddef.h>

struct results;

/* The most sentences. */
enum { VERDICT_SENTENCES = 4 };

struct verdict {
    char *sentences[VERDICT_SENTENCES];
    int count;
};

/* Returns the verdict on a context (by index) of a workload all of whose cells were taken.  The
 * caller calls verdict_fini. */
struct verdict verdict_of(const struct results *results, size_t workload, int context);

/* Adds a sentence, which the verdict frees.  An empty one is dropped. */
void verdict_add(struct verdict *verdict, char *sentence);
void verdict_fini(struct verdict *verdict);

#endif
