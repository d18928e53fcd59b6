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
    for (int level = 0; level < 3; level++)
        free(lengths->arrivals[level]);
}

/* Rooms are multiples of 64; above that the last one of a level may be shared. */
static size_t room_of(size_t room, int level) {
    return room == 0 ? 0 : ((room - 1) >> LENGTHS_BITS * level) + 1;
}

/* What is not written takes no memory, however many lengths there were: 0 stands for never, too,
 * since no one asks about what was before event 1. */
bool lengths_copy(struct lengths *to, const struct lengths *from) {
    *to = (struct lengths){.room = from->room, .now = from->now};
    bool fine = (to->seen = calloc((size_t)from->room, sizeof *to->seen)) != NULL;
    for (int level = 0; fine && from->arrivals[0] && level < 3; level++)
        fine = (to->arrivals[level] = calloc(room_of((size_t)from->room, level),
                                             sizeof *to->arrivals[level])) != NULL;
    return fine;
}

/* Gives an array other room; new bytes are all the same. */
static bool extend(int64_t **array, size_t old, size_t room, int byte) {
    int64_t *longer = realloc(*array, room * sizeof *longer);
    if (!longer)
        return false;
    memset(longer + old, byte, (room - old) * sizeof *longer);
    *array = longer;
    return true;
}

static bool extend_arrivals(struct lengths *lengths, size_t old, size_t room) {
    bool fine = true;
    for (int level = 0; fine && level < 3; level++)
        fine = extend(&lengths->arrivals[level], room_of(old, level), room_of(room, level), 0);
    return fine;
}

bool lengths_grow(struct lengths *lengths) {
    size_t old = (size_t)lengths->room, room = old > 0 ? 2 * old : 64;
    if (!extend(&lengths->seen, old, room, 0xff) || /* -1 each */
        (lengths->arrivals[0] && !extend_arrivals(lengths, old, room)))
        return false;
    lengths->room = (int64_t)room;
    return true;
}

bool lengths_count_arrivals(struct lengths *lengths) {
    return lengths->arrivals[0] || extend_arrivals(lengths, 0, (size_t)lengths->room);
}

int64_t lengths_arrivals_below(const struct lengths *lengths, int64_t length) {
    int64_t sum = 0, from = 0;
    if (length > lengths->room)
        length = lengths->room;
    for (int level = 2; level >= 0; level--) {
        int64_t end = length >> LENGTHS_BITS * level;
        for (int64_t i = from; i < end; i++)
            sum += lengths->arrivals[level][i];
        from = end << LENGTHS_BITS;
    }
    return sum;
}

/* Steps that double find a bound, halving finds the end. */
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
