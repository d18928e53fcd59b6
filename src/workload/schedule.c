/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/schedule.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"

enum { FIRST_LEAVES = 64 };

/* The time of a number without an appointment.  No two are the same, so only appointments at the
 * same time are ever compared by place. */
static int64_t never(uint32_t number) {
    return INT64_MAX - number;
}

static bool is_before(const struct schedule *schedule, uint32_t a, uint32_t b) {
    int64_t a_ns = schedule->times_ns[a], b_ns = schedule->times_ns[b];
    return a_ns < b_ns || (a_ns == b_ns && schedule->places[a] < schedule->places[b]);
}

/* Makes room for numbers below `leaf_count`, a power of two. */
static void enlarge(struct schedule *schedule, size_t leaf_count) {
    struct schedule larger = {.times_ns = array_new(leaf_count, sizeof *larger.times_ns),
                              .places = array_new(leaf_count, sizeof *larger.places),
                              .winners = array_new(leaf_count, 2 * sizeof *larger.winners),
                              .leaf_count = leaf_count,
                              .place = schedule->place};
    for (size_t i = 0; i < leaf_count; i++) {
        bool known = i < schedule->leaf_count;
        larger.times_ns[i] = known ? schedule->times_ns[i] : never((uint32_t)i);
        larger.places[i] = known ? schedule->places[i] : 0;
        larger.winners[leaf_count + i] = (uint32_t)i;
    }
    for (size_t i = leaf_count - 1; i > 0; i--) {
        uint32_t left = larger.winners[2 * i], right = larger.winners[2 * i + 1];
        larger.winners[i] = is_before(&larger, left, right) ? left : right;
    }
    schedule_fini(schedule);
    *schedule = larger;
}

void schedule_init(struct schedule *schedule) {
    *schedule = (struct schedule){0};
    enlarge(schedule, FIRST_LEAVES);
}

void schedule_fini(struct schedule *schedule) {
    free(schedule->times_ns);
    free(schedule->places);
    free(schedule->winners);
}

void schedule_put(struct schedule *schedule, int64_t time_ns, uint32_t number) {
    while (number >= schedule->leaf_count)
        enlarge(schedule, 2 * schedule->leaf_count);
    uint32_t *winners = schedule->winners;
    size_t node = (schedule->leaf_count + number) / 2;
    /* Always to the top, since the processor cannot predict where the number stops winning. */
    for (; node > 0; node /= 2)
        winners[node] = time_ns < schedule->times_ns[winners[node]] ? number : winners[node];
    schedule->times_ns[number] = time_ns;
    schedule->places[number] = schedule->place++;
}

uint32_t schedule_take(struct schedule *schedule) {
    const int64_t *times_ns = schedule->times_ns;
    uint32_t *winners = schedule->winners, number = winners[1], best = number;
    int64_t best_ns = schedule->times_ns[number] = never(number);
    for (size_t node = schedule->leaf_count + number; node > 1; node /= 2) {
        uint32_t other = winners[node ^ 1];
        int64_t other_ns = times_ns[other];
        bool earlier = other_ns < best_ns;
        if (other_ns == best_ns)
            earlier = schedule->places[other] < schedule->places[best];
        best = earlier ? other : best;
        best_ns = earlier ? other_ns : best_ns;
        winners[node / 2] = best;
    }
    return number;
}
