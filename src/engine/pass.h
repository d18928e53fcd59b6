/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass: one walk over a workload's events carries every rule's lane along.
 *
 * State that depends only on the length is kept once per context.  Only events outside its window
 * touch a lane; queues of the windows' ends tell which lanes an event touches.  So the cost grows
 * with what happens, not with the number of lanes.  Rules of a family share a lane while the same
 * happens to all of them; at the end, each has its own lane again.
 */
#ifndef KVSIM_ENGINE_PASS_H
#define KVSIM_ENGINE_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/highlights.h"
#include "engine/lane.h"
#include "engine/lengths.h"
#include "engine/noops.h"
#include "engine/queue.h"
#include "engine/receiver.h"
#include "engine/shelves.h"
#include "model/contexts.h"
#include "model/event.h"
#include "policy/families.h"

/* A lane has ended without a result. */
struct pass_failure {
    enum lane_result result; /* LANE_RULE_FAILED or LANE_OVERFLOW */
    const char *context;
    const struct lane *lane;
    size_t rule;           /* its index */
    uint64_t event_number; /* over all contexts, from 1 */
    int64_t time_ns;
};

struct pass_setup {
    const struct rule *const *rules;
    size_t rule_count;
    const struct families *families; /* of these rules; NULL: no rule shares a lane */
    const struct machine *machine;
    const struct contexts *contexts; /* more may be added between two calls */
    const struct receiver *const *receivers;
    size_t receiver_count;
    bool highlights;   /* keep those of each lane, */
    int64_t moment_ns; /* with the latest shrink at this time */
    /* Makes the chance of one lane's failures, on a machine on which something can fail.  Returns
     * false when there is no memory. */
    bool (*open_chance)(void *state, const char *context, const struct rule *rule,
                        struct chance *chance);
    void (*close_chance)(void *state, struct chance *chance);
    /* Makes a chance that goes on as the other one will; pass_copy calls it.  Returns false when
     * there is no memory. */
    bool (*copy_chance)(void *state, const struct chance *from, struct chance *to);
    /* Returns the plan of a planned rule (by index) for a context; called where there is one. */
    const struct wishes *(*plan)(void *state, int context, size_t rule);
    void (*fail)(void *state, const struct pass_failure *failure);
    void *state;
};

/*
 * The ends of the windows of a context's lanes.
 *
 * Lengths change by one, so the length leaves a window at its very end.  Lanes stand on the shelf
 * of the length at which they are full, and on the shelf of the lowest length of their window.
 * Shelf 0 holds the lanes that every registration touches, and those that every deregistration
 * touches.  The other ends are in queues, the next end to be left first.
 */
struct ends {
    struct shelves full, low;
    struct queue high, due;
};

/* A context on its way through the events. */
struct track {
    const char *name;
    struct lane *lanes;            /* at the end, one per rule in their order */
    size_t lane_count;             /* lanes made so far */
    struct highlights *highlights; /* one per rule; NULL when not kept */
    struct ends ends;              /* of several lanes, unless every event touches them */
    struct window window;          /* the lone lane's; of several lanes without ends, empty */
    uint32_t *touched;             /* the lanes that the present event touches */
    struct lengths lengths;
    struct noops noops; /* used where there are families */
    int64_t time_ns;
    int64_t registered, deregistered;
    number_u128 len_ns;
};

struct pass {
    struct pass_setup setup;
    bool stepped;                        /* pass_is_stepped() */
    const struct families *families;     /* their rules share lanes; NULL: none do */
    struct track tracks[LIMIT_CONTEXTS]; /* by context index */
    int track_count;
};

/* Returns whether every step is wanted: each event then touches every lane. */
bool pass_is_stepped(const struct pass_setup *setup);

void pass_init(struct pass *pass, const struct pass_setup *setup);
void pass_fini(struct pass *pass);

/* Makes *to a copy that goes on as the other pass will.  That pass must be a stepped one.  Returns
 * false when there is no memory; pass_fini is due all the same. */
bool pass_copy(struct pass *to, const struct pass *from);

/* Carries the lanes through these events.  Returns false when there is no memory. */
bool pass_run(struct pass *pass, const struct event *events, int count);

/* Closes the lanes at the end of the observation.  Every context has a track from then on.  Returns
 * false when there is no memory. */
bool pass_finish(struct pass *pass, int64_t end_ns);

#endif
