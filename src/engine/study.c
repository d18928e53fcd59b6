/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/study.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/number.h"
#include "base/output.h"

/* Beyond so many cells, what cells say on the way is left out. */
enum { MOST_SAID = 20 };

/* How often the calling thread looks up while it waits. */
enum { LOOK_UP_MS = 100 };

/* How many first runs are kept open: each has its files and buffers. */
enum { RUNS_KEPT = 16 };

/* A trace may name contexts that nobody knows before. */
enum { CONTEXTS_OPEN = -1 };

struct study {
    const struct study_setup *setup;
    struct cell *cells; /* those that are run now */
    size_t cell_count;
    bool *random;            /* of each workload, whether something in it is */
    int *contexts;           /* of each workload, how many, or CONTEXTS_OPEN */
    struct run **first_runs; /* of the first RUNS_KEPT workloads */
    struct study_progress progress;
    uint64_t said; /* how many cells had something to say */

    atomic_size_t next; /* the next cell to be run */
    atomic_bool stop;   /* no further one is */
    atomic_ullong events;
    bool *ready; /* of each cell, whether it was run; guarded by `mutex` */
    pthread_mutex_t mutex;
    pthread_cond_t change; /* a cell has become ready */
};

/* Which rows of all there are belong to this shard; `from` inclusive, `to` not. */
struct range {
    uint64_t from, to;
};

static bool is_random(const struct workload *workload, const struct run *run) {
    const struct memory *memory = &workload->memory;
    return run->random || memory->grow_failure > 0 || memory->shrink_failure > 0 ||
           memory->high_order_failure > 0;
}

/* Opens the first run of every workload, which tells what is random.  A few are kept to go on with;
 * standard input must be, since it can be read only once. */
static bool look_at_workloads(struct study *study) {
    const struct study_setup *setup = study->setup;
    study->random = array_new(setup->workload_count, sizeof *study->random);
    study->contexts = array_new(setup->workload_count, sizeof *study->contexts);
    study->first_runs = array_new(setup->workload_count, sizeof *study->first_runs);
    for (size_t w = 0; w < setup->workload_count; w++) {
        struct run *run = run_new(setup->workloads[w], w < RUNS_KEPT ? 1 : RUN_UNSAID);
        if (!run)
            return false;
        study->random[w] = is_random(setup->workloads[w], run);
        study->contexts[w] = run->contexts.open ? CONTEXTS_OPEN : run->contexts.count;
        if (w < RUNS_KEPT)
            study->first_runs[w] = run;
        else
            run_free(run);
        study->progress.cells += study->random[w] ? setup->replications : 1;
    }
    return true;
}

static uint64_t replications_of(const struct study *study, size_t workload) {
    return study->random[workload] ? study->setup->replications : 1;
}

/* Threads */

static void run_cells(struct study *study) {
    const struct study_setup *setup = study->setup;
    const struct cell_setup cell_setup = {.policies = setup->policies,
                                          .policy_count = setup->policy_count,
                                          .observer = setup->observer,
                                          .witness = setup->witness,
                                          .events = &study->events,
                                          .stop = &study->stop};
    size_t i;
    while (!atomic_load(&study->stop) &&
           (i = atomic_fetch_add(&study->next, 1)) < study->cell_count) {
        cell_run(&study->cells[i], &cell_setup);
        pthread_mutex_lock(&study->mutex);
        study->ready[i] = true;
        pthread_cond_signal(&study->change);
        pthread_mutex_unlock(&study->mutex);
    }
}

static void *work(void *state) {
    run_cells(state);
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
    if (setup->wait)
        setup->wait(setup->state, &study->progress);
}

/* Waits until a cell is ready; false when a signal ends the program first. */
static bool await(struct study *study, size_t cell) {
    pthread_mutex_lock(&study->mutex);
    while (!study->ready[cell] && !output_interrupted()) {
        struct timespec until = look_up_time();
        pthread_cond_timedwait(&study->change, &study->mutex, &until);
        tell(study);
    }
    bool ready = study->ready[cell];
    pthread_mutex_unlock(&study->mutex);
    return ready;
}

