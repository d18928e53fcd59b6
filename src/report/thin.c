/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/results.h"
#include "report/timeline.h"

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
    uint64_t order; /* of the step, from 1; 0 for none */
    struct step step;
};

struct thin_stretch {
    struct kept kept[KEEPS];
};

struct thin_lane {
    const struct lane *lane;
    char *context;
    const char *policy;
    struct kept before; /* the last step before the time that is kept */
    size_t room;        /* stretches, even, at least as many as it may have */
    struct thin_stretch *stretches;
};

/* How many rows a picture can have, gnuplot being quadratic in them, and a lane at least. */
enum { MOST_ROWS = 40000, MOST_STRETCHES = 1024, LEAST_STRETCHES = 32 };

/* How many stretches each of so many lanes may have: an even number. */
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
    *thin = (struct thin){
        .from_ns = from_ns, .to_ns = to_ns, .stretch_count = stretches_for(lanes), .stretch_ns = 1};
}

void thin_fini(struct thin *thin) {
    for (size_t i = 0; i < thin->lane_count; i++) {
        free(thin->lanes[i].context);
        free(thin->lanes[i].stretches);
    }
    free(thin->lanes);
}

static bool is_growth(enum action action) {
    return action == ACTION_ALLOC || action == ACTION_GROW || action == ACTION_GROW_IN_PLACE;
}

static bool is_shrink(enum action action) {
    return action == ACTION_SHRINK || action == ACTION_SHRINK_MOVED;
}

/* Whether a later step takes the place of an earlier one. */
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

static void keep_step(struct thin_stretch *stretch, uint64_t order, const struct step *step) {
    for (int k = 0; k < KEEPS; k++) {
        struct kept *kept = &stretch->kept[k];
        if (applies((enum keep)k, step) &&
            (!kept->order || replaces((enum keep)k, step, &kept->step)))
            *kept = (struct kept){order, *step};
    }
}

/* Adds a later stretch to an earlier one. */
static void join(struct thin_stretch *stretch, const struct thin_stretch *later) {
    for (int k = 0; k < KEEPS; k++) {
        struct kept *kept = &stretch->kept[k];
        const struct kept *other = &later->kept[k];
        if (other->order && (!kept->order || replaces((enum keep)k, &other->step, &kept->step)))
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

/* More lanes than were announced, as a trace brings them, have fewer stretches each. */
static struct thin_lane *add(struct thin *thin, const struct lane *lane, const char *context) {
    thin->lanes = array_grow(thin->lanes, thin->lane_count, &thin->lane_room, sizeof *thin->lanes);
    struct thin_lane *added = &thin->lanes[thin->lane_count++];
    if (thin->stretch_count > stretches_for(thin->lane_count))
        thin->stretch_count = stretches_for(thin->lane_count);
    *added = (struct thin_lane){.lane = lane,
                                .context = array_text(context, strlen(context)),
                                .policy = lane->rule->name,
                                .room = thin->stretch_count,
                                .stretches =
                                    array_new(thin->stretch_count, sizeof(struct thin_stretch))};
    return added;
}

/* Lanes mostly take their turns. */
static struct thin_lane *find(struct thin *thin, const struct lane *lane, const char *context) {
    for (size_t tries = 0; tries < thin->lane_count; tries++) {
        thin->lane_at = thin->lane_at + 1 < thin->lane_count ? thin->lane_at + 1 : 0;
        if (thin->lanes[thin->lane_at].lane == lane)
            return &thin->lanes[thin->lane_at];
    }
    return add(thin, lane, context);
}

static void take_step(void *state, const char *context, const struct lane *lane,
                      const struct step *step) {
    struct thin *thin = state;
    struct thin_lane *found = find(thin, lane, context);
    int64_t time_ns = step->time_ns - thin->from_ns;
    ++thin->steps;
    if (time_ns < 0)
        found->before = (struct kept){thin->steps, *step};
    if (time_ns < 0 || step->time_ns > thin->to_ns)
        return;
    while ((uint64_t)(time_ns / thin->stretch_ns) >= thin->stretch_count)
        halve(thin);
    keep_step(&found->stretches[time_ns / thin->stretch_ns], thin->steps, step);
}

struct receiver thin_receiver(struct thin *thin) {
    return (struct receiver){.step = take_step, .state = thin, .first_run_only = true};
}

static int by_order(const void *a, const void *b) {
    const struct kept *left = a, *right = b;
    return (left->order > right->order) - (left->order < right->order);
}

static void write_lane(const struct thin_lane *lane, int64_t from_ns, FILE *stream) {
    struct step first = lane->before.step;
    first.time_ns = from_ns;
    first.action = ACTION_NONE;
    if (lane->before.order)
        timeline_write(stream, lane->context, lane->policy, &first);
    for (size_t s = 0; s < lane->room; s++) {
        struct kept kept[KEEPS];
        memcpy(kept, lane->stretches[s].kept, sizeof kept);
        qsort(kept, KEEPS, sizeof *kept, by_order);
        for (int k = 0; k < KEEPS; k++)
            if (kept[k].order && (k == 0 || kept[k].order != kept[k - 1].order))
                timeline_write(stream, lane->context, lane->policy, &kept[k].step);
    }
}

static bool is_left_out(const struct results *results, const struct cell *cell,
                        const struct thin_lane *lane) {
    struct row row;
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            if (strcmp(cell->contexts[c].name, lane->context) == 0 &&
                cell->contexts[c].outcomes[p].rule->name == lane->policy)
                return !results_row(results, cell, c, p, &row) || row.outcome->failed;
    return false;
}

void thin_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                FILE *stream) {
    fputs(timeline_header, stream);
    for (size_t i = 0; i < thin->lane_count; i++)
        if (!is_left_out(results, cell, &thin->lanes[i]))
            write_lane(&thin->lanes[i], thin->from_ns, stream);
}
