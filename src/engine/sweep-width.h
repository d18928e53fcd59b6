/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk of engine/sweep.c, for costs of one width: VALUE is their type, NAMED(x) names x.
 *
 * Values that are not `settled` still lack the area since.  The value of a state that the length
 * excludes means nothing until the length has left that state.
 */

/* The position of a walk. */
struct NAMED(walk) {
    struct sweep *sweep;
    VALUE *values, *best;
    VALUE change[2], area;
    VALUE unsettled; /* the area price times the span since all values were settled */
    int64_t length;
};

static void NAMED(settle)(struct NAMED(walk) * walk, size_t first) {
    const uint64_t *units = walk->sweep->units;
    VALUE *values = walk->values, unsettled = walk->unsettled;
    size_t count = walk->sweep->reach->state_count;
    walk->unsettled = 0;
    if (unsettled == 0)
        return;
    for (size_t s = first; s < count; s++)
        values[s] += unsettled * units[s];
}

/* Goes back over a registration: handles the states that are full before it. */
static void NAMED(rise)(struct NAMED(walk) * walk) {
    const struct sweep *sweep = walk->sweep;
    const struct reach *reach = sweep->reach;
    uint32_t last = reach->first_state[--walk->length + 1];
    for (uint32_t s = reach->first_state[walk->length]; s < last; s++) {
        uint32_t grown = reach->states[s].grown;
        walk->values[s] = walk->values[grown] + walk->change[sweep->grown_kind[s]] +
                          walk->unsettled * sweep->units[grown] - walk->unsettled * sweep->units[s];
    }
}

/* Goes back over a deregistration, where capacities are states: each shrinks to the best one below
 * it, or stays.  No target beyond the peak is better than the peak, and no vector grows to an odd
 * number of slots beyond it. */
static void NAMED(fall_by_capacity)(struct NAMED(walk) * walk) {
    VALUE *values = walk->values, change = walk->change[1], unsettled = walk->unsettled;
    int64_t caps = walk->sweep->reach->most_cap, peak = walk->sweep->course->peak;
    VALUE area = unsettled * (uint64_t)walk->length;
    VALUE best = values[walk->length] += area;
    for (int64_t cap = walk->length + 1; cap <= peak; cap++) {
        area += unsettled;
        VALUE value = values[cap] + area;
        values[cap] = best + change < value ? best + change : value;
        best = value < best ? value : best;
    }
    best += change;
    for (int64_t cap = (peak + 2) / 2 * 2; cap <= caps; cap += 2) {
        VALUE value = values[cap] + unsettled * (uint64_t)cap;
        values[cap] = best < value ? best : value;
    }
    walk->unsettled = 0;
}

/* The same where the buffer decides as well.  With `decisions`, writes the target that each state
 * takes, 0 for none. */
static inline void NAMED(fall)(struct NAMED(walk) * walk, uint32_t *decisions) {
    const struct sweep *sweep = walk->sweep;
    const struct reach *reach = sweep->reach;
    VALUE *values = walk->values, *best = walk->best;
    uint32_t least = reach->first_target[walk->length];
    NAMED(settle)(walk, reach->first_state[walk->length]);
    for (size_t t = least; t < reach->target_count; t++) {
        VALUE own = values[sweep->states[t]] + walk->change[sweep->target_kind[t]];
        uint32_t parent = sweep->parents[t];
        bool inherits = parent >= least && best[parent] <= own;
        best[t] = inherits ? best[parent] : own;
        if (decisions)
            sweep->chosen[t] = inherits ? sweep->chosen[parent] : (uint32_t)t;
    }
    for (size_t s = reach->first_state[walk->length + 1]; s < reach->state_count; s++) {
        uint32_t target = sweep->targets[s];
        bool shrinks = target >= least && best[target] <= values[s];
        if (shrinks)
            values[s] = best[target];
        if (decisions)
            decisions[s] = shrinks ? sweep->chosen[target] : 0;
    }
}

/* Goes back over the events from `to` (excluded) to `from`.  With `decisions`, writes a row of them
 * per event. */
static bool NAMED(back)(struct NAMED(walk) * walk, size_t from, size_t to, uint32_t *decisions) {
    struct sweep *sweep = walk->sweep;
    const struct course *course = sweep->course;
    size_t width = sweep->reach->state_count;
    for (size_t i = to; i-- > from;) {
        walk->unsettled += walk->area * course_span(course, i);
        if (!course_falls(course, i)) {
            NAMED(rise)(walk);
            continue;
        }
        if (is_stopped(sweep))
            return false;
        if (decisions)
            NAMED(fall)(walk, decisions + (i - from) * width);
        else if (sweep->by_capacity)
            NAMED(fall_by_capacity)(walk);
        else
            NAMED(fall)(walk, NULL);
        walk->length++;
    }
    NAMED(settle)(walk, sweep->reach->first_state[walk->length]);
    return true;
}

static struct NAMED(walk) NAMED(begin)(struct sweep *sweep, const struct sweep_price *price) {
    memset(sweep->values, 0, sweep->reach->state_count * sizeof(VALUE));
    return (struct NAMED(walk)){.sweep = sweep,
                                .values = sweep->values,
                                .best = sweep->best,
                                .change = {(VALUE)price->change[0], (VALUE)price->change[1]},
                                .area = (VALUE)price->area,
                                .length = sweep->course->length};
}
