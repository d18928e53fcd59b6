/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void pass_init(struct pass *pass, const struct pass_setup *setup) {
    *pass = (struct pass){.setup = *setup, .stepped = setup->highlights};
    for (size_t i = 0; i < setup->receiver_count; i++)
        pass->stepped = pass->stepped || setup->receivers[i]->step;
}

void pass_fini(struct pass *pass) {
    const struct pass_setup *setup = &pass->setup;
    for (int t = 0; t < pass->track_count; t++) {
        struct track *track = &pass->tracks[t];
        for (size_t i = 0; i < track->lane_count; i++) {
            if (machine_can_fail(setup->machine))
                setup->close_chance(setup->state, &track->lanes[i].chance);
            lane_fini(&track->lanes[i]);
        }
        free(track->lanes);
        free(track->highlights);
        free(track->touched);
        lengths_fini(&track->lengths);
        queue_fini(&track->ends.full);
        queue_fini(&track->ends.low);
        queue_fini(&track->ends.high);
        queue_fini(&track->ends.due);
    }
}

/* Queues for as many lanes, which nothing but planned rules needs all of. */
static bool make_queues(const struct pass *pass, struct track *track) {
    size_t count = pass->setup.rule_count, planned = 0;
    for (size_t i = 0; i < count; i++)
        planned += rule_is_planned(pass->setup.rules[i]);
    return pass->stepped || count == 1 ||
           (queue_init(&track->ends.full, count, track->window.full) &&
            queue_init(&track->ends.low, count, -track->window.low) &&
            queue_init(&track->ends.high, count, track->window.high) &&
            queue_init(&track->ends.due, planned > 0 ? count : 0, INT64_MAX));
}

/* A copy counts anew what its lanes have seen: they are brought up to date. */
static bool copy_track(const struct pass *to, struct track *track, const struct track *from) {
    const struct pass_setup *setup = &to->setup;
    *track = *from;
    track->lane_count = 0;
    track->lanes = calloc(setup->rule_count, sizeof *track->lanes);
    track->highlights =
        setup->highlights ? calloc(setup->rule_count, sizeof *track->highlights) : NULL;
    track->touched = malloc(setup->rule_count * sizeof *track->touched);
    bool fine = lengths_copy(&track->lengths, &from->lengths);
    if (!fine || !track->lanes || (setup->highlights && !track->highlights) || !track->touched)
        return false;
    if (setup->highlights)
        memcpy(track->highlights, from->highlights, setup->rule_count * sizeof *track->highlights);
    for (; track->lane_count < from->lane_count; track->lane_count++) {
        const struct lane *lane = &from->lanes[track->lane_count];
        struct chance chance = lane->chance;
        if (machine_can_fail(setup->machine) &&
            !setup->copy_chance(setup->state, &lane->chance, &chance))
            return false;
        if (!lane_copy(&track->lanes[track->lane_count], lane, &from->lengths, chance)) {
            if (machine_can_fail(setup->machine))
                setup->close_chance(setup->state, &chance);
            return false;
        }
    }
    return true;
}

bool pass_copy(struct pass *to, const struct pass *from) {
    assert(from->stepped);
    *to = *from;
    to->track_count = 0;
    while (to->track_count < from->track_count) {
        int t = to->track_count++;
        if (!copy_track(to, &to->tracks[t], &from->tracks[t]))
            return false;
    }
    return true;
}

/* Makes a context's lanes. */
static bool fill_track(const struct pass *pass, struct track *track) {
    const struct pass_setup *setup = &pass->setup;
    track->lanes = calloc(setup->rule_count, sizeof *track->lanes);
    if (setup->highlights)
        track->highlights = calloc(setup->rule_count, sizeof *track->highlights);
    track->touched = malloc(setup->rule_count * sizeof *track->touched);
    if (!track->lanes || (setup->highlights && !track->highlights) || !track->touched ||
        !lengths_init(&track->lengths) || !make_queues(pass, track))
        return false;
    for (; track->lane_count < setup->rule_count; track->lane_count++) {
        const struct rule *rule = setup->rules[track->lane_count];
        struct chance chance = {0};
        if (machine_can_fail(setup->machine) &&
            !setup->open_chance(setup->state, track->name, rule, &chance))
            return false;
        lane_init(&track->lanes[track->lane_count], rule, setup->machine, chance);
        if (setup->highlights)
            track->highlights[track->lane_count].moment_ns = setup->moment_ns;
        if (rule_is_planned(rule))
            lane_follow(&track->lanes[track->lane_count],
                        setup->plan(setup->state, (int)(track - pass->tracks), track->lane_count));
    }
    return true;
}

