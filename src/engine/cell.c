/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cell.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"

/* Takes every event of the run through the pass. */
static bool replay(struct run *run, struct pass *pass, const struct cell_setup *setup) {
    struct event events[EVENT_BATCH];
    for (int count; (count = run_next(run, events)) != 0;) {
        if (count < 0 || interrupt_arrived() || atomic_load(setup->stop))
            return false;
        if (setup->witness)
            setup->witness->see(setup->witness->state, events, count);
        pass_run(pass, events, count);
        atomic_fetch_add_explicit(setup->events, (unsigned)count, memory_order_relaxed);
    }
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
            (struct outcome){lane->policy, lane->failed, lane->vector, lane->counters};
    }
}

static void keep(struct cell *cell, const struct run *run, const struct pass *pass) {
    cell->duration_ns = run_end_ns(run);
    cell->context_count = run->contexts.count;
    cell->contexts = array_new((size_t)run->contexts.count, sizeof *cell->contexts);
    for (int c = 0; c < cell->context_count; c++)
        keep_context(&cell->contexts[c], &pass->tracks[run->contexts.rows[c]],
                     pass->setup.policy_count);
}

/* The observer, if it looks at this cell. */
static const struct observer *observer_of(const struct cell *cell, const struct cell_setup *setup) {
    const struct observer *observer = setup->observer;
    bool looks = observer && (observer->replications == 0 ||
                              (cell->variant == 0 && cell->replication <= observer->replications));
    return looks ? observer : NULL;
}

static bool run_through(struct cell *cell, struct run *run, const struct cell_setup *setup) {
    const struct pass_setup pass_setup = {.policies = setup->policies + cell->policy_at,
                                          .policy_count = cell->policy_count,
                                          .memory = &cell->workload->memory,
                                          .contexts = &run->contexts,
                                          .seed = cell->workload->seed,
                                          .replication = cell->replication,
                                          .observer = observer_of(cell, setup)};
    struct pass pass;
    pass_init(&pass, &pass_setup);
    if (setup->witness)
        setup->witness->begin(setup->witness->state, &run->contexts);
    bool fine = replay(run, &pass, setup);
    if (fine) {
        pass_finish(&pass, run_end_ns(run));
        if (setup->witness)
            setup->witness->end(setup->witness->state, run_end_ns(run));
        keep(cell, run, &pass);
    }
    pass_fini(&pass);
    return fine;
}

void cell_run(struct cell *cell, const struct cell_setup *setup) {
    diag_capture_begin();
    struct run *run = cell->run ? cell->run : run_new(cell->workload, cell->replication);
    cell->run = NULL;
    if (cell->policy_count == 0)
        cell->policy_count = setup->policy_count;
    cell->fine = run && run_through(cell, run, setup);
    run_free(run);
    cell->said = diag_capture_end(&cell->said_bytes);
}

void cell_fini(struct cell *cell) {
    for (int c = 0; c < cell->context_count; c++) {
        free(cell->contexts[c].name);
        free(cell->contexts[c].outcomes);
    }
    free(cell->contexts);
    free(cell->said);
    run_free(cell->run);
    cell->contexts = NULL;
    cell->said = NULL;
    cell->run = NULL;
    cell->context_count = 0;
}
