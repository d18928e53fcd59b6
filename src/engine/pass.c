/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass.h"

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
    }
}

static bool copy_track(const struct pass *to, struct track *track, const struct track *from) {
    const struct pass_setup *setup = &to->setup;
    *track = *from;
    track->lane_count = 0;
    track->lanes = calloc(setup->rule_count, sizeof *track->lanes);
    track->highlights =
        setup->highlights ? calloc(setup->rule_count, sizeof *track->highlights) : NULL;
    if (!track->lanes || (setup->highlights && !track->highlights))
        return false;
    if (setup->highlights)
        memcpy(track->highlights, from->highlights, setup->rule_count * sizeof *track->highlights);
    for (; track->lane_count < from->lane_count; track->lane_count++) {
        const struct lane *lane = &from->lanes[track->lane_count];
        struct chance chance = lane->chance;
        if (machine_can_fail(setup->machine) &&
            !setup->copy_chance(setup->state, &lane->chance, &chance))
            return false;
        if (!lane_copy(&track->lanes[track->lane_count], lane, chance)) {
            if (machine_can_fail(setup->machine))
                setup->close_chance(setup->state, &chance);
            return false;
        }
    }
    return true;
}

bool pass_copy(struct pass *to, const struct pass *from) {
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
    if (!track->lanes || (setup->highlights && !track->highlights))
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

static void intersect(struct window *window, const struct window *with) {
    if (with->full < window->full)
        window->full = with->full;
    if (with->low > window->low)
        window->low = with->low;
    if (with->high < window->high)
        window->high = with->high;
    if (with->due < window->due)
        window->due = with->due;
}

static void fail_lane(const struct pass *pass, const struct track *track, struct lane *lane,
                      enum lane_result result, int64_t time_ns) {
    const struct pass_failure failure = {.result = result,
                                         .context = track->name,
                                         .lane = lane,
                                         .rule = (size_t)(lane - track->lanes),
                                         .event_number = pass->events,
                                         .time_ns = time_ns};
    lane->failed = true;
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
static inline bool step_lane(const struct pass *pass, const struct track *track, struct lane *lane,
                             enum event_kind kind, const struct lane_event *event) {
    struct step step, *told = pass->stepped ? &step : NULL;
    enum lane_result result = kind == EVENT_REGISTER ? lane_register(lane, event, told)
                                                     : lane_deregister(lane, event, told);
    if (result == LANE_NO_MEMORY)
        return false;
    if (result != LANE_FINE)
        fail_lane(pass, track, lane, result, event->time_ns);
    else if (told)
        tell_step(pass, track, lane, told);
    return true;
}

/* Takes the event to every lane.  Returns false when there is no memory. */
static bool touch(struct pass *pass, struct track *track, const struct event *event) {
    const struct lane_event own = {.time_ns = event->time_ns,
                                   .entry = event->entry,
                                   .length = track->length,
                                   .count = track->registered + track->deregistered,
                                   .deregistration = track->deregistered};
    struct window window = WINDOW_ALL;
    for (struct lane *lane = track->lanes; lane < track->lanes + track->lane_count; lane++) {
        if (lane->failed)
            continue;
        lane_catch_up(lane, &track->lengths);
        if (!step_lane(pass, track, lane, event->kind, &own))
            return false;
        if (!lane->failed)
            intersect(&window, &lane->window);
    }
    if (pass->stepped)
        window = WINDOW_NONE;
    track->window = window;
    track->length += event->kind == EVENT_REGISTER ? 1 : -1;
    track->lengths.shortest = track->lengths.longest = track->length;
    return true;
}

static inline bool run_register(struct pass *pass, struct track *track, const struct event *event) {
    track->registered++;
    if (track->length >= track->window.full)
        return touch(pass, track, event);
    if (++track->length > track->lengths.longest)
        track->lengths.longest = track->length;
    return true;
}

static inline bool run_deregister(struct pass *pass, struct track *track,
                                  const struct event *event) {
    int64_t length = track->length - 1;
    track->deregistered++;
    if (length < track->window.low || length > track->window.high ||
        track->deregistered >= track->window.due)
        return touch(pass, track, event);
    track->length = length;
    if (length < track->lengths.shortest)
        track->lengths.shortest = length;
    return true;
}

bool pass_run(struct pass *pass, const struct event *events, int count) {
    if (pass->track_count < pass->setup.contexts->count && !add_tracks(pass))
        return false;
    for (const struct event *event = events; event < events + count; event++) {
        struct track *track = &pass->tracks[event->context];
        track->len_ns +=
            (number_u128)(event->time_ns - track->time_ns) * (number_u128)track->length;
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
        track->len_ns += (number_u128)(end_ns - track->time_ns) * (number_u128)track->length;
        const struct context_totals totals = {.end_ns = end_ns,
                                              .length = track->length,
                                              .registered = track->registered,
                                              .deregistered = track->deregistered,
                                              .len_ns = track->len_ns};
        for (struct lane *lane = track->lanes; lane < track->lanes + track->lane_count; lane++) {
            if (lane->failed)
                continue;
            lane_catch_up(lane, &track->lengths);
            lane_finish(lane, &totals);
        }
    }
    return true;
}