/* Makes tracks for the contexts that have come up since. */
static bool add_tracks(struct pass *pass) {
    const struct contexts *contexts = pass->setup.contexts;
    while (pass->track_count < contexts->count) {
        struct track *track = &pass->tracks[pass->track_count];
        *track = (struct track){.name = contexts->names[pass->track_count], .window = WINDOW_NONE};
        pass->track_count++;
        if (!fill_track(pass, track))
            return false;
    }
    return true;
}

static void tell_failure(const struct pass *pass, const struct track *track, uint32_t number) {
    const struct lane *lane = &track->lanes[number];
    const struct pass_failure failure = {.result = lane->ended,
                                         .context = track->name,
                                         .lane = lane,
                                         .rule = number,
                                         .event_number = pass->events,
                                         .time_ns = track->time_ns};
    pass->setup.fail(pass->setup.state, &failure);
}

static void tell_step(const struct pass *pass, const struct track *track, const struct lane *lane,
                      const struct step *step) {
    const struct pass_setup *setup = &pass->setup;
    if (track->highlights)
        highlights_take(&track->highlights[lane - track->lanes], step);
    for (size_t i = 0; i < setup->receiver_count; i++)
        if (setup->receivers[i]->step)
            setup->receivers[i]->step(setup->receivers[i]->state, track->name, lane, step);
}

/* Carries one lane through the event.  Returns false when there is no memory. */
static inline bool step_lane(const struct pass *pass, struct track *track, struct lane *lane,
                             enum event_kind kind, const struct lane_event *event) {
    struct step step, *told = pass->stepped ? &step : NULL;
    lane_catch_up(lane, &track->lengths);
    enum lane_result result = kind == EVENT_REGISTER ? lane_register(lane, event, told)
                                                     : lane_deregister(lane, event, told);
    if (result == LANE_NO_MEMORY)
        return false;
    if (result != LANE_FINE) {
        lane->ended = result;
        lane->window = WINDOW_ALL;
        return true;
    }
    if (told)
        tell_step(pass, track, lane, told);
    return lane_leave(lane, &track->lengths, event->count,
                      kind == EVENT_REGISTER ? INT64_MAX : event->length - 1);
}

/* Files the ends of a lane's window that are not the ones that it had; whether there are any. */
static inline bool file_window(struct ends *ends, uint32_t lane, const struct window *old,
                               const struct window *window) {
    bool full = window->full != old->full, low = window->low != old->low;
    bool high = window->high != old->high, due = window->due != old->due;
    if (full)
        queue_set(&ends->full, lane, window->full);
    if (low)
        queue_set(&ends->low, lane, -window->low);
    if (high)
        queue_set(&ends->high, lane, window->high);
    if (due)
        queue_set(&ends->due, lane, window->due);
    return full || low || high || due;
}

static void intersect_windows(struct track *track) {
    const struct ends *ends = &track->ends;
    track->window = (struct window){.full = queue_least(&ends->full),
                                    .low = -queue_least(&ends->low),
                                    .high = queue_least(&ends->high),
                                    .due = queue_least(&ends->due)};
}

/* The lanes that the event touches; no lane's window ends below and above one length. */
static size_t find_touched(const struct pass *pass, struct track *track, enum event_kind kind) {
    const struct ends *ends = &track->ends;
    uint32_t *touched = track->touched;
    int64_t length = track->lengths.now - 1;
    size_t count = 0;
    if (pass->stepped) {
        for (size_t i = 0; i < track->lane_count; i++)
            if (track->lanes[i].ended == LANE_FINE)
                touched[count++] = (uint32_t)i;
        return count;
    }
    if (kind == EVENT_REGISTER)
        return queue_below(&ends->full, length + 2, touched);
    count = queue_below(&ends->low, -length, touched);
    count += queue_below(&ends->high, length, touched + count);
    return count + queue_below(&ends->due, track->deregistered + 1, touched + count);
}

/* Lets the item at `place` sink to where none below it is larger. */
static void sift(uint32_t *numbers, size_t count, size_t place) {
    for (size_t below; (below = 2 * place + 1) < count; place = below) {
        below += below + 1 < count && numbers[below + 1] > numbers[below];
        if (numbers[place] >= numbers[below])
            return;
        uint32_t number = numbers[place];
        numbers[place] = numbers[below];
        numbers[below] = number;
    }
}

