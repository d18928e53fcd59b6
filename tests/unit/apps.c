/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The source `apps` against a naive one: with the same draws, it keeps the order of use as an array
 * of last uses, and finds the next event by looking at everything.  Also the popularity of apps
 * against Zipf's law.
 */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/doc.h"
#include "base/limits.h"
#include "tap.h"
#include "workload/discrete.h"
#include "workload/source.h"
#include "workload/exponential.h"
#include "workload/random.h"

enum { MOST_APPS = 64, MOST_SERVICES = 8, ROUNDS = 200, SEED = 7 };

/* The parameters of both sources. */
struct parameters {
    int installed, cached_limit, kills, services;
    double zipf;
    int rate_per_s, pressure_per_s;    /* uses, and pressure */
    int lifetime_ms, restart_after_ms; /* the mean of an exponential */
    int start_ms, end_ms;
};

static struct doc *doc_of(const struct parameters *p) {
    char setting[512];
    snprintf(setting, sizeof setting,
             "d={name: a, kind: apps, installed: %d, zipf: %.2f, rate: %d/s, cached_limit: %d, "
             "pressure: {rate: %d/s, kills: %d}, start: %dms, end: %dms, services: {count: %d, "
             "lifetime: {exponential: {mean: %dms}}, restart_after: %dms}}",
             p->installed, p->zipf, p->rate_per_s, p->cached_limit, p->pressure_per_s, p->kills,
             p->start_ms, p->end_ms, p->services, p->lifetime_ms, p->restart_after_ms);
    struct doc *doc = doc_new("test");
    if (!doc_set(doc, "--set", setting))
        abort();
    return doc;
}

/* The naive source */

static struct {
    struct parameters p;
    struct xoshiro uses, popularity, pressure, lifetimes;
    double weights[MOST_APPS];
    int64_t now_ns, use_ns, pressure_ns;
    uint64_t clock, last_use[MOST_APPS]; /* 0 without a process */
    int64_t service_ns[MOST_SERVICES];
    bool service_alive[MOST_SERVICES];
    struct event *events;
    size_t count, room;
} naive;

static int64_t gap_after(struct xoshiro *random, int per_s, int64_t now_ns) {
    return now_ns + (int64_t)rint(exponential_draw(random, 1 / (per_s / 1e9)));
}

static void naive_event(bool up, const char *what, int number) {
    if (naive.count == naive.room) {
        naive.room = naive.room * 2 + 64;
        naive.events = realloc(naive.events, naive.room * sizeof *naive.events);
    }
    char *name = malloc(32);
    if (!naive.events || !name)
        abort();
    snprintf(name, 32, "a/%s-%d", what, number + 1);
    naive.events[naive.count++] = (struct event){
        .time_ns = naive.now_ns, .name = name, .kind = up ? EVENT_REGISTER : EVENT_DEREGISTER};
}

/* Returns the least recently used cached app; -1 when there is none. */
static int naive_oldest(void) {
    int oldest = -1;
    for (int i = 0; i < naive.p.installed; i++)
        if (naive.last_use[i] && naive.last_use[i] != naive.clock &&
            (oldest < 0 || naive.last_use[i] < naive.last_use[oldest]))
            oldest = i;
    return oldest;
}

static int naive_cached(void) {
    int cached = 0;
    for (int i = 0; i < naive.p.installed; i++)
        cached += naive.last_use[i] && naive.last_use[i] != naive.clock;
    return cached;
}

static void naive_kill(void) {
    int oldest = naive_oldest();
    naive.last_use[oldest] = 0;
    naive_event(false, "app", oldest);
}

static void naive_use(int app) {
    bool alive = naive.last_use[app] != 0;
    naive.clock++;
    if (alive) {
        naive.last_use[app] = naive.clock;
        return;
    }
    while (naive_cached() > naive.p.cached_limit)
        naive_kill();
    naive.last_use[app] = naive.clock;
    naive_event(true, "app", app);
}

static void naive_change_service(int i) {
    naive.service_alive[i] = !naive.service_alive[i];
    naive_event(naive.service_alive[i], "service", i);
    naive.service_ns[i] +=
        naive.service_alive[i]
            ? (int64_t)rint(exponential_draw(&naive.lifetimes, naive.p.lifetime_ms * 1e6))
            : (int64_t)naive.p.restart_after_ms * 1000000;
}

