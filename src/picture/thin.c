/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/timeline.h"
#include "results/results.h"

/* What is kept of a stretch. */
enum keep {
    KEEP_FIRST,
    KEEP_LAST,
    KEEP_SHORTEST,
    KEEP_LONGEST,
    KEEP_SMALLEST,
    KEEP_LARGEST,
    KEEP_LEAST_HELD,
    KEEP_MOST_HELD,
    KEEP_GROWN,
    KEEP_SHRUNK,
    KEEP_FREED,
    KEEPS
};

struct kept {
    uint64_t number; /* number of the lane's step, from 1; 0 for none */
    struct step step;
};

struct thin_stretch {
    struct kept kept[KEEPS];
};

struct thin_lane {
    const struct lane *lane;
    size_t context; /* by index */
    const char *policy;
    uint64_t steps;
    struct kept *changes; /* while all is kept */
    size_t change_count, change_room;
    struct kept before; /* the last step before the time kept */
    size_t room;        /* stretches, even, at least as many as the lane may have */
    struct thin_stretch *stretches;
};

/* The most events and changes to keep everything. */
enum { MOST_WHOLE = 8000 };

/* The most rows of a picture, since gnuplot is quadratic in them; the most and least stretches per
 * lane. */
enum { MOST_ROWS = 40000, MOST_STRETCHES = 1024, LEAST_STRETCHES = 32 };

/* Returns how many stretches each lane may have: an even number. */
static size_t stretches_for(size_t lanes) {
    enum { ROWS_A_STRETCH = 5 };
    size_t count = MOST_ROWS / ROWS_A_STRETCH / (lanes ? lanes : 1);
    if (count > MOST_STRETCHES)
        count = MOST_STRETCHES;
    if (count < LEAST_STRETCHES)
        count = LEAST_STRETCHES;
    return count & ~(size_t)1;
}

void thin_init(struct thin *thin, size_t lanes, int64_t from_ns, int64_t to_ns) {
    *thin = (struct thin){.from_ns = from_ns,
                          .to_ns = to_ns,
                          .stretch_count = stretches_for(lanes),
                          .stretch_ns = 1,
                          .whole = true};
}

void thin_fini(struct thin *thin) {
    for (size_t i = 0; i < thin->lane_count; i++) {
        free(thin->lanes[i].changes);
        free(thin->lanes[i].stretches);
    }
    for (size_t i = 0; i < thin->context_count; i++) {
        free(thin->contexts[i].name);
        free(thin->contexts[i].events);
    }
    free(thin->lanes);
    free(thin->contexts);
}

static bool is_growth(enum action action) {
    return action == ACTION_ALLOC || action == ACTION_GROW || action == ACTION_GROW_IN_PLACE;
}

static bool is_shrink(enum action action) {
    return action == ACTION_SHRINK || action == ACTION_SHRINK_MOVED;
}

/* Returns whether a later step replaces an earlier one. */
static bool replaces(enum keep keep, const struct step *later, const struct step *earlier) {
    const struct vector *new = &later->after, *old = &earlier->after;
    switch (keep) {
    case KEEP_LAST: return true;
    case KEEP_SHORTEST: return new->len < old->len;
    case KEEP_LONGEST: return new->len > old->len;
    case KEEP_SMALLEST: return new->cap < old->cap;
    case KEEP_LARGEST: return new->cap > old->cap;
    case KEEP_LEAST_HELD: return new->buffer.held_bytes < old->buffer.held_bytes;
    case KEEP_MOST_HELD: return new->buffer.held_bytes > old->buffer.held_bytes;
    default: return false;
    }
}

static bool applies(enum keep keep, const struct step *step) {
    switch (keep) {
    case KEEP_GROWN: return is_growth(step->action);
    case KEEP_SHRUNK: return is_shrink(step->action);
    case KEEP_FREED: return step->action == ACTION_FREE;
    default: return true;
    }
}

