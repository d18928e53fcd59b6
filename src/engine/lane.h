/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lane: one policy on one context in one replication.
 *
 * The length is the context's, less the registrations that this lane's growth had to refuse.  So
 * that a lane costs nothing while nothing can happen to it, it says in which lengths of the
 * context that is: registrations up to `full`, deregistrations to a length within the window, in
 * which its policy is known to keep the capacity.  A window holds no length but those the
 * policy was asked about; all lengths when its `when` does not look at the length.
 */
#ifndef KVSIM_ENGINE_LANE_H
#define KVSIM_ENGINE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/counters.h"
#include "model/memory.h"
#include "model/vector.h"
#include "policy/policy.h"
#include "workload/xoshiro.h"

/* Lengths of the context for which a lane need not be touched.  Both ends are included; the window
 * is empty when low > high. */
struct window {
    int64_t full;      /* a registration to a length beyond this is the lane's business */
    int64_t low, high; /* so is a deregistration to a length outside of these */
};

struct lane {
    const struct policy *policy;
    const struct memory *memory;
    struct vector vector; /* len is brought up to date when the lane is touched */
    struct view view;
    struct window window;
    struct counters counters;
    int64_t changed_ns;  /* when the capacity last changed */
    int64_t changed_age; /* how many events of the lane there were by then */
    int64_t peak;        /* largest length since then */
    int64_t run_ns;      /* since when `when` has been true, of a policy with `for`; -1 when not */
    int64_t skipped;     /* events of the context that were none of the lane's */
    int64_t missing;     /* refused registrations whose close has not come yet */
    int64_t missing_ns;  /* when `missing` last changed */
    number_u128 missing_integral;
    uint64_t *refused; /* a bit an entry: refused, and its close has not come yet */
    size_t refused_words;
    struct xoshiro random; /* of its failures */
    bool failed;           /* its policy failed: the lane has ended without a result */
};

/* What a context has been through since its lanes were last touched. */
struct stretch {
    int64_t shortest, longest; /* lengths after events */
};

/* `context` names the lane's stream of random numbers, with the seed and the replication. */
void lane_init(struct lane *lane, const struct policy *policy, const struct memory *memory,
               uint64_t seed, uint64_t replication, const char *context);
void lane_fini(struct lane *lane);

/* Brings peaks up to date with the lengths since the lane was last touched. */
static inline void lane_catch_up(struct lane *lane, const struct stretch *stretch) {
    int64_t longest = stretch->longest - lane->missing;
    counters_raise(&lane->counters.peak_len, longest);
    counters_raise(&lane->counters.peak_wasted,
                   lane->vector.cap - (stretch->shortest - lane->missing));
    counters_raise(&lane->peak, longest);
}

/* One event of a context. */
struct occurrence {
    int64_t time_ns;
    uint32_t entry;
    int64_t length; /* of the context before it */
    int64_t count;  /* events of the context so far, with this one */
};

/* Carries the lane through one event.  Fills `step` unless that is NULL.  Returns false when the
 * policy failed on lane->view. */
bool lane_register(struct lane *lane, const struct occurrence *occurrence, struct step *step);
bool lane_deregister(struct lane *lane, const struct occurrence *occurrence, struct step *step);

/* What a context went through, for lane_finish. */
struct history {
    int64_t end_ns, length;           /* of the observation; at its end */
    int64_t registered, deregistered; /* events */
    number_u128 len_ns;               /* integral of the length */
};

/* Closes counts and integrals at the end. */
void lane_finish(struct lane *lane, const struct history *history);

#endif
