/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A game: the events played, the policies carried through them, and the present moment.  The game's
 * state follows from the events up to the present alone, not from the way there.
 *
 * Going back is going forward from a checkpoint.  There are always enough: the last checkpoint
 * before any event is at most a 64th of the way from the beginning to the furthest event seen.
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

/* The failure of a lane's rule. */
struct game_failure {
    uint64_t event_number;
    int64_t time_ns;
};

struct game {
    struct machine machine;
    uint64_t seed; /* of the failing allocations */
    struct reel reel;
    struct selection selection;
    const struct rule **rules; /* rules of the selection */
    struct receiver receiver;
    const struct receiver *receivers[1];
    struct pass pass;
    struct reel_place place;
    int64_t now_ns;                /* from the place's time to the next event's */
    int context;                   /* the one looked at; own events happen in it */
    struct event event;            /* the last one, if the place is after one */
    struct step *steps;            /* what it did, one per rule */
    struct game_failure *failures; /* per context, one per rule; where the lane has failed */
    bool *told;                    /* per rule: its failure was reported */
    struct checkpoint *checkpoints[GAME_CHECKPOINTS]; /* by rising number, 0 first */
    size_t checkpoint_count;
    uint64_t spacing;
};

/* Begins before the first event.  Takes over the selection, and the events of the run; with NULL,
 * none.  Returns false after it has reported, or when a signal ends the program; game_fini is due
 * all the same. */
bool game_init(struct game *game, const struct machine *machine, uint64_t seed, struct run *run,
               struct selection *selection);
void game_fini(struct game *game);

/* Goes to the place after the event with this number, or to the last event.  A signal may stop it
 * early. */
void game_seek(struct game *game, uint64_t number);

/* Goes to a time: all events up to it have happened. */
void game_go(struct game *game, int64_t time_ns);

/* Goes on to the next event that changes a capacity in the context looked at.  Returns false, with
 * nothing changed, when there is none. */
bool game_change(struct game *game);

/* Make own events at the present.  Return how many, at most `count`. */
size_t game_register(struct game *game, size_t count);
size_t game_deregister(struct game *game, size_t count);

/* Chooses other policies, and carries them through everything up to the present.  Takes over the
 * selection if it can be played.  Returns false after it has reported that it cannot. */
bool game_choose(struct game *game, struct selection *selection);

/* Returns a policy's lane, by index, in the context looked at. */
const struct lane *game_lane(const struct game *game, size_t rule);

/* Returns what the last event did to it; NULL when it did nothing: there was none, it happened in
 * another context, or the rule has failed. */
const struct step *game_step(const struct game *game, size_t rule);

/* Returns the failure of a lane that has failed. */
const struct game_failure *game_failure(const struct game *game, size_t rule);

/* Returns the lane as it was at a checkpoint, by index: curves consist of these. */
const struct lane *game_lane_at(const struct game *game, size_t at, size_t rule);

#endif
