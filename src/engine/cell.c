/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/number.h"
#include "base/interrupt.h"
#include "workload/random.h"

/* A cell on its way. */
struct walk {
    const struct cell *cell;
    const struct cell_setup *setup;
    const struct receiver *receivers[CELL_RECEIVERS];
    size_t receiver_count;
};

/* Chance: a stream of random numbers for each lane */

static bool happens(void *state, double probability) {
    return xoshiro_uniform(state) < probability;
}

static bool open_chance(void *state, const char *context, const struct rule *rule,
                        struct chance *chance) {
    const struct walk *walk = state;
    const struct workload *workload = walk->cell->workload;
    uint64_t index = random_hash(random_hash(0, context), rule->name);
    struct xoshiro *stream = malloc(sizeof *stream);
    if (!stream)
        return false;
    *stream = random_stream(workload->seed, walk->cell->replication, RANDOM_FAILURE, index);
    *chance = (struct chance){happens, stream};
    return true;
}

static void close_chance(void *state, struct chance *chance) {
    (void)state;
    free(chance->state);
}

static void report_failure(void *state, const struct pass_failure *failure) {
    const struct walk *walk = state;
    const struct policy *policy = walk->setup->policies[walk->cell->policy_at + failure->rule];
    char where[256 + LIMIT_NAME_BYTES], time_s[NUMBER_TEXT];
    number_seconds(time_s, failure->time_ns);
    snprintf(where, sizeof where, "event %llu, %s s, in context %s",
             (unsigned long long)failure->event_number, time_s, failure->context);
    if (failure->result == LANE_OVERFLOW)
        policy_report_overflow(policy, where);
    else
        policy_report(policy, &failure->lane->view, where);
}

/* Those who receive this cell's run. */
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

/* Takes every event of the run through the pass. */
static bool replay(const struct walk *walk, struct run *run, struct pass *pass) {
    struct event events[EVENT_BATCH];
    for (int count; (count = run_next(run, events)) != 0;) {
        if (count < 0 || interrupt_arrived() || atomic_load(walk->setup->stop))
            return false;
        tell_events(walk, events, count);
        if (!pass_run(pass, events, count))
            diag_no_memory();
        atomic_fetch_add_explicit(walk->setup->events, (unsigned)count, memory_order_relaxed);
    }
    if (!pass_finish(pass, run_end_ns(run)))
        diag_no_memory();
    return true;
}

static void keep_context(struct cell_context *context, const struct track *track,
                         size_t policy_count) {
    *context = (struct cell_context){.name = array_text(track->name, strlen(track->name)),
                                     .registered = track->registered,
                                     .deregistered = track->deregistered,
                                     .final_length = track->length,
                                     .outcomes = array_new(policy_count, sizeof(struct outcome))};
    for (size_t p = 0; p < policy_count; p++) {
        const struct lane *lane = &track->lanes[p];
        context->outcomes[p] =
            (struct outcome){lane->rule, lane->failed, lane->vector, lane->counters};
    }
    if (track->highlights) {
        context->highlights = array_new(policy_count, sizeof *context->highlights);
        memcpy(context->highlights, track->highlights, policy_count * sizeof *context->highlights);
    }
}

static void keep(struct cell *cell, const struct run *run, const struct pass *pass) {
    cell->duration_ns = run_end_ns(run);
    cell->context_count = run->contexts.count;
    cell->contexts = array_new((size_t)run->contexts.count, sizeof *cell->contexts);
    for (int c = 0; c < cell->context_count; c++)
        keep_context(&cell->contexts[c], &pass->tracks[run->contexts.rows[c]],
                     pass->setup.rule_count);
}

static bool run_through(struct cell *cell, struct run *run, const struct cell_setup *setup) {
    struct walk walk = {.cell = cell, .setup = setup};
    choose_receivers(&walk);
    const struct pass_setup pass_setup = {.rules = setup->rules + cell->policy_at,
                                          .rule_count = cell->policy_count,
                                          .machine = &cell->workload->machine,
                                          .contexts = &run->contexts,
                                          .receivers = walk.receivers,
                                          .receiver_count = walk.receiver_count,
                                          .highlights = setup->highlights && cell->replication == 1,
                                          .open_chance = open_chance,
                                          .close_chance = close_chance,
                                          .fail = report_failure,
                                          .state = &walk};
    struct pass pass;
    pass_init(&pass, &pass_setup);
    tell_begin(&walk, run);
    bool fine = replay(&walk, run, &pass);
    if (fine) {
        tell_end(&walk, run_end_ns(run));
        keep(cell, run, &pass);
    }
    pass_fini(&pass);
    return fine;
}

void cell_run(struct cell *cell, const struct cell_setup *setup) {
    diag_capture_begin();
    struct run *run =
        cell->run ? cell->run : run_new(cell->workload, cell->replication, setup->tapes);
    cell->run = NULL;
    cell->fine = run && run_through(cell, run, setup);
    run_free(run);
    cell->said = diag_capture_end(&cell->said_bytes);
}

void cell_fini(struct cell *cell) {
    for (int c = 0; c < cell->context_count; c++) {
        free(cell->contexts[c].name);
        free(cell->contexts[c].outcomes);
        free(cell->contexts[c].highlights);
    }
    free(cell->contexts);
    free(cell->said);
    run_free(cell->run);
    cell->contexts = NULL;
    cell->said = NULL;
    cell->run = NULL;
    cell->context_count = 0;
}
