/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is worth telling of one lane's run beside its sums: the first and the largest of the shrinks
 * that its rule asked for, the last one up to a moment, and how near the rule came to asking.  Kept
 * only where somebody wants it, of lanes that are stepped through every event.
 */
#ifndef KVSIM_ENGINE_HIGHLIGHTS_H
#define KVSIM_ENGINE_HIGHLIGHTS_H

#include <stdint.h>

#include "engine/counters.h"

/* A shrink that the rule asked for, whatever came of it. */
struct highlight {
    int64_t number; /* which of them, from 1; 0 for none */
    struct step step;
};

/* A deregistration. */
struct approach {
    int64_t time_ns, len, cap; /* after it, before any shrink; cap is 0 for none */
};

struct highlights {
    int64_t asked_for; /* how many shrinks */
    struct highlight first, largest;
    int64_t moment_ns;
    struct highlight latest; /* of those up to the moment that changed the capacity */
    struct approach nearest; /* the smallest len / cap; the first at equal ones */
};

/* Takes a step of the lane. */
void highlights_take(struct highlights *highlights, const struct step *step);

#endif
