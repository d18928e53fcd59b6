/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass: one walk over a workload's events carries every rule's lane along.
 *
 * What depends only on the length is kept once a context.  A lane is touched by the events that are
 * outside of its window only; queues of the windows' ends tell which lanes an event touches, so
 * that the cost is that of what happens, whatever the number of lanes.  Rules of a family share a
 * lane until not the same happens to all of them; in the end each has a lane again.
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
    uint64_t event_number; /* of all contexts, from 1 */
    int64_t time_ns;
};

struct pass_setup {
    const struct rule *const *rules;
    size_t rule_count;
    const struct families *families; /* of these rules; NULL: each is alone */
    const struct machine *machine;
    const struct contexts *contexts; /* to which some may be added between two calls */
    const struct receiver *const *receivers;
    size_t receiver_count;
    bool highlights;   /* of each lane are kept, */
    int64_t moment_ns; /* with the latest shrink at this time */
    /* Makes the chance of one lane's failures, on a machine on which something can fail.  Returns
     * false when there is no memory. */
    bool (*open_chance)(void *state, const char *context, const struct rule *rule,
                        struct chance *chance);
    void (*close_chance)(void *state, struct chance *chance);
    /* Makes a chance that goes on as the other one will; called by pass_copy.  Returns false when
     * there is no memory. */
    bool (*copy_chance)(void *state, const struct chance *from, struct chance *to);
    /* The plan of a planned rule (by index) for a context; called where there is one. */
    const struct wishes *(*plan)(void *state, int context, size_t rule);
    void (*fail)(void *state, const struct pass_failure *failure);
    void *state;
};

/*
 * The ends of a context's lanes' windows.
 *
 * Lengths change by one, so that the length leaves a window at its very end: lanes stand on the
 * shelf of the length at which they are full, and of the lowest one of their window.  On shelf 0
 * are those that every registration touches, and every deregistration.  The other ends are in
 * queues, the next one to be left first.
 */
struct ends {
    struct shelves full, low;
    struct queue high, due;
};

/* A context on its way through the events. */
struct track {
    const char *name;
    struct lane *lanes;            /* in the end, one a rule in their order */
    size_t lane_count;             /* that are made */
    struct highlights *highlights; /* one a rule; NULL when they are not kept */
    struct ends ends;              /* of several lanes that are not touched by every event */
    struct window window;          /* the lone lane's; of several ones that are, it holds nothing */
    uint32_t *touched;             /* the lanes that the present event touches */
    struct lengths lengths;
    struct noops noops; /* where there are families */
    int64_t time_ns;
    int64_t registered, deregistered;
    number_u128 len_ns;
};

struct pass {
    struct pass_setup setup;
    bool stepped;                        /* somebody wants every step */
    const struct families *families;     /* whose rules share lanes; NULL: none do */
    struct track tracks[LIMIT_CONTEXTS]; /* by the index of the context */
    int track_count;
};

void pass_init(struct pass *pass, const struct pass_setup *setup);
void pass_fini(struct pass *pass);

/* Of a pass of which somebody wants every step: makes *to a pass that stands where the other one
 * does and goes on as that will.  Returns false when there is no memory; pass_fini is due all the
 * same. */
bool pass_copy(struct pass *to, const struct pass *from);

/* Carries the lanes through these events.  Returns false when there is no memory. */
bool pass_run(struct pass *pass, const struct event *events, int count);

/* Closes the lanes at the end of the observation; every context has a track from then on.  Returns
 * false when there is no memory. */
bool pass_finish(struct pass *pass, int64_t end_ns);

#endif
