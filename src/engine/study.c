/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/study.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/number.h"
#include "base/interrupt.h"
#include "base/plural.h"

/* The most cells whose messages are reported, beside those that fail. */
enum { MOST_SAID = 20 };

/* How often the calling thread checks while it waits. */
enum { LOOK_UP_MS = 100 };

/* How many cells a thread can be ahead of the next one to be taken. */
enum { PLACES_A_THREAD = 8 };

/* The facts about a workload before its first cell runs. */
struct plan {
    bool random;           /* replications differ */
    uint64_t replications; /* to be run */
    uint64_t rows;         /* per replication; of a study's only cell, unknown until it has run */
    uint64_t first_row;    /* among the rows of all workloads */
    struct digest given;   /* digest of its sources' input; likewise */
};

/* A place in the ring. */
struct slot {
    struct cell cell;
    bool ready; /* the cell has run */
};

/* The next cell, by workload and replication. */
struct cursor {
    size_t workload;
    uint64_t replication; /* from 1 */
};

struct study {
    const struct study_setup *setup;
    const struct rule **rules; /* rules of the policies */
    struct families families;  /* families of the rules */
    struct plan *plans;        /* one per workload */
    struct tapes *tapes;
    struct run *only_run;      /* of a study with one cell: the run opened to look at it */
    uint64_t from_row, to_row; /* the shard's rows; `to` excluded */
    uint64_t rows_taken;       /* rows before the next cell, in the whole study */
    struct fingerprint print;  /* known after the first cell */
    struct study_progress progress;
    uint64_t said; /* number of cells with messages */
    atomic_ullong events;
    atomic_int planning;
    atomic_bool stop; /* no further cell runs */
    int threads;      /* that a cell may use */

    /* Guarded by `mutex`. */
    struct slot *ring;
    uint64_t places;        /* places in the ring */
    struct cursor next;     /* next cell to hand out */
    uint64_t handed, taken; /* cells so far; taken ones have left the ring */
    uint64_t limit;         /* most cells to hand out just now */
    pthread_mutex_t mutex;
    pthread_cond_t ready;    /* the next cell to be taken has run */
    pthread_cond_t released; /* a place is free, the limit has changed, or all is over */
};

/* Looking at the workloads */

/* Counts the rows of a replication, and digests its sources' input.  Reads a trace that is on no
 * tape, and an empty one for its context. */
static bool count_rows(const struct study *study, struct run *run, struct plan *plan) {
    struct event events[EVENT_BATCH];
    bool known = run->contexts.count > 0 && run_digest(run, &plan->given);
    int count = known ? 0 : 1;
    while (count > 0 && !interrupt_arrived())
        count = run_next(run, events);
    if (!known && count == 0) {
        plan->given = (struct digest){0};
        run_digest(run, &plan->given);
    }
    plan->rows = (uint64_t)run->contexts.count * study->setup->policy_count;
    return count == 0;
}

/* Opens a workload's first run, which shows what is random, and reads what is read several times.
 * Keeps the run of a study's only cell to go on with. */
static bool look_at(struct study *study, size_t workload) {
    const struct study_setup *setup = study->setup;
    struct plan *plan = &study->plans[workload];
    struct run *run = run_new(setup->workloads[workload], 1, study->tapes);
    if (!run)
        return false;
    plan->random = run->random || machine_can_fail(&setup->workloads[workload]->machine);
    plan->replications = plan->random ? setup->replications : 1;
    bool only = setup->workload_count == 1 && plan->replications == 1 && setup->shards == 1;
    bool once = only && !foresight_is_needed(study->rules, setup->policy_count);
    bool fine = (once || run_record(run)) && (only || count_rows(study, run, plan));
    if (fine && only)
        study->only_run = run;
    else
        run_free(run);
    return fine;
}

/* Returns the number of rows before the cell's first one, among all rows. */
static uint64_t rows_before(const struct study *study, const struct cursor *cursor) {
    const struct plan *plan = &study->plans[cursor->workload];
    return plan->first_row + (cursor->replication - 1) * plan->rows;
}