/* Says what there was to say in a cell, and hands it on. */
static bool take(struct study *study, struct cell *cell) {
    const struct study_setup *setup = study->setup;
    bool fine = cell->fine;
    if (cell->said_bytes > 0 && (!fine || study->said++ < MOST_SAID))
        setup->say(setup->state, cell);
    if (fine)
        fine = setup->take(setup->state, cell);
    cell_fini(cell);
    study->progress.done++;
    tell(study);
    return fine;
}

static bool take_cells(struct study *study) {
    for (size_t i = 0; i < study->cell_count; i++)
        if (!await(study, i) || !take(study, &study->cells[i]))
            return false;
    return true;
}

/* Starts as many threads as the system gives, at least one of those wanted. */
static int start_threads(struct study *study, pthread_t *threads, int wanted) {
    int count = 0;
    while (count < wanted && pthread_create(&threads[count], NULL, work, study) == 0)
        count++;
    if (count == 0 && wanted > 0) {
        diag_system("no thread could be started");
        diag_hint("the system's limits on processes and memory may be too low");
    }
    return count;
}

/* Runs the cells that are there, and takes them in order. */
static bool run_batch(struct study *study) {
    size_t wanted = study->cell_count < (size_t)study->setup->jobs ? study->cell_count
                                                                   : (size_t)study->setup->jobs;
    pthread_t *threads = array_new(wanted, sizeof *threads);
    study->ready = array_new(study->cell_count, sizeof *study->ready);
    atomic_store(&study->next, 0);
    int count = start_threads(study, threads, (int)wanted);
    bool fine = wanted == 0 || (count > 0 && take_cells(study));
    if (!fine)
        atomic_store(&study->stop, true);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < study->cell_count; i++)
        cell_fini(&study->cells[i]);
    free(study->ready);
    free(threads);
    return fine;
}

/* Cells */

static struct cell cell_of(struct study *study, size_t workload, uint64_t replication) {
    struct cell cell = {.workload = study->setup->workloads[workload],
                        .variant = workload,
                        .replication = replication,
                        .random = study->random[workload],
                        .row_count = SIZE_MAX};
    if (replication == 1) {
        cell.run = study->first_runs[workload];
        study->first_runs[workload] = NULL;
    }
    return cell;
}

/* Replications of one workload, a batch at a time, until they are enough. */
static bool run_until_enough(struct study *study, size_t workload) {
    const struct study_setup *setup = study->setup;
    uint64_t count = replications_of(study, workload);
    struct cell cells[STUDY_BATCH];
    bool fine = true, enough = false;
    for (uint64_t done = 0; fine && !enough && done < count; done += study->cell_count) {
        study->cells = cells;
        study->cell_count = count - done < STUDY_BATCH ? (size_t)(count - done) : STUDY_BATCH;
        for (size_t i = 0; i < study->cell_count; i++)
            cells[i] = cell_of(study, workload, done + i + 1);
        fine = run_batch(study);
        enough = fine && setup->enough(setup->state, workload);
        if (enough)
            study->progress.cells -= count - done - study->cell_count;
    }
    study->cells = NULL;
    if (fine && !enough && study->random[workload])
        diag_note("%s: after %llu replications not every mean is known as well as asked",
                  setup->workloads[workload]->name, (unsigned long long)count);
    return fine;
}

