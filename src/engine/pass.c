/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool pass_is_stepped(const struct pass_setup *setup) {
    bool stepped = setup->highlights;
    for (size_t i = 0; i < setup->receiver_count; i++)
        stepped = stepped || setup->receivers[i]->step;
    return stepped;
}

void pass_init(struct pass *pass, const struct pass_setup *setup) {
    *pass = (struct pass){.setup = *setup, .stepped = pass_is_stepped(setup)};
    if (!pass->stepped && !machine_can_fail(setup->machine))
        pass->families = setup->families;
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
        noops_fini(&track->noops);
        shelves_fini(&track->ends.full);
        shelves_fini(&track->ends.low);
        queue_fini(&track->ends.high);
        queue_fini(&track->ends.due);
    }
}

/* Returns whether the context has window ends. */
static inline bool has_ends(const struct track *track) {
    return track->ends.full.places;
}

/* Makes the ends, for one lane per rule; only planned rules need all of them. */
static bool make_ends(const struct pass *pass, struct ends *ends) {
    size_t count = pass->setup.rule_count, planned = 0;
    for (size_t i = 0; i < count; i++)
        planned += rule_is_planned(pass->setup.rules[i]);
    return pass->stepped || count == 1 ||
           (shelves_init(&ends->full, count) && shelves_init(&ends->low, count) &&
            queue_init(&ends->high, count) && queue_init(&ends->due, planned > 0 ? count : 0));
}

/* Returns the key of a lane in the queue of upper ends, once the lane is on the shelf of its lower
 * end.  A lane that every deregistration touches must not be touched twice. */
static int64_t high_key(const struct ends *ends, uint32_t lane, const struct window *window) {
    return ends->low.places[lane].key == 0 ? INT64_MAX : window->high;
}

/* Puts a lane on the shelves of its window, after an event that led to a length.  A lane whose
 * window is above that length comes along until the length is there.  Returns false when there is
 * no memory. */
static inline bool shelve(struct ends *ends, uint32_t lane, const struct window *window,
                          int64_t length) {
    int64_t low = window->low > length ? 0 : window->low > 0 ? window->low : -1;
    int64_t full = window->full < INT64_MAX ? window->full : -1;
    return shelves_put(&ends->full, lane, full) && shelves_put(&ends->low, lane, low);
}

/* Copies a track.  The copy restarts its counts of lengths, so it brings its lanes up to date. */
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

/* Files the ends of the newest lane, after an event that led to a length.  Returns false when there
 * is no memory. */
static bool file_new(struct track *track, int64_t length) {
    const struct window *window = &track->lanes[track->lane_count].window;
    struct ends *ends = &track->ends;
    uint32_t number = (uint32_t)track->lane_count++;
    if (!has_ends(track))
        return true;
    shelves_add(&ends->full);
    shelves_add(&ends->low);
    if (!shelve(ends, number, window, length))
        return false;
    queue_add(&ends->high, high_key(ends, number, window));
    if (ends->due.items)
        queue_add(&ends->due, window->due);
    return true;
}

/* Makes the lane of one rule. */
static bool add_lane(const struct pass *pass, struct track *track) {
    const struct pass_setup *setup = &pass->setup;
    size_t number = track->lane_count;
    const struct rule *rule = setup->rules[number];
    struct lane *lane = &track->lanes[number];
    struct chance chance = {0};
    if (machine_can_fail(setup->machine) &&
        !setup->open_chance(setup->state, track->name, rule, &chance))
        return false;
    lane_init(lane, rule, setup->machine, chance);
    if (setup->highlights)
        track->highlights[number].moment_ns = setup->moment_ns;
    if (rule_is_planned(rule))
        lane_follow(lane, setup->plan(setup->state, (int)(track - pass->tracks), number));
    return file_new(track, 0);
}

/* Makes a lane per family.  Returns false when there is no memory. */
static bool add_families(const struct pass *pass, struct track *track) {
    const struct families *families = pass->families;
    for (uint32_t f = 0, place = 0; f < families->count; place = families->ends[f++]) {
        struct lane *lane = &track->lanes[track->lane_count];
        lane_init(lane, families->rules[place], pass->setup.machine, (struct chance){0});
        lane_share(lane, families, place, families->ends[f] - place);
        if (rule_is_planned(lane->rule))
            lane_follow(lane, pass->setup.plan(pass->setup.state, (int)(track - pass->tracks),
                                               families->numbers[place]));
        if (!file_new(track, 0))
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
        !lengths_init(&track->lengths) || !make_ends(pass, &track->ends) ||
        (pass->families && !noops_init(&track->noops, setup->rule_count)))
        return false;
    if (pass->families)
        return add_families(pass, track);
    while (track->lane_count < setup->rule_count)
        if (!add_lane(pass, track))
            return false;
    return true;
}

