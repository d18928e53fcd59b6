/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A schedule of deaths.  The earliest comes first; at equal times, the one put first.
 *
 * A radix heap (Ahuja, Mehlhorn, Orlin and Tarjan, J. ACM 37(2), 1990) over digits of six bits.  No
 * death is earlier than the last one taken.  So a death waits on the level of the highest digit in
 * which its time differs from the last one's, in the bucket of that digit: the first bucket of the
 * lowest level has the earliest.  When one of several in a bucket of a higher level is due, all of
 * them move to lower levels, one after the other.  Equal times thus stay in order, and memory is
 * read and written in order, so that a million deaths cost little more than a hundred.
 */
#ifndef KVSIM_WORKLOAD_SCHEDULE_H
#define KVSIM_WORKLOAD_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

struct death {
    int64_t time_ns; /* from 0 to LIMIT_TIME_NS */
    uint32_t entry;
    uint8_t context;
};

struct schedule_bucket {
    struct death *deaths;
    size_t count, room;
    int64_t first_ns; /* the earliest; INT64_MAX if there is none */
};

enum {
    SCHEDULE_DIGIT_BITS = 6,
    SCHEDULE_BUCKETS = 1 << SCHEDULE_DIGIT_BITS,
    SCHEDULE_LEVELS = (63 + SCHEDULE_DIGIT_BITS - 1) / SCHEDULE_DIGIT_BITS
};

struct schedule {
    int64_t last_ns;                  /* of the last death taken */
    int64_t next_ns;                  /* of the earliest one; INT64_MAX if there is none */
    size_t taken;                     /* from the bucket at next_ns on the lowest level */
    uint32_t levels;                  /* a bit for each level with deaths */
    uint64_t filled[SCHEDULE_LEVELS]; /* a bit for each bucket with deaths */
    struct schedule_bucket *buckets[SCHEDULE_LEVELS]; /* NULL until a level has one */
};

void schedule_init(struct schedule *schedule);
void schedule_fini(struct schedule *schedule);

/* Puts a death that is not earlier than the last one taken. */
void schedule_put(struct schedule *schedule, struct death death);

/* Returns the time of the earliest death, or INT64_MAX if there is none. */
static inline int64_t schedule_next_ns(const struct schedule *schedule) {
    return schedule->next_ns;
}

/* Removes the earliest death; there must be one. */
struct death schedule_take(struct schedule *schedule);

#endif
