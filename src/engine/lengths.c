/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lengths.h"

#include <stdlib.h>
#include <string.h>

bool lengths_init(struct lengths *lengths) {
    *lengths = (struct lengths){.seen = NULL};
    if (!lengths_grow(lengths))
        return false;
    lengths->seen[0] = 0;
    return true;
}

void lengths_fini(struct lengths *lengths) {
    free(lengths->seen);
    arrivals_fini(&lengths->arrivals);
}

/* Unwritten entries take no memory, however many lengths there were.  0 stands for never as well,
 * since no one asks about the time before event 1. */
bool lengths_copy(struct lengths *to, const struct lengths *from) {
    *to = (struct lengths){.room = from->room, .now = from->now};
    to->seen = calloc((size_t)from->room, sizeof *to->seen);
    return to->seen && (from->arrivals.room == 0 || arrivals_grow(&to->arrivals, to->room));
}

bool lengths_grow(struct lengths *lengths) {
    size_t old = (size_t)lengths->room, room = old > 0 ? 2 * old : 64;
    int64_t *seen = realloc(lengths->seen, room * sizeof *seen);
    if (!seen)
        return false;
    memset(seen + old, 0xff, (room - old) * sizeof *seen); /* -1 each */
    lengths->seen = seen;
    lengths->room = (int64_t)room;
    return lengths->arrivals.room == 0 || arrivals_grow(&lengths->arrivals, lengths->room);
}

/* Doubling steps find a bound, halving finds the end. */
int64_t lengths_reach(const struct lengths *lengths, int64_t since, int direction) {
    const int64_t *seen = lengths->seen + lengths->now;
    int64_t most = direction > 0 ? lengths->room - 1 - lengths->now : lengths->now;
    int64_t within = 0, beyond = 1;
    while (beyond <= most && seen[direction * beyond] >= since) {
        within = beyond;
        beyond *= 2;
    }
    if (beyond > most + 1)
        beyond = most + 1;
    while (beyond - within > 1) {
        int64_t middle = within + (beyond - within) / 2;
        if (seen[direction * middle] >= since)
            within = middle;
        else
            beyond = middle;
    }
    return within;
}
