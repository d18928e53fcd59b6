/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events played, forward and back: those of a workload, on a tape, and the player's own between
 * them.
 *
 * Own events are like the steps of an editor.  Going back leaves them ahead, and they happen again
 * on the way forward, until another own event, which forgets them.  When an own event has taken an
 * entry of the workload, the workload's own deregistration of it is no longer an event.
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

/* The most own events. */
enum { REEL_OWN_EVENTS = 1000000 };

/* A place between two events. */
struct reel_place {
    size_t log_at, own_at; /* the workload's events before it, and the own events before it */
    uint64_t number;       /* events before it */
    int64_t time_ns;       /* of the last event; 0 when there is none */
};

struct reel {
    struct contexts contexts;
    struct tape log;
    uint32_t *partners; /* per event of the log: its registration or deregistration */
    uint8_t *taken;     /* per event of the log: a registration closed by an own event */
    size_t log_room;
    size_t void_count; /* deregistrations of taken entries */
    struct own_event *own;
    size_t own_count, own_room;
    uint32_t first_entry; /* of own events */
};

/* Takes all events of a run; with NULL, none.  Returns false after it has reported, or when a
 * signal ends the program. */
bool reel_init(struct reel *reel, struct run *run);
void reel_fini(struct reel *reel);

/* Returns the number of all events. */
uint64_t reel_count(const struct reel *reel);

/* Gives the next event, and the place after it.  Returns false at the end. */
bool reel_next(const struct reel *reel, struct reel_place *place, struct event *event);

/* Returns whether the event before this place is an own event. */
bool reel_is_own(const struct reel *reel, const struct reel_place *place);

/* Insert own events after a place: registrations, or deregistrations of the newest entries
 * registered there, at a time not before the place's.  Forget own events further on, unless there
 * is nothing to insert.  Return how many they have inserted, at most `count`. */
size_t reel_register(struct reel *reel, const struct reel_place *place, uint8_t context,
                     int64_t time_ns, size_t count);
size_t reel_deregister(struct reel *reel, const struct reel_place *place, uint8_t context,
                       int64_t time_ns, size_t count);

#endif
