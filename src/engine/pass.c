/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/number.h"

void pass_init(struct pass *pass, const struct pass_setup *setup) {
    *pass = (struct pass){.setup = *setup};
}

void pass_fini(struct pass *pass) {
    for (int t = 0; t < pass->track_count; t++) {
        for (size_t i = 0; i < pass->setup.policy_count; i++)
            lane_fini(&pass->tracks[t].lanes[i]);
        free(pass->tracks[t].lanes);
    }
}

/* Makes tracks for the contexts that have come up since. */
static void add_tracks(struct pass *pass) {
    const struct pass_setup *setup = &pass->setup;
    for (; pass->track_count < setup->contexts->count; pass->track_count++) {
        struct track *track = &pass->tracks[pass->track_count];
        *track = (struct track){
            .name = setup->contexts->names[pass->track_count],
            .lanes = array_new(setup->policy_count, sizeof *track->lanes),
            .window = {.full = 0, .low = 1, .high = 0},
        };
        for (size_t i = 0; i < setup->policy_count; i++)
            lane_init(&track->lanes[i], setup->policies[i], setup->memory, setup->seed,
                      setup->replication, track->name);
    }
}

static void intersect(struct window *window, const struct window *with) {
    if (with->full < window->full)
        window->full = with->full;
    if (with->low > window->low)
        window->low = with->low;
    if (with->high < window->high)
        window->high = with->high;
}

static void report(const struct pass *pass, const struct track *track, const struct lane *lane,
                   int64_t time_ns) {
    char where[256], time_s[NUMBER_TEXT];
    number_seconds(time_s, time_ns);
    snprintf(where, sizeof where, "event %llu, %s s, in context %s",
             (unsigned long long)pass->events, time_s, track->name);
    policy_report(lane->policy, &lane->view, where);
}

/* Carries one lane through the event. */
static inline void step_lane(const struct pass *pass, const struct track *track, struct lane *lane,
                             enum event_kind kind, const struct occurrence *occurrence) {
    const struct observer *observer = pass->setup.observer;
    struct step step, *seen = observer ? &step : NULL;
    bool fine = kind == EVENT_REGISTER ? lane_register(lane, occurrence, seen)
                                       : lane_deregister(lane, occurrence, seen);
    if (!fine) {
        report(pass, track, lane, occurrence->time_ns);
        lane->failed = true;
    } else if (observer) {
        observer->see(observer->state, pass->setup.replication, track->name, lane, &step);
    }
}

/* Takes the event to every lane. */
static void touch(struct pass *pass, struct track *track, const struct event *event) {
    const struct occurrence occurrence = {.time_ns = event->time_ns,
                                          .entry = event->entry,
                                          .length = track->length,
                                          .count = track->registered + track->deregistered};
    struct window window = {.full = INT64_MAX, .low = 0, .high = INT64_MAX};
    for (size_t i = 0; i < pass->setup.policy_count; i++) {
        struct lane *lane = &track->lanes[i];
        if (lane->failed)
            continue;
        lane_catch_up(lane, &track->stretch);
        step_lane(pass, track, lane, event->kind, &occurrence);
        if (!lane->failed)
            intersect(&window, &lane->window);
    }
    if (pass->setup.observer)
        window = (struct window){.full = 0, .low = 1, .high = 0};
    track->window = window;
    track->length += event->kind == EVENT_REGISTER ? 1 : -1;
    track->stretch.shortest = track->stretch.longest = track->length;
}

static inline void run_register(struct pass *pass, struct track *track, const struct event *event) {
    track->registered++;
    if (track->length >= track->window.full)
        touch(pass, track, event);
    else if (++track->length > track->stretch.longest)
        track->stretch.longest = track->length;
}

static inline void run_deregister(struct pass *pass, struct track *track,
                                  const struct event *event) {
    int64_t length = track->length - 1;
    track->deregistered++;
    if (length < track->window.low || length > track->window.high) {
        touch(pass, track, event);
    } else {
        track->length = length;
        if (length < track->stretch.shortest)
            track->stretch.shortest = length;
    }
}

void pass_run(struct pass *pass, const struct event *events, int count) {
    if (pass->track_count < pass->setup.contexts->count)
        add_tracks(pass);
    for (const struct event *event = events; event < events + count; event++) {
        struct track *track = &pass->tracks[event->context];
        track->len_ns +=
            (number_u128)(event->time_ns - track->time_ns) * (number_u128)track->length;
        track->time_ns = event->time_ns;
        pass->events++;
        if (event->kind == EVENT_REGISTER)
            run_register(pass, track, event);
        else
            run_deregister(pass, track, event);
    }
}

void pass_finish(struct pass *pass, int64_t end_ns) {
    add_tracks(pass);
    for (int t = 0; t < pass->track_count; t++) {
        struct track *track = &pass->tracks[t];
        track->len_ns += (number_u128)(end_ns - track->time_ns) * (number_u128)track->length;
        const struct history history = {.end_ns = end_ns,
                                        .length = track->length,
                                        .registered = track->registered,
                                        .deregistered = track->deregistered,
                                        .len_ns = track->len_ns};
        for (size_t i = 0; i < pass->setup.policy_count; i++) {
            if (track->lanes[i].failed)
                continue;
            lane_catch_up(&track->lanes[i], &track->stretch);
            lane_finish(&track->lanes[i], &history);
        }
    }
}
