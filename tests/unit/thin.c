/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Thinned rows against all steps, over random walks of many lengths: they keep the extremes of
 * every stretch, its reallocations, the first and the last state; and there are never more than
 * promised.
 */
#include "picture/thin.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "results/results.h"
#include "tap.h"

enum { MOST_STRETCHES = 1024, KEPT_OF_A_STRETCH = 11 };

static uint64_t state = 1;

/* Results of one workload, without a choice of policies. */
static struct decision **no_decision;
static const struct results undecided = {.decisions = &no_decision};

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

struct steps {
    struct step *steps;
    size_t count, room;
};

static void add(struct steps *steps, const struct step *step) {
    steps->steps = array_grow(steps->steps, steps->count, &steps->room, sizeof *step);
    steps->steps[steps->count++] = *step;
}

static enum action random_action(void) {
    static const enum action actions[] = {ACTION_NONE,          ACTION_ALLOC,  ACTION_GROW,
                                          ACTION_GROW_IN_PLACE, ACTION_SHRINK, ACTION_SHRINK_MOVED,
                                          ACTION_FREE,          ACTION_NOOP,   ACTION_REJECTED};
    return random_below(4) ? ACTION_NONE : actions[random_below(9)];
}

/* States that wander, at most `most_gap_ns` apart; some events share a time. */
static struct steps walk(size_t count, int64_t most_gap_ns) {
    struct steps steps = {NULL, 0, 0};
    struct step step = {.time_ns = 0};
    for (size_t i = 0; i < count; i++) {
        step.time_ns += random_below(3) ? random_below(most_gap_ns) : 0;
        step.registration = random_below(2);
        step.action = random_action();
        step.after.len = llabs(step.after.len + random_below(5) - 2);
        step.after.cap = llabs(step.after.cap + random_below(9) - 4);
        step.after.buffer.held_bytes = llabs(step.after.buffer.held_bytes + random_below(65) - 32);
        add(&steps, &step);
    }
    return steps;
}

/* Rows */

static struct rule rules[] = {{.name = "first"}, {.name = "second"}};
static struct lane lanes[] = {{.rule = &rules[0]}, {.rule = &rules[1]}};

static enum action action_of(const char *name) {
    return strcmp(name, "alloc") == 0 || strncmp(name, "grow", 4) == 0 ? ACTION_GROW
           : strncmp(name, "shrink", 6) == 0                           ? ACTION_SHRINK
           : strcmp(name, "free") == 0                                 ? ACTION_FREE
                                                                       : ACTION_NONE;
}

/* The rows of a policy as steps; actions differ only as far as they do in a picture. */
static struct steps read_rows(const char *text, const char *policy) {
    struct steps steps = {NULL, 0, 0};
    for (const char *at = strchr(text, '\n') + 1; *at; at = strchr(at, '\n') + 1) {
        long long seconds, ns, len, cap, held;
        char line[160], name[16], event[16], backing[16], action[16];
        /* A line by itself, since sscanf looks for the end of its whole input. */
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        if (sscanf(line, "%lld.%9lld,binder,%15[^,],%15[^,],%lld,%lld,%lld,%15[^,],%*d,%15s",
                   &seconds, &ns, name, event, &len, &cap, &held, backing, action) != 9)
            abort();
        if (strcmp(name, policy) != 0)
            continue;
        struct step step = {.time_ns = seconds * 1000000000 + ns,
                            .registration = event[0] == 'r',
                            .action = action_of(action),
                            .after = {.len = len, .cap = cap, .buffer = {.held_bytes = held}}};
        add(&steps, &step);
    }
    return steps;
}

/* Returns the steps of a lane that thinning keeps. */
static struct steps thinned(struct thin *thin, const struct steps *all) {
    static char binder[] = "binder";
    const struct receiver receiver = thin_receiver(thin);
    for (size_t i = 0; i < all->count; i++)
        receiver.step(receiver.state, binder, &lanes[0], &all->steps[i]);
    const struct cell cell = {.fine = true};
    char *text;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    thin_write(thin, &undecided, &cell, stream);
    fclose(stream);
    struct steps kept = read_rows(text, "first");
    free(text);
    return kept;
}

/* Comparison */

static bool same(const struct step *row, const struct step *step) {
    const struct vector *a = &row->after, *b = &step->after;
    enum action action =
        step->action == ACTION_ALLOC || step->action == ACTION_GROW_IN_PLACE ? ACTION_GROW
        : step->action == ACTION_SHRINK_MOVED                                ? ACTION_SHRINK
        : step->action == ACTION_NOOP || step->action == ACTION_REJECTED     ? ACTION_NONE
                                                                             : step->action;
    return row->time_ns == step->time_ns && row->registration == step->registration &&
           row->action == action && a->len == b->len && a->cap == b->cap &&
           a->buffer.held_bytes == b->buffer.held_bytes;
}

