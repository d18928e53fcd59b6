/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/schedule.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"

/* A larger empty bucket gives its memory back. */
enum { ROOM_KEPT = 1024 };

void schedule_init(struct schedule *schedule) {
    *schedule = (struct schedule){.next_ns = INT64_MAX};
}

void schedule_fini(struct schedule *schedule) {
    for (int level = 0; level < SCHEDULE_LEVELS; level++) {
        struct schedule_bucket *buckets = schedule->buckets[level];
        for (int digit = 0; buckets && digit < SCHEDULE_BUCKETS; digit++)
            free(buckets[digit].deaths);
        free(buckets);
    }
}

static int lowest_bit(uint64_t bits) {
    return __builtin_ctzll(bits);
}

static int highest_bit(uint64_t bits) {
    return 63 - __builtin_clzll(bits);
}

static int digit_of(int64_t time_ns, int level) {
    return (int)(time_ns >> (level * SCHEDULE_DIGIT_BITS) & (SCHEDULE_BUCKETS - 1));
}

/* Returns the highest digit in which a time differs from the last death's. */
static inline int level_of(const struct schedule *schedule, int64_t time_ns) {
    uint64_t difference = (uint64_t)(time_ns ^ schedule->last_ns);
    return highest_bit(difference | 1) / SCHEDULE_DIGIT_BITS;
}

static int64_t earlier(int64_t a_ns, int64_t b_ns) {
    return a_ns < b_ns ? a_ns : b_ns;
}

/* Adds a death to its bucket, if that has room for it. */
static inline bool add_in_room(struct schedule *schedule, struct death death) {
    int level = level_of(schedule, death.time_ns), digit = digit_of(death.time_ns, level);
    struct schedule_bucket *buckets = schedule->buckets[level];
    if (!buckets || buckets[digit].count == buckets[digit].room)
        return false;
    struct schedule_bucket *bucket = &buckets[digit];
    bucket->first_ns = earlier(death.time_ns, bucket->first_ns);
    bucket->deaths[bucket->count++] = death;
    schedule->filled[level] |= UINT64_C(1) << digit;
    schedule->levels |= UINT32_C(1) << level;
    return true;
}

/* Makes room in the death's bucket first.  A function of its own, so that the usual case saves no
 * registers. */
__attribute__((noinline)) static void enlarge(struct schedule *schedule, struct death death) {
    int level = level_of(schedule, death.time_ns), digit = digit_of(death.time_ns, level);
    struct schedule_bucket *buckets = schedule->buckets[level];
    if (!buckets) {
        buckets = schedule->buckets[level] = array_new(SCHEDULE_BUCKETS, sizeof *buckets);
        for (int i = 0; i < SCHEDULE_BUCKETS; i++)
            buckets[i].first_ns = INT64_MAX;
    }
    struct schedule_bucket *bucket = &buckets[digit];
    bucket->deaths =
        array_grow(bucket->deaths, bucket->count, &bucket->room, sizeof *bucket->deaths);
    add_in_room(schedule, death);
}

static inline void add(struct schedule *schedule, struct death death) {
    if (!add_in_room(schedule, death))
        enlarge(schedule, death);
}

/* Of its own, too. */
__attribute__((noinline)) static void give_back(struct schedule_bucket *bucket) {
    free(bucket->deaths);
    bucket->deaths = NULL;
    bucket->room = 0;
}

static inline void empty(struct schedule *schedule, int level, int digit) {
    struct schedule_bucket *bucket = &schedule->buckets[level][digit];
    bucket->count = 0;
    bucket->first_ns = INT64_MAX;
    if (bucket->room > ROOM_KEPT)
        give_back(bucket);
    schedule->filled[level] &= ~(UINT64_C(1) << digit);
    if (schedule->filled[level] == 0)
        schedule->levels &= ~(UINT32_C(1) << level);
}

/* Returns the bucket with the earliest death; there must be one. */
static struct schedule_bucket *earliest(const struct schedule *schedule, int *level, int *digit) {
    *level = lowest_bit(schedule->levels);
    *digit = lowest_bit(schedule->filled[*level]);
    return &schedule->buckets[*level][*digit];
}

void schedule_put(struct schedule *schedule, struct death death) {
    schedule->next_ns = earlier(death.time_ns, schedule->next_ns);
    add(schedule, death);
}

struct death schedule_take(struct schedule *schedule) {
    int level, digit;
    struct schedule_bucket *bucket = earliest(schedule, &level, &digit);
    schedule->last_ns = schedule->next_ns;
    if (level > 0 && bucket->count > 1) {
        for (size_t i = 0; i < bucket->count; i++)
            add(schedule, bucket->deaths[i]);
        empty(schedule, level, digit);
        bucket = earliest(schedule, &level, &digit);
    }
    struct death death = bucket->deaths[schedule->taken++];
    if (schedule->taken == bucket->count) {
        empty(schedule, level, digit);
        schedule->taken = 0;
    }
    schedule->next_ns = schedule->levels ? earliest(schedule, &level, &digit)->first_ns : INT64_MAX;
    return death;
}
