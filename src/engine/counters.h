/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The measures of a lane: the columns of the results (kvsim-results(5), COLUMNS).
 *
 * Each step updates the counts.  Integrals over time are kept in 128 bits, with time in
 * nanoseconds.
 */
#ifndef KVSIM_ENGINE_COUNTERS_H
#define KVSIM_ENGINE_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"
#include "model/kernel.h"
#include "model/vector.h"

/* What happened to one lane at one event: the vector before and after. */
struct step {
    int64_t time_ns;
    bool registration;
    enum action action;
    int64_t target; /* of a shrink that the rule asked for: the slots it named */
    int64_t copied_bytes;
    struct vector before, after;
};

/* The sums over shrinks of one kind. */
struct shrink_sum {
    int64_t slots;     /* slots given up */
    int64_t bytes;     /* returned to the allocator */
    int64_t fruitless; /* shrinks that returned no byte */
};

struct counters {
    int64_t registered, deregistered; /* events with effect; set at the end */
    int64_t actions[ACTIONS];         /* number of each kind */
    struct shrink_sum in_place, moved, freed;
    int64_t freed_bytes_when_empty; /* by shrinks that left no entry */
    int64_t copied_bytes, largest_copy_bytes, regrows, freed_pages;
    int64_t minute_end_ns; /* end of the minute of the latest capacity change */
    int64_t minute_reallocs, peak_minute_reallocs; /* in that minute; in any minute */
    bool shrunk_last; /* the latest capacity change was a shrink or a free */
    int64_t peak_len, peak_wasted, peak_held;
    number_u128 len_ns, cap_ns, held_ns; /* integrals up to the latest change */
};

/* Raises a maximum to a value. */
static inline void counters_raise(int64_t *peak, int64_t value) {
    if (value > *peak)
        *peak = value;
}

/* Adds one step.  Returns false when a sum does not fit in 64 bits.  Leaves time averages to
 * lane.c. */
bool counters_step(struct counters *counters, const struct step *step,
                   const struct machine *machine);

int64_t counters_grows(const struct counters *counters);
int64_t counters_shrinks(const struct counters *counters);
int64_t counters_moves(const struct counters *counters);
int64_t counters_freed_slots(const struct counters *counters);
int64_t counters_freed_bytes(const struct counters *counters);

#endif
