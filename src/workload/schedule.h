/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is to happen: small numbers, such as entries, each of which has at most one appointment.
 * The earliest comes first; at the same time, the one that was made first.
 *
 * A tournament: a tree whose leaves are the numbers and in which every node has the number of the
 * earlier of its two children's appointments.  A change goes up from the number's leaf, and at each
 * node the earlier of two is taken: there is little for the processor to guess, as there is in a
 * heap.  The cost follows the largest number there was, not how many wait.
 */
#ifndef KVSIM_WORKLOAD_SCHEDULE_H
#define KVSIM_WORKLOAD_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

struct schedule {
    int64_t *times_ns; /* of each number; later than LIMIT_TIME_NS without an appointment */
    uint64_t *places;  /* of each number: its place in the order in which appointments were made */
    uint32_t *winners; /* of each node: the top is 1, node i has the children 2i and 2i + 1 */
    size_t leaf_count; /* they are the second half of the nodes */
    uint64_t place;    /* of the next appointment */
};

void schedule_init(struct schedule *schedule);
void schedule_fini(struct schedule *schedule);

/* The number, which has no appointment, gets one, at a time from 0 to LIMIT_TIME_NS. */
void schedule_put(struct schedule *schedule, int64_t time_ns, uint32_t number);

/* The time of the earliest appointment; later than LIMIT_TIME_NS when there is none. */
static inline int64_t schedule_next_ns(const struct schedule *schedule) {
    return schedule->times_ns[schedule->winners[1]];
}

/* Ends the earliest appointment, of which there is one: its number. */
uint32_t schedule_take(struct schedule *schedule);

#endif
