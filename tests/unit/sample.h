/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many draws against a cumulative distribution function, by Pearson's chi-square and by Kolmogorov
 * and Smirnov, each at the level of 0.1 %.  The stream is fixed, so a test passes always or
 * never. */
#ifndef KVSIM_TESTS_SAMPLE_H
#define KVSIM_TESTS_SAMPLE_H

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "tap.h"
#include "workload/random.h"

enum { SAMPLE_CELLS = 2000 };

static int sample_by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Sorts values spread over 0 to 1, bucket by bucket, in linear time.  The caller frees the
 * result. */
static inline double *sample_sorted(const double *values, int draws) {
    double *sorted = malloc((size_t)draws * sizeof *sorted);
    int *ends = calloc((size_t)draws + 1, sizeof *ends); /* of each bucket, in the end */
    if (!sorted || !ends)
        abort();
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < draws; i++) {
            int bucket = values[i] > 0 ? (int)(fmin(values[i], 1) * (draws - 1)) : 0;
            if (pass == 0)
                ends[bucket + 1]++;
            else
                sorted[ends[bucket]++] = values[i];
        }
        for (int bucket = 0; pass == 0 && bucket < draws; bucket++)
            ends[bucket + 1] += ends[bucket];
    }
    for (int bucket = 0, start = 0; bucket < draws; start = ends[bucket++])
        if (ends[bucket] - start > 1)
            qsort(sorted + start, (size_t)(ends[bucket] - start), sizeof *sorted, sample_by_size);
    free(ends);
    return sorted;
}

/* Each cell's share of the draws against the expected one, for cells of equal probability. */
static void sample_test_cells(const char *name, const double *values, int draws) {
    const double wanted = (double)draws / (double)SAMPLE_CELLS;
    double square = 0;
    for (int cell = 0, i = 0; cell < SAMPLE_CELLS; cell++) {
        int count = 0;
        for (; i < draws && values[i] * (double)SAMPLE_CELLS < cell + 1; i++)
            count++;
        square += (count - wanted) * (count - wanted) / wanted;
    }
    double probability = gsl_cdf_chisq_Q(square, SAMPLE_CELLS - 1);
    tap_ok(probability > 0.001 && probability < 0.999, "%s: chi-square: %.3f of samples are worse",
           name, probability);
}

static void sample_test_distance(const char *name, const double *values, int draws) {
    double distance = 0;
    for (int i = 0; i < draws; i++) {
        distance = fmax(distance, values[i] - (double)i / draws);
        distance = fmax(distance, (double)(i + 1) / draws - values[i]);
    }
    /* One of a thousand samples exceeds 1.95. */
    distance *= sqrt(draws);
    tap_ok(distance < 1.95, "%s: Kolmogorov-Smirnov: %.3f", name, distance);
}

/* Tests draws.  Returns them sorted, as probabilities, which are uniform when the function is
 * theirs.  The caller frees the result. */
static inline double *sample_new(const char *name, int draws,
                                 double (*draw)(struct xoshiro *random),
                                 double (*probability)(double x)) {
    double *values = malloc((size_t)draws * sizeof *values);
    struct xoshiro random = random_stream(1, 1, RANDOM_LIFETIME, 0);
    if (!values)
        abort();
    for (int i = 0; i < draws; i++)
        values[i] = probability(draw(&random));
    double *sorted = sample_sorted(values, draws);
    free(values);
    sample_test_cells(name, sorted, draws);
    sample_test_distance(name, sorted, draws);
    return sorted;
}

#endif
