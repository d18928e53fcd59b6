/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/highlights.h"

static int64_t slots_given_up(const struct step *step) {
    return step->before.cap - step->after.cap;
}

static void take_shrink(struct highlights *highlights, const struct step *step) {
    const struct highlight shrink = {.number = ++highlights->asked_for, .step = *step};
    if (shrink.number == 1)
        highlights->first = shrink;
    if (shrink.number == 1 || slots_given_up(step) > slots_given_up(&highlights->largest.step))
        highlights->largest = shrink;
    if (action_is_realloc(step->action) && step->time_ns <= highlights->moment_ns)
        highlights->latest = shrink;
}

/* Lengths and capacities are below 2^30 (LIMIT_ENTRIES). */
static void take_approach(struct highlights *highlights, const struct step *step) {
    struct approach *nearest = &highlights->nearest;
    int64_t len = step->after.len, cap = step->before.cap;
    if (nearest->cap == 0 || len * nearest->cap < nearest->len * cap)
        *nearest = (struct approach){step->time_ns, len, cap};
}

void highlights_take(struct highlights *highlights, const struct step *step) {
    /* The close of a refused registration is not a deregistration. */
    if (step->registration || step->after.len == step->before.len)
        return;
    take_approach(highlights, step);
    if (step->action != ACTION_NONE)
        take_shrink(highlights, step);
}
