/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions of durations, read from YAML.  Draws are rounded to whole nanoseconds; those above
 * LIMIT_TIME_NS count as LIMIT_TIME_NS.
 */
#ifndef KVSIM_WORKLOAD_DISTRIBUTION_H
#define KVSIM_WORKLOAD_DISTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/doc.h"
#include "workload/xoshiro.h"

/* A kind of distribution with two numbers, whose meaning depends on the kind, or a constant. */
struct distribution {
    const struct distribution_kind *kind;
    double a, b;
    int64_t fixed_ns;
};

struct distribution_kind {
    const char *name;
    const char *summary;
    bool (*read)(struct distribution *distribution, const struct doc_node *node);
    int64_t (*draw)(const struct distribution *distribution,
                    struct xoshiro *random); /* as distribution_draw */
};

extern const struct distribution_kind distribution_kinds[];
extern const int distribution_kind_count;

/* Reads "{KIND: PARAMETERS}"; `what` is its key, for messages.  Returns false after it has
 * reported. */
bool distribution_read(struct distribution *distribution, const struct doc_node *node,
                       const char *what);

/* Returns whether draws differ. */
bool distribution_draws(const struct distribution *distribution);

/* Draws a duration in nanoseconds, from 0 to LIMIT_TIME_NS. */
static inline int64_t distribution_draw(const struct distribution *distribution,
                                        struct xoshiro *random) {
    return distribution->kind->draw(distribution, random);
}

#endif