/* Returns the cell of a row. */
static struct cursor find_row(const struct study *study, uint64_t row) {
    struct cursor cursor = {0, 1};
    while (row >=
           study->plans[cursor.workload].first_row +
               study->plans[cursor.workload].rows * study->plans[cursor.workload].replications)
        cursor.workload++;
    const struct plan *plan = &study->plans[cursor.workload];
    cursor.replication = (row - plan->first_row) / plan->rows + 1;
    return cursor;
}

/* Returns the number of cells from one to another, both included. */
static uint64_t count_cells(const struct study *study, struct cursor from, struct cursor to) {
    uint64_t count = 1;
    for (; from.workload < to.workload; from.workload++, from.replication = 1)
        count += study->plans[from.workload].replications - (from.replication - 1);
    return count + (to.replication - from.replication);
}

/* Restricts the study to the cells with rows of the shard. */
static void choose_shard(struct study *study, uint64_t rows) {
    const struct study_setup *setup = study->setup;
    number_u128 wide = rows;
    study->from_row = (uint64_t)(wide * (setup->shard - 1) / setup->shards);
    study->to_row = (uint64_t)(wide * setup->shard / setup->shards);
    if (setup->shards == 1)
        return;
    study->progress.cells = 0;
    if (study->from_row == study->to_row)
        return;
    study->next = find_row(study, study->from_row);
    study->rows_taken = rows_before(study, &study->next);
    study->progress.cells = count_cells(study, study->next, find_row(study, study->to_row - 1));
}

static bool look_at_workloads(struct study *study) {
    const struct study_setup *setup = study->setup;
    uint64_t rows = 0;
    for (size_t w = 0; w < setup->workload_count; w++) {
        if (interrupt_arrived() || !look_at(study, w))
            return false;
        study->progress.cells += study->plans[w].replications;
        study->plans[w].first_row = rows;
        rows += study->plans[w].rows * study->plans[w].replications;
    }
    study->print.rows = setup->enough ? 0 : rows;
    choose_shard(study, rows);
    return true;
}

/* Completes the facts about the whole study, once the first cell is there. */
static void take_fingerprint(struct study *study, const struct cell *cell) {
    const struct study_setup *setup = study->setup;
    struct digest digest = fingerprint_begin();
    if (study->plans[0].rows == 0) { /* the only cell */
        study->plans[0].given = cell->given;
        study->print.rows = (uint64_t)cell->context_count * setup->policy_count;
    }
    for (size_t p = 0; p < setup->policy_count; p++)
        fingerprint_add_policy(&digest, setup->policies[p]);
    for (size_t w = 0; w < setup->workload_count; w++)
        fingerprint_add_workload(&digest, setup->workloads[w], study->plans[w].random,
                                 study->plans[w].replications, &study->plans[w].given);
    study->print.digest = digest_value(&digest);
}

/* Cells */

static void advance(const struct study *study, struct cursor *cursor) {
    if (cursor->replication++ < study->plans[cursor->workload].replications)
        return;
    cursor->workload++;
    cursor->replication = 1;
}

/* Restricts a cell to the shard's rows.  Where they all belong to one context, only their policies
 * run. */
static void cut(const struct study *study, const struct cursor *cursor, struct cell *cell) {
    uint64_t first = rows_before(study, cursor), rows = study->plans[cursor->workload].rows;
    uint64_t from = study->from_row > first ? study->from_row - first : 0;
    uint64_t to = study->to_row - first < rows ? study->to_row - first : rows;
    if (rows == study->setup->policy_count) {
        cell->policy_at = (size_t)from;
        cell->policy_count = (size_t)(to - from);
    } else {
        cell->row_at = (size_t)from;
        cell->row_count = (size_t)(to - from);
    }
}

static struct cell cell_at(const struct study *study, const struct cursor *cursor) {
    struct cell cell = {.workload = study->setup->workloads[cursor->workload],
                        .variant = cursor->workload,
                        .replication = cursor->replication,
                        .random = study->plans[cursor->workload].random,
                        .policy_count = study->setup->policy_count,
                        .row_count = SIZE_MAX};
    if (study->setup->shards > 1)
        cut(study, cursor, &cell);
    return cell;
}

