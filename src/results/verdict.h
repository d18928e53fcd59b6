/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A context's figures in sentences: which policy is best by the objectives, how
 * it differs from not shrinking at all and from the first policy, which policies never shrank or
 * got nothing back for it, and how far they are from the optimum, if one is compared.
 *
 * The sentences follow from the figures that the CSV has, not from what policies are called.  Of
 * means over replications they say that one is lower only where the interval of the paired
 * difference excludes 0.
 */
#ifndef KVSIM_RESULTS_VERDICT_H
#define KVSIM_RESULTS_VERDICT_H

#include <stddef.h>

struct results;

/* How many there are at most. */
enum { VERDICT_SENTENCES = 4 };

struct verdict {
    char *sentences[VERDICT_SENTENCES];
    int count;
};

/* The verdict on a context (by index) of a workload whose cells were all taken. */
struct verdict verdict_of(const struct results *results, size_t workload, int context);

/* Adds a sentence, which the verdict frees; an empty one is none. */
void verdict_add(struct verdict *verdict, char *sentence);
void verdict_fini(struct verdict *verdict);

#endif
