/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "engine/passfailure.h"
#include "engine/team.h"
#include "workload/failure.h"

/* A running cell. */
struct walk {
    const struct cell *cell;
    const struct cell_setup *setup;
    bool alone; /* the study's only cell */
    const struct contexts *contexts;
    const struct receiver *receivers[CELL_RECEIVERS];
    size_t receiver_count;
    struct foresight *foresight; /* NULL where no rule is planned */
    struct wishes *plans;        /* per context, one per rule */
};

static bool open_chance(void *state, const char *context, const struct rule *rule,
                        struct chance *chance) {
    const struct walk *walk = state;
    return failure_open(walk->cell->workload->seed, walk->cell->replication, context, rule->name,
                        chance);
}

static void close_chance(void *state, struct chance *chance) {
    (void)state;
    failure_close(chance);
}

/* Plans */

static bool is_stopped(void *state) {
    const struct cell_setup *setup = state;
    return interrupt_arrived() || atomic_load(setup->stop);
}

static struct wishes *plan_at(const struct walk *walk, int context, size_t rule) {
    return &walk->plans[(size_t)context * walk->cell->policy_count + rule];
}

static const struct wishes *plan(void *state, int context, size_t rule) {
    return plan_at(state, context, rule);
}

/* Takes a run of the same events to its end, and plans from what happened. */
static bool look_ahead(struct walk *walk, struct run *run) {
    const struct cell *cell = walk->cell;
    const struct cell_setup *setup = walk->setup;
    walk->foresight =
        foresight_new(run, (struct foresight_stop){is_stopped, (void *)(uintptr_t)setup});
    if (!walk->foresight)
        return false;
    size_t contexts = (size_t)walk->foresight->context_count;
    walk->plans = array_new(contexts * cell->policy_count, sizeof *walk->plans);
    for (size_t c = 0; c < contexts; c++)
        for (size_t p = 0; p < cell->policy_count; p++) {
            const struct rule *rule = setup->rules[cell->policy_at + p];
            if (rule_is_planned(rule) &&
                !foresight_plan(walk->foresight, (int)c, rule, plan_at(walk, (int)c, p)))
                return false;
        }
    return true;
}

static void forget(struct walk *walk) {
    if (!walk->foresight)
        return;
    for (int c = 0; walk->plans && c < walk->foresight->context_count; c++)
        for (size_t p = 0; p < walk->cell->policy_count; p++)
            free(plan_at(walk, c, p)->items);
    free(walk->plans);
    foresight_free(walk->foresight);
}

/* Finds the bounds that the best schedules set at an outcome's counts. */
static bool bound(const struct walk *walk, int context, struct outcome *outcome) {
    const struct counters *counters = &outcome->counters;
    int64_t counts[GOALS] = {[GOAL_HELD] = counters_moves(counters),
                             [GOAL_WASTE] = counters_grows(counters) + counters_shrinks(counters)};
    for (enum goal goal = 0; goal < GOALS; goal++)
        if (!foresight_bound(walk->foresight, context, goal, counts[goal], &outcome->bounds[goal]))
            return false;
    return true;
}

/* A shard reports only what its rows show.  It runs from a tape, which knows all contexts; other
 * runs may learn of more meanwhile, in another thread. */
static bool is_shown(const struct walk *walk, const struct pass_failure *failure) {
    int row = 0;
    if (cell_wants_all(walk->cell))
        return true;
    while (strcmp(walk->contexts->names[walk->contexts->rows[row]], failure->context) != 0)
        row++;
    return cell_wants(walk->cell, row, failure->rule);
}

static void report_failure(void *state, const struct pass_failure *failure) {
    const struct walk *walk = state;
    if (is_shown(walk, failure))
        passfailure_report(failure, walk->setup->policies[walk->cell->policy_at + failure->rule]);
}

/* Chooses the receivers of this cell's run. */
static void choose_receivers(struct walk *walk) {
    const struct cell_setup *setup = walk->setup;
    bool first = walk->cell->variant == 0 && walk->cell->replication == 1;
    for (size_t i = 0; i < setup->receiver_count; i++)
        if (first || !setup->receivers[i].first_run_only)
            walk->receivers[walk->receiver_count++] = &setup->receivers[i];
}

static void tell_begin(const struct walk *walk, const struct run *run) {
    for (size_t i = 0; i < walk->receiver_count; i++)
        if (walk->receivers[i]->begin)
            walk->receivers[i]->begin(walk->receivers[i]->state, run->replication, &run->contexts);
}

static void tell_events(const struct walk *walk, const struct event *events, int count) {
    for (size_t i = 0; i < walk->receiver_count; i++)
        if (walk->receivers[i]->events)
            walk->receivers[i]->events(walk->receivers[i]->state, events, count);
}

static void tell_end(const struct walk *walk, int64_t end_ns) {
    for (size_t i = 0; i < walk->receiver_count; i++)
        if (walk->receivers[i]->end)
            walk->receivers[i]->end(walk->receivers[i]->state, end_ns);
}

