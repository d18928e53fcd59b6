/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foresight: knowledge of a run before the run, for planned rules.
 *
 * A first run of the same events gives the course of each context.  Foresight works out the optima
 * from the courses on request, and keeps them.
 */
#ifndef KVSIM_ENGINE_FORESIGHT_H
#define KVSIM_ENGINE_FORESIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/optimum.h"
#include "policy/rule.h"
#include "workload/run.h"

/* Tells whether to give up; called now and then. */
struct foresight_stop {
    bool (*stop)(void *asking);
    void *asking;
};

struct foresight {
    const struct machine *machine;
    struct foresight_stop stop;
    struct course courses[LIMIT_CONTEXTS]; /* by context index */
    struct optimum *optima[LIMIT_CONTEXTS][GOALS];
    char *names[LIMIT_CONTEXTS];
    int context_count;
};

/* Returns whether one of the rules is planned. */
bool foresight_is_needed(const struct rule *const *rules, size_t count);

/* Takes all events of a run.  Returns NULL after it has reported, or when stopped. */
struct foresight *foresight_new(struct run *run, struct foresight_stop stop);
void foresight_free(struct foresight *foresight);

/* Returns the optimum of a context; NULL after it has reported, or when stopped. */
struct optimum *foresight_optimum(struct foresight *foresight, int context, enum goal goal);

/* Plans a planned rule for a context.  Returns false after it has reported, or when stopped. */
bool foresight_plan(struct foresight *foresight, int context, const struct rule *rule,
                    struct wishes *plan);

/* The hull at a count: its area is area_ns / parts. */
struct foresight_bound {
    number_u128 area_ns;
    uint64_t parts;
};

/* Finds the hull at a count; between two vertices, it is the line that joins them.  Returns false
 * after it has reported, or when stopped. */
bool foresight_bound(struct foresight *foresight, int context, enum goal goal, int64_t count,
                     struct foresight_bound *bound);

/* All vertices of a context's hull, by rising count. */
struct foresight_hull {
    struct optimum_vertex *vertices; /* the caller frees them */
    size_t count;
};

/* Finds the hull.  Returns false after it has reported, or when stopped. */
bool foresight_find_hull(struct foresight *foresight, int context, enum goal goal,
                         struct foresight_hull *hull);

/* The most vertices that stand for a hull. */
enum { FORESIGHT_VERTICES = 12 };

/* Chooses the vertices that stand for the hull of the context with the most events, and gives their
 * counts: the ends, and the vertices that keep the line through them nearest to the hull.  Where
 * another context's least count exceeds the first counts, it replaces them.  Sets *count.  Returns
 * false after it has reported, or when stopped. */
bool foresight_choose(struct foresight *foresight, enum goal goal,
                      int64_t counts[FORESIGHT_VERTICES], size_t *count);

#endif
