/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events that are played, forward and back: those of a workload, on a tape, and between them
 * the player's own.
 *
 * Own events are like the steps of an editor: going back leaves them ahead, where they happen
 * again on the way forward, until another one is made, which forgets them.  When an own event has
 * taken an entry of the workload, the workload's own deregistration of it is no event any more.
 */
#ifndef KVSIM_PLAY_REEL_H
#define KVSIM_PLAY_REEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/contexts.h"
#include "model/event.h"
#include "model/tape.h"
#include "workload/run.h"

/* How many own events there may be. */
enum { REEL_OWN_EVENTS = 1000000 };

/* A place between two events. */
struct reel_place {
    size_t log_at, own_at; /* how many of the workload's are before it, and of one's own */
    uint64_t number;       /* how many events */
    int64_t time_ns;       /* of the last one; 0 when there is none */
};

struct reel {
    struct contexts contexts;
    struct tape log;
    uint32_t *partners; /* of each event of the log: its registration or deregistration */
    uint8_t *taken;     /* of each event of the log: a registration that an own event closed */
    size_t log_room;
    size_t void_count; /* deregistrations of such entries */
    struct own_event *own;
    size_t own_count, own_room;
    uint32_t first_entry; /* of one's own */
};

/* Takes all events of a run; of NULL, none.  Returns false after it has reported, or when a signal
 * ends the program. */
bool reel_init(struct reel *reel, struct run *run);
void reel_fini(struct reel *reel);

/* How many events there are in all. */
uint64_t reel_count(const struct reel *reel);

/* The next event, and the place after it; false at the end. */
bool reel_next(const struct reel *reel, struct reel_place *place, struct event *event);

/* Whether the event before this place is one's own. */
bool reel_is_own(const struct reel *reel, const struct reel_place *place);

/* Puts own events after a place: so many registrations, or deregistrations of the newest entries
 * that are registered there, at that time, which is not before the place's.  Own events further on
 * are forgotten, unless there is none to make.  Returns how many there were, at most `count`. */
size_t reel_register(struct reel *reel, const struct reel_place *place, uint8_t context,
                     int64_t time_ns, size_t count);
size_t reel_deregister(struct reel *reel, const struct reel_place *place, uint8_t context,
                       int64_t time_ns, size_t count);

#endif
