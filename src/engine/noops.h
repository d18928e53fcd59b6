/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No-ops of idle lanes: deregistrations within the window at which a rule asked in vain.
 *
 * They are the arrivals below the length at which the rule stops asking.  For one rule, that is a
 * difference of counts.  The rules of a family stop at different lengths.  A lane of several rules
 * is `young` until ARRIVALS_LATEST arrivals are complete; if an event touches it before that, it
 * looks at the latest arrivals one by one.  Once they are complete, it is `settled`: each of its
 * rules has its own count.
 */
#ifndef KVSIM_ENGINE_NOOPS_H
#define KVSIM_ENGINE_NOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/lane.h"
#include "engine/lengths.h"

/* Per rule of a settled lane: where it stops asking, and how many had arrived below that. */
struct noops_mark {
    int64_t turn, from;
};

/* What the lanes of a context keep outside themselves, by place in the families. */
struct noops {
    int64_t *more; /* no-ops of a rule beyond its lane's, less those of the rule before it */
    struct noops_mark *marks;
    uint32_t *young; /* lane numbers */
    size_t young_count;
};

/* Makes room for `count` rules.  Returns false when there is no memory; noops_fini is due all the
 * same. */
bool noops_init(struct noops *noops, size_t count);
void noops_fini(struct noops *noops);

/* Counts the no-ops since the last touch.  Called before the event that touches the lane. */
void noops_catch_up_one(struct lane *lane, const struct lengths *lengths);
void noops_catch_up_several(struct noops *noops, struct lane *lane, const struct lengths *lengths);

static inline void noops_catch_up(struct noops *noops, struct lane *lane,
                                  const struct lengths *lengths) {
    if (lane->noops_below == 0)
        return;
    if (lane->count == 1)
        noops_catch_up_one(lane, lengths);
    else
        noops_catch_up_several(noops, lane, lengths);
}

/* Leaves the lane alone after an event that the lengths do not know yet: a deregistration to this
 * length, or INT64_MAX for a registration.  Returns false when there is no memory. */
bool noops_begin(struct noops *noops, struct lane *lane, uint32_t number, struct lengths *lengths,
                 int64_t arrival);

static inline bool noops_await(struct noops *noops, struct lane *lane, uint32_t number,
                               struct lengths *lengths, int64_t arrival) {
    return lane->noops_below == 0 || noops_begin(noops, lane, number, lengths, arrival);
}

/* Returns whether the latest arrivals are complete, so that noops_settle is due. */
static inline bool noops_are_due(const struct noops *noops, const struct lengths *lengths) {
    return noops->young_count > 0 && lengths->arrivals.count % ARRIVALS_LATEST == 0;
}
void noops_settle(struct noops *noops, struct lane *lanes, const struct lengths *lengths);

#endif
