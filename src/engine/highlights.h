/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The highlights of one lane's run, beside its sums: the first and the largest shrink that its rule
 * asked for, the last one up to a moment, and how near the rule came to asking.  They are kept only
 * on request, for lanes that step through every event.
 */
#ifndef KVSIM_ENGINE_HIGHLIGHTS_H
#define KVSIM_ENGINE_HIGHLIGHTS_H

#include <stdint.h>

#include "engine/counters.h"

/* A shrink that the rule asked for, whatever its effect. */
struct highlight {
    int64_t number; /* counted from 1; 0 for none */
    struct step step;
};

/* A deregistration. */
struct approach {
    int64_t time_ns, len, cap; /* after the event, before any shrink; cap is 0 for none */
};

struct highlights {
    int64_t asked_for; /* shrinks asked for */
    struct highlight first, largest;
    int64_t moment_ns;
    struct highlight latest; /* the last that changed the capacity, up to moment_ns */
    struct approach nearest; /* smallest len / cap; the first of equal ones */
};

/* Takes a step of the lane. */
void highlights_take(struct highlights *highlights, const struct step *step);

#endif