/* Makes tracks for contexts that appeared since. */
static bool add_tracks(struct pass *pass) {
    const struct contexts *contexts = pass->setup.contexts;
    while (pass->track_count < contexts->count) {
        struct track *track = &pass->tracks[pass->track_count];
        *track = (struct track){.name = contexts->names[pass->track_count]};
        track->window = WINDOW_NONE;
        pass->track_count++;
        if (!fill_track(pass, track))
            return false;
    }
    return true;
}

/* Returns the index of the lane's first rule. */
static uint32_t rule_of(const struct pass *pass, const struct track *track, uint32_t lane) {
    return pass->families ? pass->families->numbers[track->lanes[lane].place] : lane;
}

/* Returns the number of events over all contexts. */
static uint64_t count_events(const struct pass *pass) {
    uint64_t count = 0;
    for (const struct track *track = pass->tracks; track < pass->tracks + pass->track_count;
         track++)
        count += (uint64_t)(track->registered + track->deregistered);
    return count;
}

static void tell_failure(const struct pass *pass, const struct track *track, uint32_t number) {
    const struct lane *lane = &track->lanes[number];
    const struct pass_failure failure = {.result = lane->ended,
                                         .context = track->name,
                                         .lane = lane,
                                         .rule = rule_of(pass, track, number),
                                         .event_number = count_events(pass),
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

/* Leaves the lane after an event that the lengths do not know yet.  Returns false when there is no
 * memory. */
static inline bool leave_lane(struct track *track, struct lane *lane, enum event_kind kind,
                              const struct lane_event *event) {
    lane->touched = event->count;
    return noops_await(&track->noops, lane, (uint32_t)(lane - track->lanes), &track->lengths,
                       kind == EVENT_REGISTER ? INT64_MAX : event->length - 1);
}

/* Splits off the rules that do not ask, where others of their lane do.  Returns false when there is
 * no memory. */
static bool split_lane(struct track *track, struct lane *lane, const struct lane_event *event) {
    uint32_t asking = lane_asking(lane, event->length - 1);
    if (asking == lane->count)
        return true;
    struct lane *rest = &track->lanes[track->lane_count];
    lane_split(lane, asking, rest, event);
    return file_new(track, event->length - 1) && leave_lane(track, rest, EVENT_DEREGISTER, event);
}

/* Carries a lane that is up to date through the event.  Returns false when there is no memory. */
static inline bool carry(const struct pass *pass, struct track *track, struct lane *lane,
                         enum event_kind kind, const struct lane_event *event) {
    struct step step, *told = pass->stepped ? &step : NULL;
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
    return leave_lane(track, lane, kind, event);
}

/* Brings one lane up to date and carries it through the event.  Returns false when there is no
 * memory. */
static bool step_lane(const struct pass *pass, struct track *track, struct lane *lane,
                      enum event_kind kind, const struct lane_event *event) {
    lane_catch_up(lane, &track->lengths);
    noops_catch_up(&track->noops, lane, &track->lengths);
    if (lane->count > 1 && kind == EVENT_DEREGISTER && !split_lane(track, lane, event))
        return false;
    return carry(pass, track, lane, kind, event);
}

/* Files the ends of a lane's window again.  `old_high` and `old_due` are the keys that the queues
 * have of them.  Returns false when there is no memory. */
static inline bool file_again(struct ends *ends, uint32_t lane, const struct window *window,
                              int64_t length, int64_t old_high, int64_t old_due) {
    if (!shelve(ends, lane, window, length))
        return false;
    int64_t high = high_key(ends, lane, window);
    if (high != old_high)
        queue_set(&ends->high, lane, high);
    if (window->due != old_due)
        queue_set(&ends->due, lane, window->due);
    return true;
}

static size_t collect(const struct shelves *shelves, int64_t length, uint32_t *numbers) {
    size_t count = shelves_collect(shelves, 0, numbers);
    return length > 0 ? count + shelves_collect(shelves, length, numbers + count) : count;
}

/* Finds the lanes that the event touches. */
static size_t find_touched(const struct pass *pass, struct track *track, enum event_kind kind) {
    const struct ends *ends = &track->ends;
    uint32_t *touched = track->touched;
    int64_t length = track->lengths.now;
    size_t count = 0;
    if (pass->stepped) {
        for (size_t i = 0; i < track->lane_count; i++)
            if (track->lanes[i].ended == LANE_FINE)
                touched[count++] = (uint32_t)i;
        return count;
    }
    if (kind == EVENT_REGISTER)
        return collect(&ends->full, length, touched);
    count = collect(&ends->low, length, touched);
    count += queue_below(&ends->high, length - 1, touched + count);
    return count + queue_below(&ends->due, track->deregistered + 1, touched + count);
}

/* Failed lanes, to be reported in rule order. */
struct failed {
    const struct pass *pass;
    const struct track *track;
    uint32_t *lanes;
    size_t count;
};

static bool comes_later(const struct failed *failed, size_t a, size_t b) {
    return rule_of(failed->pass, failed->track, failed->lanes[a]) >
           rule_of(failed->pass, failed->track, failed->lanes[b]);
}

static void swap(const struct failed *failed, size_t a, size_t b) {
    uint32_t lane = failed->lanes[a];
    failed->lanes[a] = failed->lanes[b];
    failed->lanes[b] = lane;
}

/* Sinks the lane at `place` to where no lane below it comes later. */
static void sift(const struct failed *failed, size_t place) {
    for (size_t below; (below = 2 * place + 1) < failed->count; place = below) {
        below += below + 1 < failed->count && comes_later(failed, below + 1, below);
        if (!comes_later(failed, below, place))
            return;
        swap(failed, place, below);
    }
}

/* Sorts in place, from any order. */
static void sort(struct failed failed) {
    for (size_t i = failed.count / 2; i-- > 0;)
        sift(&failed, i);
    while (failed.count-- > 1) {
        swap(&failed, 0, failed.count);
        sift(&failed, 0);
    }
}

/* Gives each rule of a failed lane its own lane; new lanes come after the failed ones. */
static size_t break_up(struct track *track, uint32_t number, uint32_t *failed, size_t count) {
    for (struct lane *lane = &track->lanes[number]; lane->count > 1;) {
        struct lane *last = &track->lanes[track->lane_count];
        lane->count--;
        *last = *lane;
        last->members += lane->count;
        last->limits += lane->count;
        last->place += lane->count;
        last->rule = last->members[0];
        last->count = 1;
        failed[count++] = (uint32_t)track->lane_count;
        file_new(track, 0);
    }
    return count;
}

/* Reports the failed lanes; the first `count` numbers of track->touched name them. */
static void tell_failures(const struct pass *pass, struct track *track, size_t count) {
    uint32_t *failed = track->touched;
    for (size_t i = 0, touched = count; i < touched; i++)
        count = break_up(track, failed[i], failed, count);
    sort((struct failed){pass, track, failed, count});
    for (size_t i = 0; i < count; i++)
        tell_failure(pass, track, failed[i]);
}

/* Returns the event as lanes see it. */
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
    struct lane *lane = track->lanes;
    lane_catch_up(lane, &track->lengths);
    if (lane->noops_below > 0)
        noops_catch_up_one(lane, &track->lengths);
    if (!carry(pass, track, lane, event->kind, &own))
        return false;
    track->window = lane->window;
    if (lane->ended != LANE_FINE)
        tell_failure(pass, track, 0);
    return true;
}

/* Takes the event to the lanes that it touches, and reports failed lanes in their order.  Returns
 * false when there is no memory. */
static bool touch(struct pass *pass, struct track *track, const struct event *event) {
    if (pass->setup.rule_count == 1 && !pass->stepped)
        return touch_alone(pass, track, event);
    const struct lane_event own = own_event(track, event);
    int64_t after = own.length + (event->kind == EVENT_REGISTER ? 1 : -1);
    size_t count = find_touched(pass, track, event->kind), failed = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = track->touched[i];
        struct lane *lane = &track->lanes[number];
        const struct window *window = &lane->window;
        int64_t high = pass->stepped ? 0 : high_key(&track->ends, number, window);
        int64_t due = window->due;
        /* Lanes that every deregistration touches may be back in their windows. */
        bool back = !pass->stepped && event->kind == EVENT_DEREGISTER && after >= window->low &&
                    after <= window->high && own.deregistration < due;
        if ((!back && !step_lane(pass, track, lane, event->kind, &own)) ||
            (!pass->stepped && !file_again(&track->ends, number, window, after, high, due)))
            return false;
        if (lane->ended != LANE_FINE)
            track->touched[failed++] = number;
    }
    if (failed > 0)
        tell_failures(pass, track, failed);
    return true;
}