/* Returns whether the rows are some of the steps, in order, with the first and the last. */
static bool is_part(const struct steps *kept, const struct steps *all) {
    size_t at = 0;
    for (size_t i = 0; i < kept->count; i++, at++)
        while (at < all->count && !same(&kept->steps[i], &all->steps[at]))
            if (++at == all->count)
                return false;
    return kept->count > 0 && same(&kept->steps[0], &all->steps[0]) &&
           same(&kept->steps[kept->count - 1], &all->steps[all->count - 1]);
}

/* What a picture shows in a window of time. */
struct extremes {
    int64_t shortest, longest, smallest, largest, least, most;
    bool grown, shrunk, freed;
};

static void extend(int64_t *low, int64_t *high, int64_t value) {
    *low = value < *low ? value : *low;
    *high = value > *high ? value : *high;
}

static struct extremes extremes_of(const struct steps *steps, int64_t from_ns, int64_t to_ns) {
    struct extremes extremes = {INT64_MAX, -1, INT64_MAX, -1, INT64_MAX, -1, false, false, false};
    for (size_t i = 0; i < steps->count; i++) {
        const struct step *step = &steps->steps[i];
        if (step->time_ns < from_ns || step->time_ns >= to_ns)
            continue;
        extend(&extremes.shortest, &extremes.longest, step->after.len);
        extend(&extremes.smallest, &extremes.largest, step->after.cap);
        extend(&extremes.least, &extremes.most, step->after.buffer.held_bytes);
        enum action action = step->action;
        extremes.grown |=
            action == ACTION_ALLOC || action == ACTION_GROW || action == ACTION_GROW_IN_PLACE;
        extremes.shrunk |= action == ACTION_SHRINK || action == ACTION_SHRINK_MOVED;
        extremes.freed |= action == ACTION_FREE;
    }
    return extremes;
}

static bool same_extremes(const struct extremes *a, const struct extremes *b) {
    return a->shortest == b->shortest && a->longest == b->longest && a->smallest == b->smallest &&
           a->largest == b->largest && a->least == b->least && a->most == b->most &&
           a->grown == b->grown && a->shrunk == b->shrunk && a->freed == b->freed;
}

/* Returns whether the rows look like all steps, in single stretches and in windows of several. */
static bool same_pictures(const struct thin *thin, const struct steps *kept,
                          const struct steps *all) {
    enum { WINDOWS = 60 };
    int64_t stretches = all->steps[all->count - 1].time_ns / thin->stretch_ns + 1;
    bool fine = true;
    for (int i = 0; i < WINDOWS; i++) {
        int64_t from = random_below(stretches);
        int64_t to = from + 1 + (i % 2 ? random_below(stretches - from) : 0);
        struct extremes seen = extremes_of(kept, from * thin->stretch_ns, to * thin->stretch_ns);
        struct extremes real = extremes_of(all, from * thin->stretch_ns, to * thin->stretch_ns);
        fine = fine && same_extremes(&seen, &real);
    }
    return fine;
}

static void try_walk(size_t count, int64_t most_gap_ns) {
    struct thin thin;
    thin_init(&thin, 1, 0, INT64_MAX);
    size_t stretches = thin.stretch_count;
    struct steps all = walk(count, most_gap_ns), kept = thinned(&thin, &all);
    tap_ok(is_part(&kept, &all), "%zu steps: the first, the last and others between, in order",
           count);
    tap_ok(same_pictures(&thin, &kept, &all), "%zu steps: stretches keep what a picture shows",
           count);
    tap_ok(thin.stretch_count == stretches && stretches <= MOST_STRETCHES &&
               kept.count <= stretches * KEPT_OF_A_STRETCH,
           "%zu steps: %zu rows of %zu stretches", count, kept.count, stretches);
    free(all.steps);
    free(kept.steps);
    thin_fini(&thin);
}

/* At least half of the stretches are used, so this many equidistant steps are one per stretch. */
static void try_short_run(void) {
    struct thin thin;
    struct steps all = walk(MOST_STRETCHES / 2, 1);
    for (size_t i = 0; i < all.count; i++)
        all.steps[i].time_ns = (int64_t)i * 1000000000;
    thin_init(&thin, 1, 0, INT64_MAX);
    struct steps kept = thinned(&thin, &all);
    tap_ok(kept.count == all.count && is_part(&kept, &all), "a step a stretch: all are kept");
    free(all.steps);
    free(kept.steps);
    thin_fini(&thin);
}

