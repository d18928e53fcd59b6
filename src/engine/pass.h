/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass: one walk over a workload's events carries every policy's lane along.
 *
 * What depends only on the length is kept once a context.  While the length stays where nothing can
 * happen to any lane (struct window, intersected over the lanes), no lane is touched.
 */
#ifndef KVSIM_ENGINE_PASS_H
#define KVSIM_ENGINE_PASS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/lane.h"
#include "model/contexts.h"
#include "model/event.h"

/* Sees every step of every lane that has not failed. */
struct observer {
    void (*see)(void *state, uint64_t replication, const char *context, const struct lane *lane,
                const struct step *step);
    void *state;
    uint64_t replications; /* it looks at so many of the first workload; 0 for all */
};

struct pass_setup {
    struct policy *const *policies;
    size_t policy_count;
    const struct memory *memory;
    const struct contexts *contexts;
    uint64_t seed, replication;
    const struct observer *observer; /* NULL: lanes that nothing happens to cost nothing */
};

/* A context on its way through the events. */
struct track {
    const char *name;
    struct lane *lanes; /* one a policy */
    int64_t length, time_ns;
    struct window window; /* the intersection of the lanes' */
    struct stretch stretch;
    int64_t registered, deregistered;
    number_u128 len_ns;
};

struct pass {
    struct pass_setup setup;
    struct track tracks[LIMIT_CONTEXTS]; /* by the index of the context */
    int track_count;
    uint64_t events;
};

void pass_init(struct pass *pass, const struct pass_setup *setup);
void pass_fini(struct pass *pass);

/* Carries the lanes through these events.  A lane whose policy fails is reported and left out. */
void pass_run(struct pass *pass, const struct event *events, int count);

/* Closes the lanes at the end of the observation; every context has a track from then on. */
void pass_finish(struct pass *pass, int64_t end_ns);

#endif