/* Advances the time, which never goes back. */
static inline void pass_time(struct track *track, int64_t until_ns) {
    track->len_ns +=
        (number_u128)(uint64_t)(until_ns - track->time_ns) * (uint64_t)track->lengths.now;
    track->time_ns = until_ns;
}

static inline bool run_register(struct pass *pass, struct track *track, const struct event *event) {
    const struct shelves *full = &track->ends.full;
    int64_t length = track->lengths.now;
    track->registered++;
    bool due = has_ends(track) ? shelves_first(full, length) != SHELVES_NOBODY ||
                                     shelves_first(full, 0) != SHELVES_NOBODY
                               : length >= track->window.full;
    if (due && !touch(pass, track, event))
        return false;
    return lengths_rise(&track->lengths, track->registered + track->deregistered);
}

/* Returns whether a deregistration from this length touches a lane. */
static inline bool is_due(const struct track *track, int64_t length) {
    const struct ends *ends = &track->ends;
    const struct window *window = &track->window;
    if (has_ends(track))
        return shelves_first(&ends->low, length) != SHELVES_NOBODY ||
               shelves_first(&ends->low, 0) != SHELVES_NOBODY ||
               queue_least(&ends->high) < length - 1 ||
               queue_least(&ends->due) <= track->deregistered;
    return length <= window->low || length - 1 > window->high || track->deregistered >= window->due;
}