/* Stretches are as short as possible: the last one is used before they grow. */
static void try_limit(void) {
    bool fine = true;
    for (int64_t last_ns = MOST_STRETCHES - 2; last_ns <= MOST_STRETCHES + 1; last_ns++) {
        struct thin thin;
        struct steps all = walk(2, 1);
        all.steps[0].time_ns = 0;
        all.steps[1].time_ns = last_ns;
        thin_init(&thin, 1, 0, INT64_MAX);
        struct steps kept = thinned(&thin, &all);
        fine = fine && thin.stretch_ns == (last_ns < MOST_STRETCHES ? 1 : 2);
        free(all.steps);
        free(kept.steps);
        thin_fini(&thin);
    }
    tap_ok(fine, "stretches become longer when the last one is behind");
}

/* Two lanes in turns; the second one fails in the end. */
static void try_failed_lane(void) {
    static char binder[] = "binder";
    struct outcome outcomes[] = {{.rule = &rules[0]}, {.rule = &rules[1], .failed = true}};
    struct cell_context context = {.name = binder, .outcomes = outcomes};
    const struct workload workload = {.name = "w"};
    const struct cell cell = {.workload = &workload,
                              .fine = true,
                              .contexts = &context,
                              .context_count = 1,
                              .policy_count = 2,
                              .row_count = SIZE_MAX};
    struct thin thin;
    struct steps all = walk(1000, 1000);
    char *text;
    size_t bytes;
    thin_init(&thin, 2, 0, INT64_MAX);
    const struct receiver receiver = thin_receiver(&thin);
    for (size_t i = 0; i < all.count; i++)
        for (int k = 0; k < 2; k++)
            receiver.step(receiver.state, binder, &lanes[k], &all.steps[i]);
    FILE *stream = open_memstream(&text, &bytes);
    thin_write(&thin, &undecided, &cell, stream);
    fclose(stream);
    struct steps first = read_rows(text, "first"), second = read_rows(text, "second");
    tap_ok(is_part(&first, &all) && second.count == 0, "a lane that failed is left out");
    free(first.steps);
    free(second.steps);
    free(all.steps);
    free(text);
    thin_fini(&thin);
}

/* The more lanes, the fewer stretches each. */
static void try_lane_counts(void) {
    enum { MOST_ROWS = 40000, LEAST_STRETCHES = 32 };
    bool fine = true;
    for (size_t lanes_wanted = 1; lanes_wanted <= 200; lanes_wanted++) {
        struct thin thin;
        thin_init(&thin, lanes_wanted, 0, INT64_MAX);
        fine = fine && thin.stretch_count % 2 == 0 && thin.stretch_count >= LEAST_STRETCHES &&
               (thin.stretch_count * lanes_wanted <= MOST_ROWS / 5 ||
                thin.stretch_count == LEAST_STRETCHES);
        thin_fini(&thin);
    }
    tap_ok(fine, "all lanes together have a limited number of stretches");
}

/* Lanes that come unannounced, one after the other, keep what a picture shows. */
static void try_late_lanes(void) {
    enum { LANES = 60, STEPS = 3000 };
    static char binder[] = "binder";
    static struct rule many[LANES];
    static struct lane late[LANES];
    static char names[LANES][8];
    struct steps all = walk(STEPS, 1000);
    struct thin thin;
    char *text;
    size_t bytes, rows = 0;
    bool fine = true;
    thin_init(&thin, 1, 0, INT64_MAX);
    for (int k = 0; k < LANES; k++) {
        snprintf(names[k], sizeof names[k], "p%d", k);
        many[k].name = names[k];
        late[k].rule = &many[k];
    }
    const struct receiver receiver = thin_receiver(&thin);
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = 0; k < LANES && k * 40 <= i; k++)
            receiver.step(receiver.state, binder, &late[k], &all.steps[i]);
    const struct cell cell = {.fine = true};
    FILE *stream = open_memstream(&text, &bytes);
    thin_write(&thin, &undecided, &cell, stream);
    fclose(stream);
    for (size_t k = 0; k < LANES; k++) {
        struct steps seen = {all.steps + k * 40, all.count - k * 40, 0};
        struct steps kept = read_rows(text, names[k]);
        rows += kept.count;
        fine = fine && is_part(&kept, &seen) && same_pictures(&thin, &kept, &seen);
        free(kept.steps);
    }
    tap_ok(fine, "lanes that come later keep what a picture shows");
    tap_ok(rows <= 8000 * KEPT_OF_A_STRETCH, "all of them together: %zu rows", rows);
    free(all.steps);
    free(text);
    thin_fini(&thin);
}

int main(void) {
    static const size_t counts[] = {1, 2, 3, 10, 100, 1000, 1025, 5000, 40000, 300000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        try_walk(counts[i], 2);
        try_walk(counts[i], 10000);
        try_walk(counts[i], INT64_C(3600000000000) / (int64_t)counts[i] + 2);
    }
    try_short_run();
    try_limit();
    try_failed_lane();
    try_late_lanes();
    try_lane_counts();
    return tap_done();
}
