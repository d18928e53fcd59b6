/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A schedule of small numbers, such as entries, each with at most one appointment.  The earliest
 * comes first; at equal times, the one made first.
 *
 * A tournament: a tree whose leaves are the numbers.  Every node has the number of the earlier of
 * its two children's appointments.  A change goes up from the number's leaf, and takes the earlier
 * of two at each node.  Unlike a heap, it leaves the processor few branches to predict.  The cost
 * depends on the largest number so far, not on how many wait.
 */
#ifndef KVSIM_WORKLOAD_SCHEDULE_H
#define KVSIM_WORKLOAD_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

struct schedule {
    int64_t *times_ns; /* of each number; later than LIMIT_TIME_NS without an appointment */
    uint64_t *places;  /* of each number: the serial number of its appointment */
    uint32_t *winners; /* of each node: the top is 1, node i has the children 2i and 2i + 1 */
    size_t leaf_count; /* they are the second half of the nodes */
    uint64_t place;    /* of the next appointment */
};

void schedule_init(struct schedule *schedule);
void schedule_fini(struct schedule *schedule);

/* Gives a number that has no appointment one, at a time from 0 to LIMIT_TIME_NS. */
void schedule_put(struct schedule *schedule, int64_t time_ns, uint32_t number);

/* Returns the time of the earliest appointment; later than LIMIT_TIME_NS if there is none. */
static inline int64_t schedule_next_ns(const struct schedule *schedule) {
    return schedule->times_ns[schedule->winners[1]];
}

/* Removes the earliest appointment; there must be one.  Returns its number. */
uint32_t schedule_take(struct schedule *schedule);

#endif
