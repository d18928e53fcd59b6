/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lane: one rule on one context in one replication, or several rules of a family
 * (policy/families.h) for as long as the same happens to all of them.
 *
 * The length is the context's, less the registrations that this lane's growth had to refuse.  So
 * that a lane costs nothing while nothing can happen to it, it says in which lengths of the
 * context that is: registrations up to `full`, deregistrations to a length within the window, in
 * which its rule is known to keep the capacity.  Where the rule's `when` moves one way with the
 * length, the window is whole as soon as the capacity has changed; where it does not look at the
 * length, as soon as the rule was asked; else it holds no length but those the rule was asked
 * about.  A planned lane needs none: it is due at certain
 * deregistrations, whatever the length.
 *
 * The lower part of a window may be lengths at which the rule asks for no fewer slots than there
 * are.  Such a no-op changes nothing but its count, which is made up for later.
 */
#ifndef KVSIM_ENGINE_LANE_H
#define KVSIM_ENGINE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/counters.h"
#include "engine/lengths.h"
#include "model/memory.h"
#include "model/vector.h"
#include "policy/wishes.h"
#include "policy/rule.h"

/* Lengths of the context for which a lane need not be touched.  Both ends are included; the window
 * is empty when low > high. */
struct window {
    int64_t full;      /* a registration to a length beyond this is the lane's business */
    int64_t low, high; /* so is a deregistration to a length outside of these */
    int64_t due;       /* and the deregistration of that number, counted from 1 */
};

/* A window that holds nothing, and one that holds everything. */
#define WINDOW_NONE                                                                                \
    ((struct window){.full = 0, .low = INT64_MAX, .high = INT64_MAX - 1, .due = INT64_MAX})
#define WINDOW_ALL ((struct window){.full = INT64_MAX, .high = INT64_MAX, .due = INT64_MAX})

enum lane_result {
    LANE_FINE,
    LANE_RULE_FAILED, /* on lane->view */
    LANE_OVERFLOW,    /* a sum does not fit in 64 bits */
    LANE_NO_MEMORY,
};

struct lane {
    const struct rule *rule; /* the first of the members */
    const struct rule *const
        *members;          /* in the order of the family; NULL where nothing is shared */
    uint32_t place, count; /* of the first one in the families; how many there are */
    const struct machine *machine;
    struct vector vector; /* len is brought up to date when the lane is touched */
    struct view view;
    struct window window;
    int64_t turn;        /* the length at which `when` changes its mind, of a whole window */
    int64_t noops_below; /* lengths within the window at which deregistrations are no-ops */
    int64_t noops_from;  /* how many deregistrations had arrived below that when it was touched; of
                          * several rules how many in all (engine/noops.h) */
    bool settled, young; /* of several rules: see engine/noops.h */
    struct counters counters;
    int64_t changed_ns;  /* when the capacity last changed */
    int64_t changed_age; /* how many events of the lane there were by then */
    int64_t peak;        /* largest length since then */
    int64_t run_ns;      /* since when `when` has been true, of a policy with `for`; -1 when not */
    int64_t touched;     /* the context's event that the lane came through last, or the first one */
    int64_t skipped;     /* events of the context that were none of the lane's */
    int64_t refused_alive;      /* refused registrations whose close has not come yet */
    int64_t refused_changed_ns; /* when that last changed */
    number_u128 refused_ns;     /* its integral over time up to then */
    uint64_t *refused;          /* a bit per entry: refused, and its close has not come yet */
    size_t refused_words;
    const struct wish *wish, *last_wish; /* the next one of a planned lane, and after the last */
    struct chance chance;   /* of failures; never asked on a machine on which nothing can fail */
    enum lane_result ended; /* LANE_FINE, or why there is no result; set by its owner */
};

/* `chance` decides about failures of the lane's allocations. */
void lane_init(struct lane *lane, const struct rule *rule, const struct machine *machine,
               struct chance chance);

/* Makes it a lane of so many rules, of which it has the first. */
void lane_share(struct lane *lane, const struct rule *const *members, uint32_t place,
                uint32_t count);
void lane_fini(struct lane *lane);

/* Gives the lane of a planned rule its plan, before the first event. */
void lane_follow(struct lane *lane, const struct wishes *plan);

/* One event of a context, as its lanes see it. */
struct lane_event {
    int64_t time_ns;
    uint32_t entry;
    int64_t length;         /* of the context before it */
    int64_t count;          /* events of the context so far, with this one */
    int64_t deregistration; /* how many of them are deregistrations */
};

/* Carries the lane through one event.  Fills `step` unless that is NULL. */
enum lane_result lane_register(struct lane *lane, const struct lane_event *event,
                               struct step *step);
enum lane_result lane_deregister(struct lane *lane, const struct lane_event *event,
                                 struct step *step);

/* How many of the lane's rules, the first ones, ask for a shrink at this length; whether all do. */
uint32_t lane_asking(const struct lane *lane, int64_t length);
bool lane_all_ask(const struct lane *lane, int64_t length);

/* The length at which one of the lane's rules, by its index, begins to keep the capacity; `guess`
 * may be near it. */
int64_t lane_turn(const struct lane *lane, uint32_t member, int64_t guess);

/* Leaves the lane so many of its rules, the first ones, and makes *rest a lane of the others, that
 * kept the capacity at this event. */
void lane_split(struct lane *lane, uint32_t count, struct lane *rest,
                const struct lane_event *event);

/* Brings peaks up to date with what happened since the lane was last touched, before the event that
 * touches it. */
static inline void lane_catch_up(struct lane *lane, const struct lengths *lengths) {
    int64_t longest = lengths_longest(lengths, lane->touched) - lane->refused_alive;
    int64_t shortest = lengths_shortest(lengths, lane->touched) - lane->refused_alive;
    counters_raise(&lane->counters.peak_len, longest);
    counters_raise(&lane->counters.peak_wasted, lane->vector.cap - shortest);
    counters_raise(&lane->peak, longest);
}

/* Makes *to a lane that goes on as the other one will, in a copy of the context's lengths, with a
 * chance of its own.  Returns false when there is no memory. */
bool lane_copy(struct lane *to, const struct lane *from, const struct lengths *lengths,
               struct chance chance);

/* What a context went through in all. */
struct context_totals {
    int64_t end_ns, length;           /* of the observation; at its end */
    int64_t registered, deregistered; /* events */
    number_u128 len_ns;               /* of the length over time */
};

/* Closes counts and integrals at the end. */
void lane_finish(struct lane *lane, const struct context_totals *totals);

#endif
