/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lane: one rule on one context in one replication, or several rules of a family
 * (policy/families.h) while the same happens to all of them.
 *
 * The length is the context's, less the registrations that the lane's growth had to refuse.  A
 * lane costs nothing while nothing can happen to it: it says at which lengths of the context that
 * is so.  These are registrations up to `full`, and deregistrations to a length within the window,
 * where the rule is known to keep the capacity.  Where the rule's `when` is monotonic in the
 * length, the window is whole as soon as the capacity has changed.  Where `when` ignores the
 * length, it is whole as soon as the rule was asked.  Else it holds only the lengths that the rule
 * was asked about.  A planned lane needs no window: it is due at certain deregistrations, whatever
 * the length.
 *
 * At the lower lengths of a window, the rule may ask for no fewer slots than there are.  Such a
 * no-op changes only its count, which the lane makes up for later.
 */
#ifndef KVSIM_ENGINE_LANE_H
#define KVSIM_ENGINE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/counters.h"
#include "engine/lengths.h"
#include "model/memory.h"
#include "model/vector.h"
#include "policy/families.h"
#include "policy/wishes.h"
#include "policy/rule.h"

/* Context lengths at which a lane need not be touched.  Both ends are included; the window is empty
 * when low > high. */
struct window {
    int64_t full;      /* a registration to a length beyond this touches the lane */
    int64_t low, high; /* so does a deregistration to a length outside of these */
    int64_t due;       /* and the deregistration of this number, from 1 */
};

/* The window that holds nothing, and the one that holds everything. */
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
        *members;                    /* in the order of the family; NULL where nothing is shared */
    const struct expr_limit *limits; /* of the members, or of the only rule */
    uint32_t place, count; /* place of the first member in the families; number of members */
    const struct machine *machine;
    struct vector vector; /* len is up to date only when the lane is touched */
    struct view view;
    struct window window;
    int64_t turn;        /* of a whole window: the length at which `when` changes its answer */
    int64_t noops_below; /* below this, deregistrations within the window are no-ops */
    int64_t noops_from;  /* deregistrations that had arrived below that when the lane was touched;
                          * of several rules: deregistrations in all (engine/noops.h) */
    bool settled, young; /* of several rules: see engine/noops.h */
    struct counters counters;
    int64_t changed_ns;    /* when the capacity last changed */
    int64_t changed_age;   /* events of the lane by then */
    int64_t peak;          /* largest length since changed_ns */
    int64_t run_ns;        /* for `for`: since when `when` has been true; -1 when it is not */
    int64_t touched;       /* the context's event that touched the lane last, or the first one */
    int64_t skipped;       /* context events that were not the lane's */
    int64_t refused_alive; /* refused registrations not closed yet */
    int64_t refused_changed_ns; /* when refused_alive last changed */
    number_u128 refused_ns;     /* integral of refused_alive up to then */
    uint64_t *refused;          /* a bit per entry: refused and not closed yet */
    size_t refused_words;
    const struct wish *wish, *last_wish; /* of a planned lane: the next one; one past the last */
    struct chance chance;   /* of failures; unused on a machine without chance failures */
    enum lane_result ended; /* LANE_FINE, or why there is no result; its owner sets it */
};

/* Makes a lane.  `chance` decides which of its allocations fail. */
void lane_init(struct lane *lane, const struct rule *rule, const struct machine *machine,
               struct chance chance);

/* Makes it a lane of `count` rules of a family, from a place on; it holds the first already. */
void lane_share(struct lane *lane, const struct families *families, uint32_t place, uint32_t count);
void lane_fini(struct lane *lane);

/* Gives the lane of a planned rule its plan, before the first event. */
void lane_follow(struct lane *lane, const struct wishes *plan);

/* One event of a context, as its lanes see it. */
struct lane_event {
    int64_t time_ns;
    uint32_t entry;
    int64_t length;         /* of the context, before the event */
    int64_t count;          /* events of the context, this one included */
    int64_t deregistration; /* deregistrations among them */
};

/* Carries the lane through one event.  Fills `step` unless that is NULL. */
enum lane_result lane_register(struct lane *lane, const struct lane_event *event,
                               struct step *step);
enum lane_result lane_deregister(struct lane *lane, const struct lane_event *event,
                                 struct step *step);

/* Return how many of the lane's rules, the first ones, ask for a shrink at this length, and whether
 * all do. */
uint32_t lane_asking(const struct lane *lane, int64_t length);
bool lane_all_ask(const struct lane *lane, int64_t length);

/* Returns the length at which a rule of the lane, by its index, begins to keep the capacity.
 * `guess` may be near it. */
int64_t lane_turn(const struct lane *lane, uint32_t member, int64_t guess);

/* Leaves the lane its first `count` rules.  Makes *rest a lane of the others, which kept the
 * capacity at this event. */
void lane_split(struct lane *lane, uint32_t count, struct lane *rest,
                const struct lane_event *event);

/* Updates peaks with what happened since the last touch.  Called before the event that touches the
 * lane. */
static inline void lane_catch_up(struct lane *lane, const struct lengths *lengths) {
    int64_t longest = lengths_longest(lengths, lane->touched) - lane->refused_alive;
    int64_t shortest = lengths_shortest(lengths, lane->touched) - lane->refused_alive;
    counters_raise(&lane->counters.peak_len, longest);
    counters_raise(&lane->counters.peak_wasted, lane->vector.cap - shortest);
    counters_raise(&lane->peak, longest);
}

/* Makes *to a copy that goes on as the other lane will, with a copy of the context's lengths and a
 * chance of its own.  Returns false when there is no memory. */
bool lane_copy(struct lane *to, const struct lane *from, const struct lengths *lengths,
               struct chance chance);

/* The totals of a context. */
struct context_totals {
    int64_t end_ns, length;           /* end of the observation; length then */
    int64_t registered, deregistered; /* events */
    number_u128 len_ns;               /* integral of the length */
};

/* Closes counts and integrals at the end. */
void lane_finish(struct lane *lane, const struct context_totals *totals);

#endif
