/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tape: events in memory, in their order.  It is made once and then only read, by any number of
 * readers at once.
 *
 * It keeps time, context, kind and entry, 16 bytes an event, but no names and pids.  Blocks never
 * move, so a tape grows without copying.
 */
#ifndef KVSIM_MODEL_TAPE_H
#define KVSIM_MODEL_TAPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "model/event.h"

enum { TAPE_BLOCK_EVENTS = 1 << 16, TAPE_BLOCKS = LIMIT_TAPE_EVENTS / TAPE_BLOCK_EVENTS };

struct tape {
    struct tape_event *blocks[TAPE_BLOCKS]; /* full but for the last one */
    size_t count;
};

enum tape_result {
    TAPE_FINE,
    TAPE_FULL, /* it holds LIMIT_TAPE_EVENTS already */
    TAPE_NO_MEMORY,
};

/* Adds events.  A tape of zeros is empty.  After a failure the tape holds the events that it could
 * take. */
enum tape_result tape_add(struct tape *tape, const struct event *events, int count);
void tape_fini(struct tape *tape);

/* Reads at most `room` events, from number `at` (counted from 0) on.  Returns how many, 0 at the
 * end.  Their names are empty, their pids 0. */
int tape_read(const struct tape *tape, size_t at, struct event *events, int room);

#endif
