/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/team.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "engine/foresight.h"

/* A pass has at least this many families, or splitting the work would cost more than it saves. */
enum { LEAST_FAMILIES = 8 };

/* Events travel in stretches.  The caller reads so many ahead of the slowest pass. */
enum { STRETCH_EVENTS = 16 * EVENT_BATCH, STRETCHES = 8 };

struct stretch {
    struct event events[STRETCH_EVENTS];
    int count;
    struct contexts contexts; /* as known when the events had been read; the names are borrowed */
};

/* The report of a failed rule. */
struct report {
    uint64_t event_number;
    size_t rule;
    char *text;
    size_t bytes;
};

struct member {
    struct team *team;
    struct pass pass;
    const struct rule **rules;
    uint32_t *numbers; /* of each rule, its index in the team's setup; NULL where it is the same */
    struct families families;
    struct contexts contexts;
    struct report *reports;
    size_t report_count, report_room;
    pthread_t thread;
    bool threaded;
    uint64_t taken; /* stretches; guarded by the team's mutex */
};

/* Where the lane of a rule is. */
struct seat {
    const struct member *member;
    size_t rule;
};

struct team {
    struct pass_setup setup;
    struct member *members;
    int count;
    struct seat *seats; /* per rule; NULL for a lone pass */
    struct stretch *ring;
    bool (*is_stopped)(void *state);
    void *state;
    atomic_bool abandoned; /* the lanes have missed events */
    int64_t end_ns;

    /* Guarded by `mutex`. */
    uint64_t given; /* stretches */
    bool ended;     /* no further stretch comes, */
    bool finished;  /* and the lanes are to be closed */
    pthread_mutex_t mutex;
    pthread_cond_t more; /* a stretch was given, or all is over */
    pthread_cond_t room; /* a member has taken one */
};

/* Members */

static size_t number_of(const struct member *member, size_t rule) {
    return member->numbers ? member->numbers[rule] : rule;
}

/* Keeps the report until the end. */
static void keep_report(void *state, const struct pass_failure *failure) {
    struct member *member = state;
    const struct pass_setup *setup = &member->team->setup;
    struct pass_failure own = *failure;
    own.rule = number_of(member, failure->rule);
    struct report report = {.event_number = own.event_number, .rule = own.rule};
    diag_capture_begin();
    setup->fail(setup->state, &own);
    report.text = diag_capture_end(&report.bytes);
    member->reports = array_grow(member->reports, member->report_count, &member->report_room,
                                 sizeof *member->reports);
    member->reports[member->report_count++] = report;
}

static bool open_chance(void *state, const char *context, const struct rule *rule,
                        struct chance *chance) {
    const struct pass_setup *setup = &((struct member *)state)->team->setup;
    return setup->open_chance(setup->state, context, rule, chance);
}

static void close_chance(void *state, struct chance *chance) {
    const struct pass_setup *setup = &((struct member *)state)->team->setup;
    setup->close_chance(setup->state, chance);
}

static const struct wishes *plan(void *state, int context, size_t rule) {
    const struct member *member = state;
    const struct pass_setup *setup = &member->team->setup;
    return setup->plan(setup->state, context, number_of(member, rule));
}

/* Makes the member's pass, of these rules.  `contexts` are known to its thread. */
static void begin(struct member *member, const struct rule *const *rules, size_t count,
                  const struct families *families, const struct contexts *contexts) {
    struct pass_setup setup = member->team->setup;
    setup.rules = rules;
    setup.rule_count = count;
    setup.families = families;
    setup.contexts = contexts;
    setup.open_chance = open_chance;
    setup.close_chance = close_chance;
    setup.plan = plan;
    setup.fail = keep_report;
    setup.state = member;
    pass_init(&member->pass, &setup);
}

/* Makes the only member, which runs on the caller's thread. */
static void init_lone(struct member *member, struct team *team) {
    const struct pass_setup *setup = &team->setup;
    *member = (struct member){.team = team};
    begin(member, setup->rules, setup->rule_count, setup->families, setup->contexts);
}

