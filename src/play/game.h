/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A game: events that are played, the policies that are carried through them, and the present
 * moment.  Where the game stands follows from the events up to the present alone, whatever the way
 * there was.
 *
 * Going back is going forward from a checkpoint, of which there are always enough: from the last
 * one before any event it is at most a 64th of the way from the beginning to the furthest event
 * that was seen.
 */
#ifndef KVSIM_PLAY_GAME_H
#define KVSIM_PLAY_GAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/pass.h"
#include "model/machine.h"
#include "play/reel.h"
#include "policy/selection.h"

enum { GAME_CHECKPOINTS = 128, GAME_POLICIES = 64 };

/* The state after an event whose number is a multiple of the spacing. */
struct checkpoint {
    struct reel_place place;
    struct pass pass;
};

/* What became of a lane whose rule failed. */
struct game_failure {
    uint64_t event_number;
    int64_t time_ns;
};

struct game {
    struct machine machine;
    uint64_t seed; /* of the allocations that fail */
    struct reel reel;
    struct selection selection;
    const struct rule **rules; /* of the selection */
    struct receiver receiver;
    const struct receiver *receivers[1];
    struct pass pass;
    struct reel_place place;
    int64_t now_ns;                /* not before the place's time, nor after the next event's */
    int context;                   /* the one that is looked at, and in which own events happen */
    struct event event;            /* the last one, if the place is after one */
    struct step *steps;            /* what it did, one a rule */
    struct game_failure *failures; /* of each context, one a rule; where the lane has failed */
    bool *told;                    /* of each rule: it was reported that it failed */
    struct checkpoint *checkpoints[GAME_CHECKPOINTS]; /* in the order of their numbers, 0 first */
    size_t checkpoint_count;
    uint64_t spacing;
};

/* Begins before the first event.  Takes the selection over, and the events of the run; of NULL,
 * none.  Returns false after it has reported, or when a signal ends the program; game_fini is due
 * all the same. */
bool game_init(struct game *game, const struct machine *machine, uint64_t seed, struct run *run,
               struct selection *selection);
void game_fini(struct game *game);

/* Goes to the place after the event of that number, or to the last event; a signal may end the way
 * early. */
void game_seek(struct game *game, uint64_t number);

/* Goes to a time: all events up to it have happened. */
void game_go(struct game *game, int64_t time_ns);

/* Goes on to the next event that changes a capacity in the context that is looked at; false when
 * there is none, and nothing has changed. */
bool game_change(struct game *game);

/* Own events, at the present.  Returns how many there were, at most `count`. */
size_t game_register(struct game *game, size_t count);
size_t game_deregister(struct game *game, size_t count);

/* Other policies, which are carried through all up to the present.  Takes the selection over if it
 * can be played; returns false after it has reported that it cannot. */
bool game_choose(struct game *game, struct selection *selection);

/* What there is to see of a policy, by its index, in the context that is looked at. */
const struct lane *game_lane(const struct game *game, size_t rule);

/* What the last event did to it; NULL when it did nothing: there was none, it happened in another
 * context, or the rule has failed. */
const struct step *game_step(const struct game *game, size_t rule);

/* Of a lane that has failed. */
const struct game_failure *game_failure(const struct game *game, size_t rule);

/* The same as it was at a checkpoint, by index: these are what a curve is made of. */
const struct lane *game_lane_at(const struct game *game, size_t at, size_t rule);

#endif