static void keep_step(struct thin_stretch *stretch, uint64_t number, const struct step *step) {
    for (int k = 0; k < KEEPS; k++) {
        struct kept *kept = &stretch->kept[k];
        if (applies((enum keep)k, step) &&
            (!kept->number || replaces((enum keep)k, step, &kept->step)))
            *kept = (struct kept){number, *step};
    }
}

/* Adds a later stretch to an earlier one. */
static void join(struct thin_stretch *stretch, const struct thin_stretch *later) {
    for (int k = 0; k < KEEPS; k++) {
        struct kept *kept = &stretch->kept[k];
        const struct kept *other = &later->kept[k];
        if (other->number && (!kept->number || replaces((enum keep)k, &other->step, &kept->step)))
            *kept = *other;
    }
}

/* Makes the stretches twice as long. */
static void halve(struct thin *thin) {
    thin->stretch_ns *= 2;
    for (size_t i = 0; i < thin->lane_count; i++) {
        struct thin_stretch *stretches = thin->lanes[i].stretches;
        size_t half = thin->lanes[i].room / 2;
        for (size_t s = 0; s < half; s++) {
            struct thin_stretch joined = stretches[2 * s];
            join(&joined, &stretches[2 * s + 1]);
            stretches[s] = joined;
        }
        memset(stretches + half, 0, half * sizeof *stretches);
    }
}

static size_t context_of(struct thin *thin, const char *name) {
    for (size_t i = 0; i < thin->context_count; i++)
        if (strcmp(thin->contexts[i].name, name) == 0)
            return i;
    thin->contexts = array_grow(thin->contexts, thin->context_count, &thin->context_room,
                                sizeof *thin->contexts);
    thin->contexts[thin->context_count] =
        (struct thin_context){.name = array_text(name, strlen(name))};
    return thin->context_count++;
}

/* Adds a lane.  More lanes than announced, as from a trace, have fewer stretches each. */
static struct thin_lane *add(struct thin *thin, const struct lane *lane, const char *context) {
    thin->lanes = array_grow(thin->lanes, thin->lane_count, &thin->lane_room, sizeof *thin->lanes);
    struct thin_lane *added = &thin->lanes[thin->lane_count++];
    if (thin->stretch_count > stretches_for(thin->lane_count))
        thin->stretch_count = stretches_for(thin->lane_count);
    *added = (struct thin_lane){.lane = lane,
                                .context = context_of(thin, context),
                                .policy = lane->rule->name,
                                .room = thin->stretch_count,
                                .stretches =
                                    array_new(thin->stretch_count, sizeof(struct thin_stretch))};
    return added;
}

/* Finds a lane.  Lanes mostly take turns. */
static struct thin_lane *find(struct thin *thin, const struct lane *lane, const char *context) {
    for (size_t tries = 0; tries < thin->lane_count; tries++) {
        thin->lane_at = thin->lane_at + 1 < thin->lane_count ? thin->lane_at + 1 : 0;
        if (thin->lanes[thin->lane_at].lane == lane)
            return &thin->lanes[thin->lane_at];
    }
    return add(thin, lane, context);
}

/* Returns whether a step did more than take or leave a slot. */
static bool is_change(const struct step *step) {
    return step->action != ACTION_NONE || step->before.len == step->after.len;
}

/* Keeps everything, until it is too much.  The first lane to reach an event records it: others may
 * have failed. */
static void keep_all(struct thin *thin, struct thin_lane *lane, const struct step *step) {
    struct thin_context *context = &thin->contexts[lane->context];
    if (lane->steps > context->before + context->count) {
        context->events =
            array_grow(context->events, context->count, &context->room, sizeof *context->events);
        context->events[context->count++] = (struct thin_event){step->time_ns, step->registration};
        thin->whole_count++;
    }
    if (is_change(step)) {
        lane->changes = array_grow(lane->changes, lane->change_count, &lane->change_room,
                                   sizeof *lane->changes);
        lane->changes[lane->change_count++] = (struct kept){lane->steps, *step};
        thin->whole_count++;
    }
    thin->whole = thin->whole_count <= MOST_WHOLE;
}

