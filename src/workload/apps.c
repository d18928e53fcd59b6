/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `apps`: how people use a phone's apps, and what becomes of the apps' processes. */
#include "workload/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/interrupt.h"
#include "base/real.h"
#include "trace/entries.h"
#include "workload/discrete.h"
#include "workload/distribution.h"
#include "workload/exponential.h"
#include "workload/placement.h"
#include "workload/random.h"

/* The longest text that follows the source's name in a process' name. */
#define SUFFIX "/service-1000000"

/* An installed app.  Apps with a process are linked in order of last use. */
struct app {
    uint32_t newer, older;
    uint32_t entry;
    uint8_t context;
    bool alive;
};

/* Apps by number from 1; number 0 is no app but both ends of the order of use: its `older` is the
 * app in use, its `newer` the least recently used. */
enum { LRU_HEAD = 0 };

/* A service alternates between living and waiting for its restart. */
struct service {
    int64_t next_ns; /* when that changes */
    uint32_t number; /* from 1 */
    uint32_t entry;
    uint8_t context;
    bool alive;
};

enum stream { STREAM_USE, STREAM_POPULARITY, STREAM_PRESSURE, STREAM_LIFETIME, STREAMS };

static const enum random_purpose purposes[STREAMS] = {
    [STREAM_USE] = RANDOM_ARRIVAL,
    [STREAM_POPULARITY] = RANDOM_POPULARITY,
    [STREAM_PRESSURE] = RANDOM_PRESSURE,
    [STREAM_LIFETIME] = RANDOM_LIFETIME,
};

struct pressure {
    double per_ns;
    int64_t kills;
};

struct services {
    int64_t count, restart_after_ns;
    struct distribution lifetime;
};

struct apps {
    const char *name;
    int64_t installed, cached_limit;
    double zipf, per_ns;
    struct pressure pressure;
    struct services services;
    int64_t start_ns, end_ns;
    const struct doc_node *context;
    struct placement placement;
    struct entries entries;
    struct xoshiro streams[STREAMS];
    struct discrete popularity;

    int64_t now_ns, next_use_ns, next_pressure_ns; /* INT64_MAX for never */
    struct app *apps;
    int64_t alive;        /* how many have a process */
    struct service *heap; /* the next one to change is on top */
    /* What is left to do at this time: kills first, then a start, 0 for none. */
    int64_t to_kill;
    uint32_t to_start;
    char names[EVENT_BATCH][LIMIT_NAME_BYTES + 1]; /* of the events last filled */
};

/* Reading */

/* More than one per nanosecond would stop time. */
static bool read_rate(const struct doc_node *node, const struct schema_key *key, void *per_ns) {
    return schema_rate(node, key, per_ns) &&
           (*(double *)per_ns <= 1 ||
            doc_refuse(node, "a rate must be at most one per nanosecond"));
}

static bool read_lifetime(const struct doc_node *node, const struct schema_key *key,
                          void *lifetime) {
    return distribution_read(lifetime, node, key->name);
}

/* Services that neither live nor wait would stop time. */
static bool read_wait(const struct doc_node *node, const struct schema_key *key, void *wait_ns) {
    return schema_duration(node, key, wait_ns) &&
           (*(int64_t *)wait_ns > 0 || doc_refuse(node, "'restart_after' must be above 0s"));
}

#define KEY(record, key, member, read_value, ...)                                                  \
    { .name = key, .read = read_value, .offset = offsetof(struct record, member), __VA_ARGS__ }

static const struct schema_key pressure_keys[] = {
    KEY(pressure, "rate", per_ns, read_rate, .required = true,
        .summary = "mean number of kills per unit of time, at random"),
    KEY(pressure, "kills", kills, schema_integer, .required = true, .most = LIMIT_APPS,
        .summary = "number of cached apps killed at once"),
};

static const struct schema_key service_keys[] = {
    KEY(services, "count", count, schema_integer, .required = true, .most = LIMIT_APPS,
        .summary = "number of services"),
    KEY(services, "lifetime", lifetime, read_lifetime, .required = true,
        .summary = "a distribution"),
    KEY(services, "restart_after", restart_after_ns, read_wait, .required = true,
        .summary = "time from a service's death to its restart"),
};

static bool read_pressure(const struct doc_node *node, const struct schema_key *key,
                          void *pressure) {
    (void)key;
    return schema_read(node, "'pressure'", pressure_keys,
                       sizeof pressure_keys / sizeof *pressure_keys, pressure);
}

