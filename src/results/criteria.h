/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How policies are judged, and which of them are shown: --objectives, --pareto, --top,
 * --at-most. */
#ifndef KVSIM_RESULTS_CRITERIA_H
#define KVSIM_RESULTS_CRITERIA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mean.h"
#include "policy/goal.h"
#include "policy/selection.h"

/* The most objectives. */
enum { OBJECTIVES = 3 };

/* A figure that must not exceed a number, or the same figure of a policy. */
struct bound {
    int column; /* by index */
    bool of_policy;
    size_t policy; /* by index */
    struct mean value;
};

struct criteria {
    int objectives[OBJECTIVES]; /* columns by index, the most important one first */
    int objective_count;        /* at least two */
    bool given;                 /* they are the user's */
    bool pareto;                /* only policies that no other one beats */
    size_t top;                 /* at most this many; 0 for all */
    struct bound *bounds;       /* all of them hold */
    size_t bound_count, bound_room;
};

/* The default objectives, and no choice. */
void criteria_init(struct criteria *criteria);
void criteria_fini(struct criteria *criteria);

/* Read the value of --objectives, and of one --at-most, which adds a bound.  Return false after
 * they have reported a mistake. */
bool criteria_read_objectives(struct criteria *criteria, const char *list);
bool criteria_read_bound(struct criteria *criteria, const char *text,
                         const struct selection *selection);

/* Finds the optimum's goal by the first two objectives: an area at a count of changes, or, then
 * `turned`, the other way around.  Returns false when they are no goal. */
bool criteria_goal(const struct criteria *criteria, enum goal *goal, bool *turned);

/* Returns whether some policies may be left out, or come in another order than given. */
bool criteria_choose(const struct criteria *criteria);

#endif