/* How many rows a cell of the workload has; a trace's contexts are known when it was read. */
static bool count_rows(struct study *study, size_t workload, uint64_t *rows) {
    const struct study_setup *setup = study->setup;
    int contexts = study->contexts[workload];
    if (contexts == CONTEXTS_OPEN) {
        struct run *run = run_new(setup->workloads[workload], RUN_UNSAID);
        struct event events[EVENT_BATCH];
        int count;
        if (!run)
            return false;
        while ((count = run_next(run, events)) > 0 && !output_interrupted())
            ;
        contexts = run->contexts.count;
        run_free(run);
        if (count != 0)
            return false;
    }
    *rows = (uint64_t)contexts * setup->policy_count;
    return true;
}

/* This shard's part of so many rows. */
static struct range range_of(const struct study_setup *setup, uint64_t rows) {
    number_u128 wide = rows;
    return (struct range){(uint64_t)(wide * (setup->shard - 1) / setup->shards),
                          (uint64_t)(wide * setup->shard / setup->shards)};
}

/* Makes the cells that have rows in the range. */
static void make_cells(struct study *study, const uint64_t *rows, struct range range) {
    size_t room = 0;
    uint64_t at = 0;
    for (size_t w = 0; w < study->setup->workload_count; w++)
        for (uint64_t r = 1; r <= replications_of(study, w); r++, at += rows[w]) {
            uint64_t from = at > range.from ? at : range.from;
            uint64_t to = at + rows[w] < range.to ? at + rows[w] : range.to;
            if (from >= to)
                continue;
            study->cells = array_grow(study->cells, study->cell_count, &room, sizeof *study->cells);
            struct cell *cell = &study->cells[study->cell_count++];
            *cell = cell_of(study, w, r);
            if (rows[w] == study->setup->policy_count) { /* one context */
                cell->policy_at = (size_t)(from - at);
                cell->policy_count = (size_t)(to - from);
            } else {
                cell->row_at = (size_t)(from - at);
                cell->row_count = (size_t)(to - from);
            }
        }
}

static bool run_shard(struct study *study) {
    const struct study_setup *setup = study->setup;
    uint64_t *rows = array_new(setup->workload_count, sizeof *rows), total = 0;
    bool fine = true;
    for (size_t w = 0; fine && w < setup->workload_count; w++) {
        fine = count_rows(study, w, &rows[w]);
        total += fine ? rows[w] * replications_of(study, w) : 0;
    }
    if (fine) {
        make_cells(study, rows, range_of(setup, total));
        study->progress.cells = study->cell_count;
        fine = run_batch(study);
    }
    free(study->cells);
    free(rows);
    return fine;
}

static bool run_all(struct study *study) {
    const struct study_setup *setup = study->setup;
    size_t room = 0;
    for (size_t w = 0; w < setup->workload_count; w++)
        for (uint64_t r = 1; r <= replications_of(study, w); r++) {
            study->cells = array_grow(study->cells, study->cell_count, &room, sizeof *study->cells);
            study->cells[study->cell_count++] = cell_of(study, w, r);
        }
    bool fine = run_batch(study);
    free(study->cells);
    return fine;
}

static bool run_precisely(struct study *study) {
    for (size_t w = 0; w < study->setup->workload_count; w++)
        if (!run_until_enough(study, w))
            return false;
    return true;
}

bool study_run(const struct study_setup *setup) {
    struct study study = {.setup = setup};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&study.mutex, NULL);
    pthread_cond_init(&study.change, &monotonic);
    bool fine = look_at_workloads(&study) && (setup->enough       ? run_precisely(&study)
                                              : setup->shards > 1 ? run_shard(&study)
                                                                  : run_all(&study));
    for (size_t w = 0; study.first_runs && w < setup->workload_count; w++)
        run_free(study.first_runs[w]);
    if (study.said > MOST_SAID)
        diag_note("what %llu further runs reported is left out",
                  (unsigned long long)(study.said - MOST_SAID));
    pthread_cond_destroy(&study.change);
    pthread_mutex_destroy(&study.mutex);
    pthread_condattr_destroy(&monotonic);
    free(study.first_runs);
    free(study.contexts);
    free(study.random);
    return fine;
}