/* Returns the service that changes first; at equal times deaths before restarts, then by number. */
static int naive_service(void) {
    int first = -1;
    for (int i = 0; i < naive.p.services; i++)
        if (first < 0 || naive.service_ns[i] < naive.service_ns[first] ||
            (naive.service_ns[i] == naive.service_ns[first] && naive.service_alive[i] &&
             !naive.service_alive[first]))
            first = i;
    return first;
}

static void naive_begin(const struct parameters *p) {
    memset(&naive, 0, sizeof naive);
    naive.p = *p;
    naive.uses = random_stream(SEED, 1, RANDOM_ARRIVAL, 3);
    naive.popularity = random_stream(SEED, 1, RANDOM_POPULARITY, 3);
    naive.pressure = random_stream(SEED, 1, RANDOM_PRESSURE, 3);
    naive.lifetimes = random_stream(SEED, 1, RANDOM_LIFETIME, 3);
    naive.now_ns = (int64_t)p->start_ms * 1000000;
    for (int i = 0; i < p->installed; i++)
        naive.weights[i] = pow(i + 1, -p->zipf);
    for (int i = 0; i < p->services; i++)
        naive.service_ns[i] = naive.now_ns;
    naive.use_ns = gap_after(&naive.uses, p->rate_per_s, naive.now_ns);
    naive.pressure_ns = gap_after(&naive.pressure, p->pressure_per_s, naive.now_ns);
}

static void naive_run(void) {
    struct discrete zipf;
    discrete_init(&zipf, naive.weights, (uint32_t)naive.p.installed);
    for (;;) {
        int service = naive_service();
        int64_t service_ns = service < 0 ? INT64_MAX : naive.service_ns[service];
        int64_t other_ns = naive.use_ns < naive.pressure_ns ? naive.use_ns : naive.pressure_ns;
        naive.now_ns = service_ns < other_ns ? service_ns : other_ns;
        if (naive.now_ns > (int64_t)naive.p.end_ms * 1000000)
            break;
        if (naive.now_ns == service_ns) {
            naive_change_service(service);
        } else if (naive.now_ns == naive.pressure_ns) {
            for (int i = 0; i < naive.p.kills && naive_cached() > 0; i++)
                naive_kill();
            naive.pressure_ns = gap_after(&naive.pressure, naive.p.pressure_per_s, naive.now_ns);
        } else {
            naive_use((int)discrete_draw(&zipf, &naive.popularity));
            naive.use_ns = gap_after(&naive.uses, naive.p.rate_per_s, naive.now_ns);
        }
    }
    discrete_fini(&zipf);
}

static void naive_end(void) {
    for (size_t i = 0; i < naive.count; i++)
        free((void *)(uintptr_t)naive.events[i].name);
    free(naive.events);
}

/* Comparing */

static int random_below(int limit) {
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((state >> 33) % (uint64_t)limit);
}

static void *source_new(const struct doc *doc, int64_t duration_ns) {
    static struct contexts contexts;
    bool random = false;
    const struct source_setup setup = {.path = "test",
                                       .random = &random,
                                       .contexts = &contexts,
                                       .duration_ns = duration_ns,
                                       .seed = SEED,
                                       .replication = 1,
                                       .index = 3};
    void *state = calloc(1, apps_kind.size);
    if (!state || !apps_kind.init(state, doc_get(doc_root(doc), "d"), &setup))
        abort();
    return state;
}

static void source_free(void *state) {
    apps_kind.fini(state);
    free(state);
}

static bool same_event(const struct event *a, const struct event *b) {
    return a->time_ns == b->time_ns && a->kind == b->kind && a->name_bytes == strlen(b->name) &&
           memcmp(a->name, b->name, a->name_bytes) == 0;
}

/* Returns how many events of the source agree with the naive one's, from the first on; -1 if the
 * source makes more.  Also checks that entries are free when taken, and taken when given back. */
static long count_same(void *state) {
    static bool taken[MOST_APPS + MOST_SERVICES];
    struct event events[EVENT_BATCH];
    size_t at = 0;
    memset(taken, 0, sizeof taken);
    for (int count; (count = apps_kind.fill(state, events, 1 + random_below(EVENT_BATCH))) > 0;)
        for (int i = 0; i < count; i++, at++) {
            bool up = events[i].kind == EVENT_REGISTER;
            if (at == naive.count)
                return -1;
            if (!same_event(&events[i], &naive.events[at]) || taken[events[i].entry] == up)
                return (long)at;
            taken[events[i].entry] = up;
        }
    return (long)at;
}