/* Sends every event of the run through the passes. */
static bool replay(const struct walk *walk, struct run *run, struct team *team) {
    struct event events[EVENT_BATCH];
    for (int count; (count = run_next(run, events)) != 0;) {
        if (count < 0 || interrupt_arrived() || atomic_load(walk->setup->stop))
            return false;
        tell_events(walk, events, count);
        team_run(team, events, count);
        atomic_fetch_add_explicit(walk->setup->events, (unsigned)count, memory_order_relaxed);
    }
    return team_finish(team, run_end_ns(run));
}

static void keep_context(struct cell_context *context, const struct team *team, int index,
                         size_t policy_count) {
    const struct track *track = team_track(team, index);
    *context = (struct cell_context){.name = array_text(track->name, strlen(track->name)),
                                     .registered = track->registered,
                                     .deregistered = track->deregistered,
                                     .outcomes = array_new(policy_count, sizeof(struct outcome))};
    for (size_t p = 0; p < policy_count; p++) {
        const struct lane *lane = team_lane(team, index, p);
        context->outcomes[p] = (struct outcome){.rule = lane->rule,
                                                .failed = lane->ended != LANE_FINE,
                                                .vector = lane->vector,
                                                .counters = lane->counters};
    }
    if (track->highlights) {
        context->highlights = array_new(policy_count, sizeof *context->highlights);
        memcpy(context->highlights, track->highlights, policy_count * sizeof *context->highlights);
    }
}

static bool keep(struct cell *cell, const struct run *run, const struct walk *walk,
                 const struct team *team) {
    cell->duration_ns = run_end_ns(run);
    if (walk->alone)
        run_digest(run, &cell->given);
    cell->context_count = run->contexts.count;
    cell->contexts = array_new((size_t)run->contexts.count, sizeof *cell->contexts);
    for (int c = 0; c < cell->context_count; c++) {
        int index = run->contexts.rows[c];
        keep_context(&cell->contexts[c], team, index, cell->policy_count);
        for (size_t p = 0; walk->foresight && p < cell->policy_count; p++)
            if (!bound(walk, index, &cell->contexts[c].outcomes[p]))
                return false;
        if (walk->foresight && walk->setup->hull &&
            !foresight_find_hull(walk->foresight, index, *walk->setup->hull,
                                 &cell->contexts[c].hull))
            return false;
    }
    return true;
}

static bool run_through(struct cell *cell, struct run *run, struct walk *walk) {
    const struct cell_setup *setup = walk->setup;
    const struct rule *const *rules = setup->rules + cell->policy_at;
    bool all = cell->policy_count == setup->families->rule_count;
    struct families some = {.count = 0};
    if (!all && !families_init(&some, rules, cell->policy_count))
        diag_no_memory();
    choose_receivers(walk);
    walk->contexts = &run->contexts;
    const struct pass_setup pass_setup = {.rules = rules,
                                          .rule_count = cell->policy_count,
                                          .families = all ? setup->families : &some,
                                          .machine = &cell->workload->machine,
                                          .contexts = &run->contexts,
                                          .receivers = walk->receivers,
                                          .receiver_count = walk->receiver_count,
                                          .highlights = setup->highlights && cell->replication == 1,
                                          .moment_ns = setup->moment_ns,
                                          .open_chance = open_chance,
                                          .close_chance = close_chance,
                                          .plan = plan,
                                          .fail = report_failure,
                                          .state = walk};
    struct team *team = team_new(&pass_setup, setup->threads, is_stopped, (void *)(uintptr_t)setup);
    tell_begin(walk, run);
    bool fine = replay(walk, run, team);
    if (fine) {
        tell_end(walk, run_end_ns(run));
        atomic_fetch_add(setup->planning, walk->foresight != NULL);
        fine = keep(cell, run, walk, team);
        atomic_fetch_sub(setup->planning, walk->foresight != NULL);
    }
    team_free(team);
    families_fini(&some);
    return fine;
}

/* Returns the run already made, or another one of the same events. */
static struct run *take_run(struct cell *cell, const struct cell_setup *setup) {
    struct run *run = cell->run;
    cell->run = NULL;
    return run ? run : run_new(cell->workload, cell->replication, setup->tapes);
}

void cell_run(struct cell *cell, const struct cell_setup *setup) {
    diag_capture_begin();
    struct walk walk = {.cell = cell, .setup = setup, .alone = cell->run != NULL};
    struct run *run = take_run(cell, setup);
    /* Of all policies: a shard without the optimum has the columns that compare with it, too. */
    if (run && foresight_is_needed(setup->rules, setup->families->rule_count)) {
        atomic_fetch_add(setup->planning, 1);
        bool planned = look_ahead(&walk, run);
        atomic_fetch_sub(setup->planning, 1);
        run_free(run);
        run = planned ? take_run(cell, setup) : NULL;
    }
    cell->fine = run && run_through(cell, run, &walk);
    run_free(run);
    forget(&walk);
    cell->said = diag_capture_end(&cell->said_bytes);
}

void cell_fini(struct cell *cell) {
    for (int c = 0; c < cell->context_count; c++) {
        free(cell->contexts[c].name);
        free(cell->contexts[c].outcomes);
        free(cell->contexts[c].highlights);
        free(cell->contexts[c].hull.vertices);
    }
    free(cell->contexts);
    free(cell->said);
    run_free(cell->run);
    cell->contexts = NULL;
    cell->said = NULL;
    cell->run = NULL;
    cell->context_count = 0;
}