/* Makes a member of every n-th family, from the given one: neighbours often cost the same. */
static void init_member(struct member *member, struct team *team, uint32_t first) {
    const struct families *all = team->setup.families;
    struct families *own = &member->families;
    *member = (struct member){.team = team,
                              .rules = array_new(all->rule_count, sizeof *member->rules),
                              .numbers = array_new(all->rule_count, sizeof *member->numbers)};
    *own = (struct families){.rules = member->rules,
                             .limits = array_new(all->rule_count, sizeof *own->limits),
                             .numbers = array_new(all->rule_count, sizeof *own->numbers),
                             .ends = array_new(all->count, sizeof *own->ends)};
    for (uint32_t f = first; f < all->count; f += (uint32_t)team->count) {
        for (uint32_t place = f > 0 ? all->ends[f - 1] : 0; place < all->ends[f]; place++) {
            size_t rule = own->rule_count++;
            member->rules[rule] = all->rules[place];
            member->numbers[rule] = all->numbers[place];
            own->limits[rule] = all->limits[place];
            own->numbers[rule] = (uint32_t)rule;
            team->seats[all->numbers[place]] = (struct seat){member, rule};
        }
        own->ends[own->count++] = (uint32_t)own->rule_count;
    }
    begin(member, member->rules, own->rule_count, own, &member->contexts);
}

static void fini_member(struct member *member) {
    pass_fini(&member->pass);
    for (size_t i = 0; i < member->report_count; i++)
        free(member->reports[i].text);
    free(member->reports);
    free(member->rules);
    free(member->numbers);
    free(member->families.limits);
    free(member->families.numbers);
    free(member->families.ends);
}

static void take(struct member *member, const struct event *events, int count) {
    if (!pass_run(&member->pass, events, count))
        diag_no_memory();
}

/* Takes a stretch, as far as the work is not stopped. */
static void take_stretch(struct member *member, const struct stretch *stretch) {
    struct team *team = member->team;
    member->contexts = stretch->contexts;
    for (int at = 0; at < stretch->count && !atomic_load(&team->abandoned); at += EVENT_BATCH) {
        int left = stretch->count - at;
        take(member, stretch->events + at, left < EVENT_BATCH ? left : EVENT_BATCH);
        if (team->is_stopped(team->state))
            atomic_store(&team->abandoned, true);
    }
}

static void finish(struct member *member) {
    member->contexts = *member->team->setup.contexts;
    if (!pass_finish(&member->pass, member->team->end_ns))
        diag_no_memory();
}

static void *work(void *state) {
    struct member *member = state;
    struct team *team = member->team;
    pthread_mutex_lock(&team->mutex);
    for (;;) {
        while (member->taken == team->given && !team->ended)
            pthread_cond_wait(&team->more, &team->mutex);
        if (member->taken == team->given)
            break;
        const struct stretch *stretch = &team->ring[member->taken % STRETCHES];
        pthread_mutex_unlock(&team->mutex);
        take_stretch(member, stretch);
        pthread_mutex_lock(&team->mutex);
        member->taken++;
        pthread_cond_signal(&team->room);
    }
    bool finished = team->finished;
    pthread_mutex_unlock(&team->mutex);
    if (finished)
        finish(member);
    return NULL;
}

/* The team */

static int count_members(const struct pass_setup *setup, int threads) {
    size_t most = setup->families->count / LEAST_FAMILIES;
    if (most < 2 || pass_is_stepped(setup) || foresight_is_needed(setup->rules, setup->rule_count))
        return 1;
    return most < (size_t)threads ? (int)most : threads;
}

struct team *team_new(const struct pass_setup *setup, int threads, bool (*is_stopped)(void *state),
                      void *state) {
    struct team *team = array_new(1, sizeof *team);
    *team = (struct team){.setup = *setup,
                          .count = count_members(setup, threads),
                          .is_stopped = is_stopped,
                          .state = state};
    team->members = array_new((size_t)team->count, sizeof *team->members);
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->more, NULL);
    pthread_cond_init(&team->room, NULL);
    if (team->count == 1) {
        init_lone(team->members, team);
        return team;
    }
    team->seats = array_new(setup->rule_count, sizeof *team->seats);
    team->ring = array_new(STRETCHES, sizeof *team->ring);
    for (int i = 0; i < team->count; i++)
        init_member(&team->members[i], team, (uint32_t)i);
    for (int i = 0; i < team->count; i++) {
        struct member *member = &team->members[i];
        member->threaded = pthread_create(&member->thread, NULL, work, member) == 0;
    }
    return team;
}