static void test_against_naive(void) {
    int wrong = 0;
    size_t events = 0, most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const struct parameters p = {.installed = 1 + random_below(MOST_APPS),
                                     .cached_limit = random_below(MOST_APPS / 2),
                                     .kills = random_below(12),
                                     .services = random_below(MOST_SERVICES + 1),
                                     .zipf = random_below(300) / 100.0,
                                     .rate_per_s = 1 + random_below(40),
                                     .pressure_per_s = 1 + random_below(3),
                                     .lifetime_ms = random_below(3) * 1000,
                                     .restart_after_ms = 50 + random_below(3) * 500,
                                     .start_ms = random_below(5000),
                                     .end_ms = 1000 + random_below(100000)};
        naive_begin(&p);
        naive_run();
        struct doc *doc = doc_of(&p);
        void *state = source_new(doc, round % 2 ? -1 : INT64_MAX);
        long same = count_same(state);
        if (same != (long)naive.count) {
            printf("# round %d: differs at event %ld of %zu\n", round, same, naive.count);
            wrong++;
        }
        events += naive.count;
        most = naive.count > most ? naive.count : most;
        source_free(state);
        doc_free(doc);
        naive_end();
    }
    tap_ok(wrong == 0, "%d sources of %zu events are as the naive one makes them", ROUNDS, events);
    tap_ok(most > 2 * EVENT_BATCH, "some are longer than a batch");
}

/* When no app is cached, the next app to start, after app i, is drawn from all but i: a chain
 * whose rows of transitions are each a chi-square sample. */
static void test_popularity(double zipf) {
    enum { APPS = 10 };
    const struct parameters p = {.installed = APPS,
                                 .zipf = zipf,
                                 .rate_per_s = 1000,
                                 .pressure_per_s = 0,
                                 .restart_after_ms = 1,
                                 .end_ms = 400000};
    static double seen[APPS][APPS];
    double weights[APPS], sum = 0, chi2 = 0, starts = 0;
    struct event events[EVENT_BATCH];
    struct doc *doc = doc_of(&p);
    void *state = source_new(doc, -1);
    int before = -1;
    memset(seen, 0, sizeof seen);
    for (int count; (count = apps_kind.fill(state, events, EVENT_BATCH)) > 0;)
        for (int i = 0; i < count; i++) {
            if (events[i].kind != EVENT_REGISTER)
                continue;
            int app = atoi(events[i].name + strlen("a/app-")) - 1;
            if (before >= 0)
                seen[before][app]++;
            before = app;
        }
    for (int i = 0; i < APPS; i++)
        sum += weights[i] = pow(i + 1, -zipf);
    for (int i = 0; i < APPS; i++) {
        double row = 0;
        for (int j = 0; j < APPS; j++)
            row += seen[i][j];
        starts += row;
        for (int j = 0; j < APPS; j++) {
            double wanted = j == i ? 0 : row * weights[j] / (sum - weights[i]);
            chi2 += j == i ? 0 : (seen[i][j] - wanted) * (seen[i][j] - wanted) / wanted;
        }
    }
    double chance = gsl_cdf_chisq_Q(chi2, APPS * (APPS - 2));
    tap_ok(starts > 100000 && chance > 1e-4 && chance < 1 - 1e-4,
           "zipf %g: %.0f starts, chi-square %.1f for %d degrees of freedom, chance %.3f", zipf,
           starts, chi2, APPS * (APPS - 2), chance);
    source_free(state);
    doc_free(doc);
}

/* Among many equal apps hardly any is the one in use, so nearly every use is a start. */
static void test_rate(void) {
    const struct parameters p = {
        .installed = LIMIT_APPS, .rate_per_s = 100, .restart_after_ms = 1, .end_ms = 1000000};
    struct event events[EVENT_BATCH];
    struct doc *doc = doc_of(&p);
    void *state = source_new(doc, -1);
    double starts = 0;
    for (int count; (count = apps_kind.fill(state, events, EVENT_BATCH)) > 0;)
        for (int i = 0; i < count; i++)
            starts += events[i].kind == EVENT_REGISTER;
    tap_ok(fabs(starts - 100000) < 5 * sqrt(100000), "100/s for 1000 s: %.0f starts", starts);
    source_free(state);
    doc_free(doc);
}

int main(void) {
    test_against_naive();
    test_popularity(1);
    test_popularity(0.5);
    test_popularity(0);
    test_rate();
    return tap_done();
}