/* Threads */

/* Returns the place of the next cell; NULL when no further cell is to run. */
static struct slot *take_place(struct study *study) {
    struct slot *slot = NULL;
    pthread_mutex_lock(&study->mutex);
    while (!atomic_load(&study->stop) &&
           (study->handed == study->limit || study->handed - study->taken == study->places))
        pthread_cond_wait(&study->released, &study->mutex);
    if (!atomic_load(&study->stop)) {
        slot = &study->ring[study->handed++ % study->places];
        *slot = (struct slot){.cell = cell_at(study, &study->next)};
        slot->cell.run = study->only_run;
        study->only_run = NULL;
        advance(study, &study->next);
    }
    pthread_mutex_unlock(&study->mutex);
    return slot;
}

static void *work(void *state) {
    struct study *study = state;
    const struct study_setup *setup = study->setup;
    const struct cell_setup cell_setup = {.policies = setup->policies,
                                          .rules = study->rules,
                                          .families = &study->families,
                                          .threads = study->threads,
                                          .tapes = study->tapes,
                                          .receivers = setup->receivers,
                                          .receiver_count = setup->receiver_count,
                                          .hull = setup->hull,
                                          .highlights = setup->highlights,
                                          .moment_ns = setup->moment_ns,
                                          .events = &study->events,
                                          .planning = &study->planning,
                                          .stop = &study->stop};
    for (struct slot *slot; (slot = take_place(study));) {
        cell_run(&slot->cell, &cell_setup);
        pthread_mutex_lock(&study->mutex);
        slot->ready = true;
        if (slot == &study->ring[study->taken % study->places])
            pthread_cond_signal(&study->ready);
        pthread_mutex_unlock(&study->mutex);
    }
    return NULL;
}

static struct timespec look_up_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += LOOK_UP_MS * 1000000L;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

static void tell(struct study *study) {
    const struct study_setup *setup = study->setup;
    study->progress.events = atomic_load(&study->events);
    study->progress.planning = atomic_load(&study->planning) > 0;
    if (setup->wait)
        setup->wait(setup->state, &study->progress);
}

/* Waits until the next cell is ready.  Returns NULL when a signal ends the program first. */
static struct cell *wait_for_cell(struct study *study) {
    struct slot *slot = &study->ring[study->taken % study->places];
    pthread_mutex_lock(&study->mutex);
    while (!(study->taken < study->handed && slot->ready) && !interrupt_arrived()) {
        struct timespec until = look_up_time();
        pthread_cond_timedwait(&study->ready, &study->mutex, &until);
        pthread_mutex_unlock(&study->mutex);
        tell(study);
        pthread_mutex_lock(&study->mutex);
    }
    bool ready = study->taken < study->handed && slot->ready;
    pthread_mutex_unlock(&study->mutex);
    return ready ? &slot->cell : NULL;
}

/* Allows this many further cells to run. */
static void allow(struct study *study, uint64_t cells) {
    pthread_mutex_lock(&study->mutex);
    study->limit = study->handed + cells;
    pthread_cond_broadcast(&study->released);
    pthread_mutex_unlock(&study->mutex);
}

/* Takes the next cell: reports its messages, and hands it on. */
static bool take_cell(struct study *study) {
    const struct study_setup *setup = study->setup;
    struct cell *cell = wait_for_cell(study);
    if (!cell)
        return false;
    bool fine = cell->fine;
    if (cell->said_bytes > 0 && (!fine || study->said++ < MOST_SAID))
        setup->say(setup->state, cell);
    if (fine) {
        if (study->progress.done == 0)
            take_fingerprint(study, cell);
        cell->rows_before = study->rows_taken;
        cell->study = study->print;
        study->rows_taken += (uint64_t)cell->context_count * setup->policy_count;
        fine = setup->take(setup->state, cell);
    }
    cell_fini(cell);
    pthread_mutex_lock(&study->mutex);
    study->taken++;
    pthread_cond_signal(&study->released);
    pthread_mutex_unlock(&study->mutex);
    study->progress.done++;
    tell(study);
    return fine;
}