/* Sorts in place, whatever the order was. */
static void sort(uint32_t *numbers, size_t count) {
    for (size_t i = count / 2; i-- > 0;)
        sift(numbers, count, i);
    for (size_t end = count; end-- > 1;) {
        uint32_t largest = numbers[0];
        numbers[0] = numbers[end];
        numbers[end] = largest;
        sift(numbers, end, 0);
    }
}

/* The event as lanes see it. */
static inline struct lane_event own_event(const struct track *track, const struct event *event) {
    return (struct lane_event){.time_ns = event->time_ns,
                               .entry = event->entry,
                               .length = track->lengths.now,
                               .count = track->registered + track->deregistered,
                               .deregistration = track->deregistered};
}

/* A lone lane needs no queues: the context's window is its own. */
static bool touch_alone(const struct pass *pass, struct track *track, const struct event *event) {
    const struct lane_event own = own_event(track, event);
    if (!step_lane(pass, track, track->lanes, event->kind, &own))
        return false;
    track->window = track->lanes->window;
    if (track->lanes->ended != LANE_FINE)
        tell_failure(pass, track, 0);
    return true;
}

/* Takes the event to the lanes that it touches; those that fail are told of in their order.
 * Returns false when there is no memory. */
static bool touch(struct pass *pass, struct track *track, const struct event *event) {
    if (track->lane_count == 1 && !pass->stepped)
        return touch_alone(pass, track, event);
    const struct lane_event own = own_event(track, event);
    size_t count = find_touched(pass, track, event->kind), failed = 0;
    bool filed = false;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = track->touched[i];
        struct lane *lane = &track->lanes[number];
        const struct window old = lane->window;
        if (!step_lane(pass, track, lane, event->kind, &own))
            return false;
        if (!pass->stepped)
            filed |= file_window(&track->ends, number, &old, &lane->window);
        if (lane->ended != LANE_FINE)
            track->touched[failed++] = number;
    }
    if (filed)
        intersect_windows(track);
    if (failed > 0)
        sort(track->touched, failed);
    for (size_t i = 0; i < failed; i++)
        tell_failure(pass, track, track->touched[i]);
    return true;
}

static inline bool run_register(struct pass *pass, struct track *track, const struct event *event) {
    track->registered++;
    if (track->lengths.now >= track->window.full && !touch(pass, track, event))
        return false;
    return lengths_rise(&track->lengths, track->registered + track->deregistered);
}

static inline bool run_deregister(struct pass *pass, struct track *track,
                                  const struct event *event) {
    const struct window *window = &track->window;
    int64_t length = track->lengths.now - 1;
    track->deregistered++;
    bool within =
        length >= window->low && length <= window->high && track->deregistered < window->due;
    if (!within && !touch(pass, track, event))
        return false;
    lengths_fall(&track->lengths, track->registered + track->deregistered);
    return true;
}

bool pass_run(struct pass *pass, const struct event *events, int count) {
    if (pass->track_count < pass->setup.contexts->count && !add_tracks(pass))
        return false;
    for (const struct event *event = events; event < events + count; event++) {
        struct track *track = &pass->tracks[event->context];
        track->len_ns +=
            (number_u128)(event->time_ns - track->time_ns) * (number_u128)track->lengths.now;
        track->time_ns = event->time_ns;
        pass->events++;
        bool fine = event->kind == EVENT_REGISTER ? run_register(pass, track, event)
                                                  : run_deregister(pass, track, event);
        if (!fine)
            return false;
    }
    return true;
}

bool pass_finish(struct pass *pass, int64_t end_ns) {
    if (!add_tracks(pass))
        return false;
    for (int t = 0; t < pass->track_count; t++) {
        struct track *track = &pass->tracks[t];
        track->len_ns += (number_u128)(end_ns - track->time_ns) * (number_u128)track->lengths.now;
        const struct context_totals totals = {.end_ns = end_ns,
                                              .length = track->lengths.now,
                                              .registered = track->registered,
                                              .deregistered = track->deregistered,
                                              .len_ns = track->len_ns};
        for (struct lane *lane = track->lanes; lane < track->lanes + track->lane_count; lane++) {
            if (lane->ended != LANE_FINE)
                continue;
            lane_catch_up(lane, &track->lengths);
            lane_finish(lane, &totals);
        }
    }
    return true;
}