static bool read_services(const struct doc_node *node, const struct schema_key *key,
                          void *services) {
    (void)key;
    return schema_read(node, "'services'", service_keys, sizeof service_keys / sizeof *service_keys,
                       services);
}

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    KEY(apps, "context", context, schema_node, .summary = PLACEMENT_SUMMARY),
    KEY(apps, "installed", installed, schema_integer, .required = true, .least = 1,
        .most = LIMIT_APPS, .summary = "number of apps to choose from"),
    KEY(apps, "zipf", zipf, schema_decimal,
        .summary = "weight of the k-th app is 1/k**zipf, default 1"),
    KEY(apps, "rate", per_ns, read_rate, .required = true,
        .summary = "mean number of app uses per unit of time, at random"),
    KEY(apps, "cached_limit", cached_limit, schema_integer, .most = LIMIT_APPS,
        .summary = "largest number of apps alive besides the one in use, default 32"),
    KEY(apps, "pressure", pressure, read_pressure,
        .summary = "{rate: RATE, kills: N}: memory pressure kills N cached apps, default none"),
    KEY(apps, "services", services, read_services,
        .summary = "{count: N, lifetime: DISTRIBUTION, restart_after: TIME}, default none"),
    KEY(apps, "start", start_ns, schema_duration,
        .summary = "no event before this time, default 0s"),
    KEY(apps, "end", end_ns, schema_duration,
        .summary = "no event after this time, default the workload's duration"),
};

static bool check(struct apps *apps, const struct doc_node *node, int64_t duration_ns) {
    if (strlen(apps->name) > LIMIT_NAME_BYTES - strlen(SUFFIX))
        return doc_refuse(doc_get(node, "name"),
                          "this name is too long: process names are derived from it");
    if (apps->end_ns < 0)
        return doc_refuse(node,
                          "an apps source needs an 'end' when the workload has no 'duration'");
    /* Uses after the workload's end may go on for long without an event. */
    if (duration_ns >= 0 && apps->end_ns > duration_ns)
        apps->end_ns = duration_ns;
    return true;
}

/* Beginning */

static void init_zipf(struct discrete *zipf, uint32_t count, double exponent) {
    double *weights = array_new(count, sizeof *weights);
    for (uint32_t i = 0; i < count; i++)
        weights[i] = real_pow(i + 1., -exponent);
    discrete_init(zipf, weights, count);
    free(weights);
}

/* Returns the time of the next event of a Poisson process; INT64_MAX for never. */
static int64_t next_ns(struct apps *apps, enum stream stream, double per_ns) {
    if (per_ns <= 0)
        return INT64_MAX;
    double gap = rint(exponential_draw(&apps->streams[stream], 1 / per_ns));
    return gap < (double)LIMIT_TIME_NS ? apps->now_ns + (int64_t)gap : INT64_MAX;
}

/* All services start at `start`: in the order of their numbers they are a heap. */
static void set_out(struct apps *apps) {
    size_t services = (size_t)apps->services.count;
    apps->apps = array_new((size_t)apps->installed + 1, sizeof *apps->apps);
    apps->heap = array_new(services, sizeof *apps->heap);
    for (size_t i = 0; i < services; i++)
        apps->heap[i] = (struct service){.next_ns = apps->start_ns, .number = (uint32_t)i + 1};
    init_zipf(&apps->popularity, (uint32_t)apps->installed, apps->zipf);
    apps->now_ns = apps->start_ns;
    apps->next_use_ns = next_ns(apps, STREAM_USE, apps->per_ns);
    apps->next_pressure_ns = next_ns(apps, STREAM_PRESSURE, apps->pressure.per_ns);
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct apps *apps = state;
    apps->name = doc_get(node, "name")->scalar;
    apps->zipf = 1;
    apps->cached_limit = 32;
    apps->end_ns = setup->duration_ns;
    *setup->random = true;
    entries_init(&apps->entries);
    for (int i = 0; i < STREAMS; i++)
        apps->streams[i] =
            random_stream(setup->seed, setup->replication, purposes[i], setup->index);
    if (!schema_read(node, "an apps source", keys, sizeof keys / sizeof *keys, apps) ||
        !placement_init(&apps->placement, apps->context, setup) ||
        !check(apps, node, setup->duration_ns))
        return false;
    set_out(apps);
    return true;
}

/* Processes.  Limits on apps and services keep their number far below LIMIT_ENTRIES. */

static void launch(struct apps *apps, uint32_t *entry, uint8_t *context) {
    *entry = entries_take(&apps->entries);
    *context = placement_draw(&apps->placement);
}

static struct event event_of(const struct apps *apps, const char *name, uint32_t entry,
                             uint8_t context, bool alive) {
    return (struct event){.time_ns = apps->now_ns,
                          .name = name,
                          .name_bytes = (uint32_t)strlen(name),
                          .entry = entry,
                          .context = context,
                          .kind = alive ? EVENT_REGISTER : EVENT_DEREGISTER};
}

static struct event app_event(const struct apps *apps, uint32_t number, char *name) {
    const struct app *app = &apps->apps[number];
    snprintf(name, LIMIT_NAME_BYTES + 1, "%s/app-%u", apps->name, number);
    return event_of(apps, name, app->entry, app->context, app->alive);
}