static bool take_cells(struct study *study, uint64_t count) {
    allow(study, count);
    for (uint64_t i = 0; i < count; i++)
        if (!take_cell(study))
            return false;
    return true;
}

/* Which cells run */

/* Runs batch after batch, until the replications of a workload are enough. */
static bool run_until_enough(struct study *study, size_t workload) {
    const struct study_setup *setup = study->setup;
    uint64_t count = study->plans[workload].replications;
    study->next = (struct cursor){workload, 1};
    for (uint64_t done = 0; done < count;) {
        uint64_t batch = count - done < STUDY_BATCH ? count - done : STUDY_BATCH;
        if (!take_cells(study, batch))
            return false;
        done += batch;
        if (setup->enough(setup->state, workload)) {
            study->progress.cells -= count - done;
            return true;
        }
    }
    if (study->plans[workload].random)
        diag_note("%s: after %llu replications, some intervals are still wider than --precision",
                  setup->workloads[workload]->name, (unsigned long long)count);
    return true;
}

static bool run_precisely(struct study *study) {
    for (size_t w = 0; w < study->setup->workload_count; w++)
        if (!run_until_enough(study, w))
            return false;
    return true;
}

static bool run_cells(struct study *study) {
    if (study->setup->enough)
        return run_precisely(study);
    return take_cells(study, study->progress.cells);
}

/* Starts up to `wanted` threads, as many as the system allows.  Returns how many; reports when
 * there is none. */
static int start_threads(struct study *study, pthread_t *threads, int wanted) {
    int count = 0;
    while (count < wanted && pthread_create(&threads[count], NULL, work, study) == 0)
        count++;
    if (count == 0) {
        diag_system("cannot start a thread");
        diag_hint("check the system's limits on processes and memory");
    }
    return count;
}

static void stop_threads(struct study *study, pthread_t *threads, int count) {
    pthread_mutex_lock(&study->mutex);
    atomic_store(&study->stop, true);
    pthread_cond_broadcast(&study->released);
    pthread_mutex_unlock(&study->mutex);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

static bool run_on_threads(struct study *study) {
    uint64_t cells = study->progress.cells, jobs = (uint64_t)study->setup->jobs;
    int wanted = (int)(cells < jobs ? cells : jobs);
    pthread_t *threads = array_new((size_t)wanted, sizeof *threads);
    study->threads = study->setup->jobs / wanted;
    study->places = (uint64_t)wanted * PLACES_A_THREAD;
    study->ring = array_new((size_t)study->places, sizeof *study->ring);
    int count = start_threads(study, threads, wanted);
    bool fine = count > 0 && run_cells(study);
    stop_threads(study, threads, count);
    for (uint64_t i = study->taken; i < study->handed; i++)
        cell_fini(&study->ring[i % study->places].cell);
    free(study->ring);
    free(threads);
    return fine;
}

bool study_run(const struct study_setup *setup) {
    struct study study = {.setup = setup,
                          .rules = array_new(setup->policy_count, sizeof *study.rules),
                          .plans = array_new(setup->workload_count, sizeof *study.plans),
                          .tapes = setup->tapes,
                          .next = {0, 1}};
    for (size_t i = 0; i < setup->policy_count; i++)
        study.rules[i] = setup->policies[i]->rule;
    if (!families_init(&study.families, study.rules, setup->policy_count))
        diag_no_memory();
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&study.mutex, NULL);
    pthread_cond_init(&study.ready, &monotonic);
    pthread_cond_init(&study.released, NULL);
    bool fine = look_at_workloads(&study) && (study.progress.cells == 0 || run_on_threads(&study));
    if (study.said > MOST_SAID)
        diag_note("reports of %llu further %s are omitted",
                  (unsigned long long)(study.said - MOST_SAID),
                  plural(study.said - MOST_SAID, "run", "runs"));
    pthread_cond_destroy(&study.released);
    pthread_cond_destroy(&study.ready);
    pthread_mutex_destroy(&study.mutex);
    pthread_condattr_destroy(&monotonic);
    run_free(study.only_run);
    free(study.plans);
    families_fini(&study.families);
    free(study.rules);
    return fine;
}
