/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate WORKLOAD: the cost of making events of processes that arrive at random and live for an
 * exponential time, against a plain loop over GSL's mt19937, gsl_ran_exponential and a binary heap
 * of deaths.  Prints the ratio, the median over rounds in which both run one after the other, and
 * the medians of their CPU times per event.
 *
 * Both hand batches of struct event to the same reader, which looks at every event as a pass does.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "workload/run.h"
#include "rounds.h"

enum { ROUNDS = 15, MOST_LIVE = 4096 };

/* As in the workload. */
static const double gap_ns = 1e6, lifetime_ns = 300e6;
static const int64_t end_ns = INT64_C(500000000000);

/* What the reader computes from the events. */
struct tally {
    int64_t events, length, last_ns, length_ns;
    double passed_s;
};

static void read_events(struct tally *tally, const struct event *events, int count) {
    for (const struct event *event = events; event < events + count; event++) {
        tally->length_ns += (event->time_ns - tally->last_ns) * tally->length;
        tally->last_ns = event->time_ns;
        tally->length += event->kind == EVENT_REGISTER ? 1 : -1;
    }
    tally->events += count;
}

/* kvsim's way. */
static bool generate(const char *path, uint64_t seed, struct tally *tally) {
    const struct workload_options options = {.seeded = true, .seed = seed};
    struct event events[EVENT_BATCH];
    int count = -1;
    *tally = (struct tally){0};
    double start_s = now_s();
    struct workload *workload = workload_open(path, &options);
    struct tapes *tapes = tapes_new();
    struct run *run = workload ? run_new(workload, 1, tapes) : NULL;
    while (run && (count = run_next(run, events)) > 0)
        read_events(tally, events, count);
    run_free(run);
    tapes_free(tapes);
    workload_free(workload);
    tally->passed_s = now_s() - start_s;
    return count == 0;
}

/* The plain loop. */

struct death {
    int64_t time_ns;
    uint64_t sequence;
    uint32_t entry;
};

struct plain {
    gsl_rng *rng;
    struct death deaths[MOST_LIVE]; /* a heap */
    uint32_t free[MOST_LIVE];       /* free entries */
    int death_count, free_count;
    uint32_t entries;
    uint64_t sequence;
    int64_t next_ns; /* the next arrival */
};

static bool before(const struct death *a, const struct death *b) {
    return a->time_ns < b->time_ns || (a->time_ns == b->time_ns && a->sequence < b->sequence);
}

static void push(struct plain *plain, struct death death) {
    int i = plain->death_count++;
    for (; i > 0 && before(&death, &plain->deaths[(i - 1) / 2]); i = (i - 1) / 2)
        plain->deaths[i] = plain->deaths[(i - 1) / 2];
    plain->deaths[i] = death;
}

static struct death pop(struct plain *plain) {
    struct death first = plain->deaths[0], last = plain->deaths[--plain->death_count];
    int i = 0;
    for (int child; (child = 2 * i + 1) < plain->death_count; i = child) {
        if (child + 1 < plain->death_count &&
            before(&plain->deaths[child + 1], &plain->deaths[child]))
            child++;
        if (!before(&plain->deaths[child], &last))
            break;
        plain->deaths[i] = plain->deaths[child];
    }
    plain->deaths[i] = last;
    return first;
}

static void arrive(struct plain *plain, struct event *event) {
    uint32_t entry = plain->free_count > 0 ? plain->free[--plain->free_count] : plain->entries++;
    *event = (struct event){.time_ns = plain->next_ns, .entry = entry, .kind = EVENT_REGISTER};
    int64_t death_ns = plain->next_ns + llrint(gsl_ran_exponential(plain->rng, lifetime_ns));
    if (death_ns <= end_ns) {
        if (plain->death_count == MOST_LIVE)
            abort();
        push(plain, (struct death){death_ns, plain->sequence++, entry});
    }
    plain->next_ns += llrint(gsl_ran_exponential(plain->rng, gap_ns));
}

static void die(struct plain *plain, struct event *event) {
    struct death death = pop(plain);
    plain->free[plain->free_count++] = death.entry;
    *event =
        (struct event){.time_ns = death.time_ns, .entry = death.entry, .kind = EVENT_DEREGISTER};
}

static int fill(struct plain *plain, struct event *events, int room) {
    int count = 0;
    for (; count < room; count++) {
        bool more = plain->next_ns <= end_ns;
        if (plain->death_count > 0 && (!more || plain->deaths[0].time_ns <= plain->next_ns))
            die(plain, &events[count]);
        else if (more)
            arrive(plain, &events[count]);
        else
            break;
    }
    return count;
}

static void generate_plainly(uint64_t seed, struct tally *tally) {
    static struct plain plain;
    struct event events[EVENT_BATCH];
    *tally = (struct tally){0};
    double start_s = now_s();
    plain = (struct plain){.rng = gsl_rng_alloc(gsl_rng_mt19937)};
    gsl_rng_set(plain.rng, seed);
    plain.next_ns = llrint(gsl_ran_exponential(plain.rng, gap_ns));
    for (int count; (count = fill(&plain, events, EVENT_BATCH)) > 0;)
        read_events(tally, events, count);
    gsl_rng_free(plain.rng);
    tally->passed_s = now_s() - start_s;
}

/* Returns whether the stream is as intended: 300 live processes, within a twentieth. */
static bool is_as_meant(const struct tally *tally) {
    double mean = (double)tally->length_ns / (double)end_ns;
    double registered = (double)(tally->events + tally->length) / 2 * gap_ns / (double)end_ns;
    return fabs(mean * gap_ns / lifetime_ns - 1) < 0.05 && fabs(registered - 1) < 0.05;
}

static double event_ns(const struct tally *tally) {
    return tally->passed_s * 1e9 / (double)tally->events;
}

int main(int argc, char **argv) {
    double own_ns[ROUNDS], plain_ns[ROUNDS], ratio[ROUNDS];
    if (argc != 2)
        return EXIT_FAILURE;
    for (int i = 0; i < ROUNDS; i++) {
        struct tally own, plain;
        uint64_t seed = (uint64_t)i + 1;
        if (!generate(argv[1], seed, &own))
            return EXIT_FAILURE;
        generate_plainly(seed, &plain);
        if (!is_as_meant(&own) || !is_as_meant(&plain)) {
            fputs("generate: a stream is not as it is meant to be\n", stderr);
            return EXIT_FAILURE;
        }
        own_ns[i] = event_ns(&own);
        plain_ns[i] = event_ns(&plain);
        ratio[i] = own_ns[i] / plain_ns[i];
    }
    printf("generate %.3f\nown-ns %.1f\nplain-ns %.1f\n", median(ratio, ROUNDS),
           median(own_ns, ROUNDS), median(plain_ns, ROUNDS));
    return EXIT_SUCCESS;
}