static struct event service_event(const struct apps *apps, const struct service *service,
                                  char *name) {
    snprintf(name, LIMIT_NAME_BYTES + 1, "%s/service-%u", apps->name, service->number);
    return event_of(apps, name, service->entry, service->context, service->alive);
}

/* The order of use */

static void unlink_app(struct app *apps, uint32_t number) {
    struct app *app = &apps[number];
    apps[app->newer].older = app->older;
    apps[app->older].newer = app->newer;
}

static void link_newest(struct app *apps, uint32_t number) {
    struct app *app = &apps[number];
    app->newer = LRU_HEAD;
    app->older = apps[LRU_HEAD].older;
    apps[app->older].newer = number;
    apps[LRU_HEAD].older = number;
}

static struct event kill_oldest(struct apps *apps, char *name) {
    uint32_t number = apps->apps[LRU_HEAD].newer;
    struct app *app = &apps->apps[number];
    unlink_app(apps->apps, number);
    entries_give(&apps->entries, app->entry);
    app->alive = false;
    apps->alive--;
    apps->to_kill--;
    return app_event(apps, number, name);
}

static struct event start(struct apps *apps, char *name) {
    uint32_t number = apps->to_start;
    struct app *app = &apps->apps[number];
    launch(apps, &app->entry, &app->context);
    link_newest(apps->apps, number);
    app->alive = true;
    apps->alive++;
    apps->to_start = 0;
    return app_event(apps, number, name);
}

/* What happens */

/* An app with a process keeps it.  An app without one gets one, and the app in use before becomes
 * cached. */
static void use(struct apps *apps) {
    uint32_t number = discrete_draw(&apps->popularity, &apps->streams[STREAM_POPULARITY]) + 1;
    if (apps->apps[number].alive) {
        unlink_app(apps->apps, number);
        link_newest(apps->apps, number);
    } else {
        apps->to_start = number;
        apps->to_kill = apps->alive > apps->cached_limit;
    }
    apps->next_use_ns = next_ns(apps, STREAM_USE, apps->per_ns);
}

/* Spares the app in use. */
static void press(struct apps *apps) {
    int64_t cached = apps->alive > 0 ? apps->alive - 1 : 0;
    apps->to_kill = cached < apps->pressure.kills ? cached : apps->pressure.kills;
    apps->next_pressure_ns = next_ns(apps, STREAM_PRESSURE, apps->pressure.per_ns);
}

/* At equal times, deaths come first, then lower numbers. */
static bool before(const struct service *a, const struct service *b) {
    if (a->next_ns != b->next_ns)
        return a->next_ns < b->next_ns;
    return a->alive != b->alive ? a->alive : a->number < b->number;
}

/* Sinks the service on top to its place. */
static void sink(struct service *heap, size_t count) {
    struct service sinking = heap[0];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && before(&heap[child + 1], &heap[child]))
            child++;
        if (before(&sinking, &heap[child]))
            break;
        heap[i] = heap[child];
    }
    heap[i] = sinking;
}

static struct event change_service(struct apps *apps, char *name) {
    struct service *service = &apps->heap[0];
    service->alive = !service->alive;
    if (service->alive) {
        launch(apps, &service->entry, &service->context);
        service->next_ns +=
            distribution_draw(&apps->services.lifetime, &apps->streams[STREAM_LIFETIME]);
    } else {
        entries_give(&apps->entries, service->entry);
        service->next_ns += apps->services.restart_after_ns;
    }
    struct event event = service_event(apps, service, name);
    sink(apps->heap, (size_t)apps->services.count);
    return event;
}

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Makes the next event.  Returns false if there is none, or when a signal ends the program. */
static bool next(struct apps *apps, struct event *event, char *name) {
    while (apps->to_kill == 0 && apps->to_start == 0) {
        int64_t service_ns = apps->services.count > 0 ? apps->heap[0].next_ns : INT64_MAX;
        apps->now_ns = earlier(service_ns, earlier(apps->next_pressure_ns, apps->next_use_ns));
        if (apps->now_ns > apps->end_ns || interrupt_arrived())
            return false;
        if (apps->now_ns == service_ns) {
            *event = change_service(apps, name);
            return true;
        }
        if (apps->now_ns == apps->next_pressure_ns)
            press(apps);
        else
            use(apps);
    }
    *event = apps->to_kill > 0 ? kill_oldest(apps, name) : start(apps, name);
    return true;
}

static int fill(void *state, struct event *events, int room) {
    struct apps *apps = state;
    int count = 0;
    while (count < room && count < EVENT_BATCH && next(apps, &events[count], apps->names[count]))
        count++;
    return interrupt_arrived() ? -1 : count;
}

static void fini(void *state) {
    struct apps *apps = state;
    placement_fini(&apps->placement);
    entries_fini(&apps->entries);
    discrete_fini(&apps->popularity);
    free(apps->apps);
    free(apps->heap);
}

const struct source_kind apps_kind = {
    .name = "apps",
    .summary = "apps that are used, cached and killed; services that restart",
    .size = sizeof(struct apps),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
