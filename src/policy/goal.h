/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the clairvoyant optimum (engine/optimum.h) minimises at a limited cost: its two
 * trade-offs. */
#ifndef KVSIM_POLICY_GOAL_H
#define KVSIM_POLICY_GOAL_H

enum goal {
    GOAL_HELD,  /* bytes held, for a number of moves */
    GOAL_WASTE, /* slots wasted, for a number of reallocations */
    GOALS
};

/* Returns the name of the cost: "moves" or "reallocs". */
static inline const char *goal_cost(enum goal goal) {
    return goal == GOAL_HELD ? "moves" : "reallocs";
}

#endif