static inline bool run_deregister(struct pass *pass, struct track *track,
                                  const struct event *event) {
    track->deregistered++;
    if (is_due(track, track->lengths.now) && !touch(pass, track, event))
        return false;
    lengths_fall(&track->lengths, track->registered + track->deregistered);
    if (noops_are_due(&track->noops, &track->lengths))
        noops_settle(&track->noops, track->lanes, &track->lengths);
    return true;
}

bool pass_run(struct pass *pass, const struct event *events, int count) {
    if (pass->track_count < pass->setup.contexts->count && !add_tracks(pass))
        return false;
    for (const struct event *event = events; event < events + count; event++) {
        struct track *track = &pass->tracks[event->context];
        pass_time(track, event->time_ns);
        bool fine = event->kind == EVENT_REGISTER ? run_register(pass, track, event)
                                                  : run_deregister(pass, track, event);
        if (!fine)
            return false;
    }
    return true;
}

/* Gives each rule its own lane, in the order of the rules.  Returns false when there is no memory.
 */
static bool spread_lanes(const struct pass *pass, struct track *track) {
    const struct families *families = pass->families;
    struct lane *lanes = malloc(families->rule_count * sizeof *lanes);
    if (!lanes)
        return false;
    for (const struct lane *lane = track->lanes; lane < track->lanes + track->lane_count; lane++)
        for (uint32_t i = 0; i < lane->count; i++) {
            struct lane *own = &lanes[families->numbers[lane->place + i]];
            *own = *lane;
            own->rule = lane->members[i];
            own->place += i;
            own->count = 1;
        }
    int64_t more = 0;
    for (size_t place = 0; place < families->rule_count; place++)
        lanes[families->numbers[place]].counters.actions[ACTION_NOOP] += more +=
            track->noops.more[place];
    free(track->lanes);
    track->lanes = lanes;
    track->lane_count = families->rule_count;
    return true;
}

static void finish_lanes(struct track *track, const struct context_totals *totals) {
    for (struct lane *lane = track->lanes; lane < track->lanes + track->lane_count; lane++) {
        if (lane->ended != LANE_FINE)
            continue;
        lane_catch_up(lane, &track->lengths);
        noops_catch_up(&track->noops, lane, &track->lengths);
        lane_finish(lane, totals);
    }
}

bool pass_finish(struct pass *pass, int64_t end_ns) {
    if (!add_tracks(pass))
        return false;
    for (int t = 0; t < pass->track_count; t++) {
        struct track *track = &pass->tracks[t];
        pass_time(track, end_ns);
        const struct context_totals totals = {.end_ns = end_ns,
                                              .length = track->lengths.now,
                                              .registered = track->registered,
                                              .deregistered = track->deregistered,
                                              .len_ns = track->len_ns};
        finish_lanes(track, &totals);
        if (pass->families && !spread_lanes(pass, track))
            return false;
    }
    return true;
}