/* Ends the threads once they have taken all that was given. */
static void end(struct team *team, bool finished) {
    pthread_mutex_lock(&team->mutex);
    team->ended = true;
    team->finished = finished;
    pthread_cond_broadcast(&team->more);
    pthread_mutex_unlock(&team->mutex);
    for (int i = 0; i < team->count; i++)
        if (team->members[i].threaded)
            pthread_join(team->members[i].thread, NULL);
}

void team_free(struct team *team) {
    if (!team->ended) {
        atomic_store(&team->abandoned, true);
        end(team, false);
    }
    for (int i = 0; i < team->count; i++)
        fini_member(&team->members[i]);
    pthread_cond_destroy(&team->room);
    pthread_cond_destroy(&team->more);
    pthread_mutex_destroy(&team->mutex);
    free(team->members);
    free(team->seats);
    free(team->ring);
    free(team);
}

/* Returns the fewest stretches that a member with a thread has taken. */
static uint64_t least_taken(const struct team *team) {
    uint64_t least = team->given;
    for (int i = 0; i < team->count; i++)
        if (team->members[i].threaded && team->members[i].taken < least)
            least = team->members[i].taken;
    return least;
}

/* Gives the members the stretch that has been filled.  Those for which the system has no thread
 * take it here. */
static void give(struct team *team) {
    struct stretch *stretch = &team->ring[team->given % STRETCHES];
    stretch->contexts = *team->setup.contexts;
    pthread_mutex_lock(&team->mutex);
    team->given++;
    pthread_cond_broadcast(&team->more);
    pthread_mutex_unlock(&team->mutex);
    for (int i = 0; i < team->count; i++)
        if (!team->members[i].threaded)
            take_stretch(&team->members[i], stretch);
    pthread_mutex_lock(&team->mutex);
    while (team->given - least_taken(team) == STRETCHES)
        pthread_cond_wait(&team->room, &team->mutex);
    pthread_mutex_unlock(&team->mutex);
    team->ring[team->given % STRETCHES].count = 0;
}

void team_run(struct team *team, const struct event *events, int count) {
    if (!team->ring) {
        take(team->members, events, count);
        return;
    }
    struct stretch *stretch = &team->ring[team->given % STRETCHES];
    if (stretch->count + count > STRETCH_EVENTS) {
        give(team);
        stretch = &team->ring[team->given % STRETCHES];
    }
    memcpy(stretch->events + stretch->count, events, (size_t)count * sizeof *events);
    stretch->count += count;
}

static int compare(const void *a, const void *b) {
    const struct report *left = a, *right = b;
    if (left->event_number != right->event_number)
        return left->event_number < right->event_number ? -1 : 1;
    return left->rule < right->rule ? -1 : left->rule > right->rule;
}

/* Reports what failed, in the order of the events and the rules. */
static void tell_reports(const struct team *team) {
    struct report *reports = NULL;
    size_t count = 0, room = 0;
    for (int i = 0; i < team->count; i++)
        for (size_t k = 0; k < team->members[i].report_count; k++) {
            reports = array_grow(reports, count, &room, sizeof *reports);
            reports[count++] = team->members[i].reports[k];
        }
    if (count > 0)
        qsort(reports, count, sizeof *reports, compare);
    for (size_t i = 0; i < count; i++)
        diag_say_captured(reports[i].text, reports[i].bytes);
    free(reports);
}

bool team_finish(struct team *team, int64_t end_ns) {
    team->end_ns = end_ns;
    if (team->ring)
        give(team);
    end(team, true);
    for (int i = 0; i < team->count; i++)
        if (!team->members[i].threaded)
            finish(&team->members[i]);
    if (atomic_load(&team->abandoned))
        return false;
    tell_reports(team);
    return true;
}

const struct track *team_track(const struct team *team, int context) {
    return &team->members->pass.tracks[context];
}

const struct lane *team_lane(const struct team *team, int context, size_t rule) {
    const struct seat lone = {team->members, rule},
                      *seat = team->seats ? &team->seats[rule] : &lone;
    return &seat->member->pass.tracks[context].lanes[seat->rule];
}
