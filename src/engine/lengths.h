/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lengths that a context went through: the extremes since any of its events, at one store an
 * event.
 *
 * Of each length it is known after which event it was last there.  A length changes by one, so that
 * on the way back from an extreme all lengths in between come up again: upwards from the present
 * length, and downwards to 0, these events come strictly earlier.
 *
 * From when somebody asks for it, it is counted at which lengths deregistrations arrived.
 */
#ifndef KVSIM_ENGINE_LENGTHS_H
#define KVSIM_ENGINE_LENGTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arrivals.h"

struct lengths {
    int64_t *seen; /* the number of the event after which a length was last there; -1 if never */
    int64_t room;  /* for lengths below this, of which one more than the present one is */
    int64_t now;   /* the present length */
    struct arrivals arrivals; /* of deregistrations */
};

/* The length is 0 before event 1.  Returns false when there is no memory. */
bool lengths_init(struct lengths *lengths);
void lengths_fini(struct lengths *lengths);

/* Makes *to stand at the same length, and know of nothing before.  Returns false when there is no
 * memory; lengths_fini is due all the same. */
bool lengths_copy(struct lengths *to, const struct lengths *from);

/* Makes more room.  Returns false when there is no memory. */
bool lengths_grow(struct lengths *lengths);

/* After this event, the length is one more, or one less.  Returns false when there is no memory. */
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

/* Counts arrivals from now on, if it is not done already.  Returns false when there is no memory.
 */
static inline bool lengths_count_arrivals(struct lengths *lengths) {
    return lengths->arrivals.room > 0 || arrivals_grow(&lengths->arrivals, lengths->room);
}

/* How far lengths since an event reach upwards (1) or downwards (-1), where that is not 0. */
int64_t lengths_reach(const struct lengths *lengths, int64_t since, int direction);

/* The extremes after this event and all that followed. */
static inline int64_t lengths_longest(const struct lengths *lengths, int64_t since) {
    bool moved = lengths->seen[lengths->now + 1] >= since;
    return moved ? lengths->now + lengths_reach(lengths, since, 1) : lengths->now;
}
static inline int64_t lengths_shortest(const struct lengths *lengths, int64_t since) {
    bool moved = lengths->now > 0 && lengths->seen[lengths->now - 1] >= since;
    return moved ? lengths->now - lengths_reach(lengths, since, -1) : lengths->now;
}

#endif
