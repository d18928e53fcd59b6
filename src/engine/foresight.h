/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foresight: what is known of a run before it is run, for the rules that are planned.
 *
 * A first run of the same events gives the course of each context; from it the optima are worked
 * out, when they are asked for, and kept.
 */
#ifndef KVSIM_ENGINE_FORESIGHT_H
#define KVSIM_ENGINE_FORESIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/optimum.h"
#include "policy/rule.h"
#include "workload/run.h"

/* Asked now and then whether to give up. */
struct foresight_stop {
    bool (*stop)(void *asking);
    void *asking;
};

struct foresight {
    const struct machine *machine;
    struct foresight_stop stop;
    struct course courses[LIMIT_CONTEXTS]; /* by the index of the context */
    struct optimum *optima[LIMIT_CONTEXTS][GOALS];
    char *names[LIMIT_CONTEXTS];
    int context_count;
};

/* Whether one of the rules is planned. */
bool foresight_is_needed(const struct rule *const *rules, size_t count);

/* Takes all events of a run.  Returns NULL after it has reported, or when it was stopped. */
struct foresight *foresight_new(struct run *run, struct foresight_stop stop);
void foresight_free(struct foresight *foresight);

/* The optimum of a context; NULL after it has reported, or when it was stopped. */
struct optimum *foresight_optimum(struct foresight *foresight, int context, enum goal goal);

/* Plans a planned rule for a context.  Returns false after it has reported, or when it was stopped.
 */
bool foresight_plan(struct foresight *foresight, int context, const struct rule *rule,
                    struct wishes *plan);

/* The hull at a count: its area is area_ns / parts. */
struct foresight_bound {
    number_u128 area_ns;
    uint64_t parts;
};

/* Between two vertices, the line that joins them.  Returns false after it has reported, or when it
 * was stopped. */
bool foresight_bound(struct foresight *foresight, int context, enum goal goal, int64_t count,
                     struct foresight_bound *bound);

/* All vertices of a context's hull, the counts rising. */
struct foresight_hull {
    struct optimum_vertex *vertices; /* the receiver's */
    size_t count;
};

/* Returns false after it has reported, or when it was stopped. */
bool foresight_find_hull(struct foresight *foresight, int context, enum goal goal,
                         struct foresight_hull *hull);

/* How many vertices stand for a hull at most. */
enum { FORESIGHT_VERTICES = 12 };

/* The counts of the vertices that stand for a hull, those of the context with most events: the
 * ends, and those that keep the line through them nearest to the hull.  Where another context's
 * least count is greater than the first ones, it takes their place.  Sets how many there are;
 * returns false after it has reported, or when it was stopped. */
bool foresight_choose(struct foresight *foresight, enum goal goal,
                      int64_t counts[FORESIGHT_VERTICES], size_t *count);

#endif
