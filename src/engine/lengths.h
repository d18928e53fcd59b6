/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lengths of a context over time: the extremes since any of its events, at one store per event.
 *
 * For each length, it stores the last event after which the context was there.  A length changes by
 * one, so on the way back from an extreme all lengths in between recur.  From the present length
 * upwards, and downwards to 0, their events are strictly earlier and earlier.
 *
 * On request, it counts from then on the lengths at which deregistrations arrive.
 */
#ifndef KVSIM_ENGINE_LENGTHS_H
#define KVSIM_ENGINE_LENGTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arrivals.h"

struct lengths {
    int64_t *seen; /* per length, the last event after which the context was there; -1: none */
    int64_t room;  /* for lengths below this; more than the present length + 1 */
    int64_t now;   /* the present length */
    struct arrivals arrivals; /* of deregistrations */
};

/* The length is 0 before event 1.  Returns false when there is no memory. */
bool lengths_init(struct lengths *lengths);
void lengths_fini(struct lengths *lengths);

/* Makes *to stand at the same length, with no history.  Returns false when there is no memory;
 * lengths_fini is due all the same. */
bool lengths_copy(struct lengths *to, const struct lengths *from);

/* Makes more room.  Returns false when there is no memory. */
bool lengths_grow(struct lengths *lengths);

/* Record that the length is one more, or one less, after this event.  The former returns false when
 * there is no memory. */
static inline bool lengths_rise(struct lengths *lengths, int64_t event) {
    if (++lengths->now + 1 == lengths->room && !lengths_grow(lengths))
        return false;
    lengths->seen[lengths->now] = event;
    return true;
}
static inline void lengths_fall(struct lengths *lengths, int64_t event) {
    lengths->seen[--lengths->now] = event;
    if (lengths->arrivals.room > 0)
        arrivals_add(&lengths->arrivals, lengths->now);
}

/* Counts arrivals from now on, unless it does already.  Returns false when there is no memory. */
static inline bool lengths_count_arrivals(struct lengths *lengths) {
    return lengths->arrivals.room > 0 || arrivals_grow(&lengths->arrivals, lengths->room);
}

/* Returns how far lengths since an event reach upwards (1) or downwards (-1), where that is not 0.
 */
int64_t lengths_reach(const struct lengths *lengths, int64_t since, int direction);

/* Return the extremes after this event and all later ones. */
static inline int64_t lengths_longest(const struct lengths *lengths, int64_t since) {
    bool moved = lengths->seen[lengths->now + 1] >= since;
    return moved ? lengths->now + lengths_reach(lengths, since, 1) : lengths->now;
}
static inline int64_t lengths_shortest(const struct lengths *lengths, int64_t since) {
    bool moved = lengths->now > 0 && lengths->seen[lengths->now - 1] >= since;
    return moved ? lengths->now - lengths_reach(lengths, since, -1) : lengths->now;
}

#endif