static void take_step(void *state, const char *context, const struct lane *lane,
                      const struct step *step) {
    struct thin *thin = state;
    struct thin_lane *found = find(thin, lane, context);
    int64_t time_ns = step->time_ns - thin->from_ns;
    ++found->steps;
    if (time_ns < 0)
        found->before = (struct kept){found->steps, *step};
    if (time_ns < 0 && thin->contexts[found->context].before < found->steps)
        thin->contexts[found->context].before = found->steps;
    if (time_ns < 0 || step->time_ns > thin->to_ns)
        return;
    if (thin->whole)
        keep_all(thin, found, step);
    while ((uint64_t)(time_ns / thin->stretch_ns) >= thin->stretch_count)
        halve(thin);
    keep_step(&found->stretches[time_ns / thin->stretch_ns], found->steps, step);
}

struct receiver thin_receiver(struct thin *thin) {
    return (struct receiver){.step = take_step, .state = thin, .first_run_only = true};
}

static int by_number(const void *a, const void *b) {
    const struct kept *left = a, *right = b;
    return (left->number > right->number) - (left->number < right->number);
}

static void tell_stretch(const struct thin_stretch *stretch, const struct thin_taker *taker) {
    struct kept kept[KEEPS];
    memcpy(kept, stretch->kept, sizeof kept);
    qsort(kept, KEEPS, sizeof *kept, by_number);
    for (int k = 0; k < KEEPS; k++)
        if (kept[k].number && (k == 0 || kept[k].number != kept[k - 1].number))
            taker->step(taker->state, kept[k].number, &kept[k].step);
}

static void tell_lane(const struct thin *thin, const struct thin_lane *lane, bool whole,
                      const struct thin_taker *taker) {
    struct step first = lane->before.step;
    first.time_ns = thin->from_ns;
    first.action = ACTION_NONE;
    taker->lane(taker->state, thin->contexts[lane->context].name, lane->policy, lane->steps);
    if (lane->before.number)
        taker->step(taker->state, 0, &first);
    for (size_t i = 0; whole && i < lane->change_count; i++)
        taker->step(taker->state, lane->changes[i].number, &lane->changes[i].step);
    for (size_t s = 0; !whole && s < lane->room; s++)
        tell_stretch(&lane->stretches[s], taker);
}

static bool is_left_out(const struct results *results, const struct cell *cell, const char *context,
                        const struct thin_lane *lane) {
    struct row row;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            if (strcmp(cell->contexts[c].name, context) == 0 &&
                cell->contexts[c].outcomes[p].rule->name == lane->policy)
                return !results_row(results, cell, c, p, &row) || row.outcome->failed;
    return false;
}

void thin_tell(const struct thin *thin, const struct results *results, const struct cell *cell,
               bool whole, const struct thin_taker *taker) {
    for (size_t i = 0; i < thin->lane_count; i++) {
        const struct thin_lane *lane = &thin->lanes[i];
        if (!is_left_out(results, cell, thin->contexts[lane->context].name, lane))
            tell_lane(thin, lane, whole, taker);
    }
}

/* As a timeline */

struct writer {
    FILE *stream;
    const char *context, *policy;
};

static void write_lane(void *state, const char *context, const char *policy, uint64_t steps) {
    struct writer *writer = state;
    (void)steps;
    writer->context = context;
    writer->policy = policy;
}

static void write_step(void *state, uint64_t number, const struct step *step) {
    const struct writer *writer = state;
    (void)number;
    timeline_write(writer->stream, writer->context, writer->policy, step);
}

void thin_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                FILE *stream) {
    struct writer writer = {.stream = stream};
    const struct thin_taker taker = {write_lane, write_step, &writer};
    fputs(timeline_header, stream);
    thin_tell(thin, results, cell, false, &taker);
}
