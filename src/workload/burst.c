/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `burst`: a number of processes that start together, as at boot. */
#include "workload/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/interrupt.h"
#include "workload/population.h"
#include "workload/random.h"

struct burst {
    struct population population;
    int64_t count, start_ns, over_ns;
    const struct doc_node *context, *lifetime, *arrival;
    int64_t *offsets_ns; /* sorted; NULL when evenly spread */
    int64_t arrived;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct burst, member) }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    KEY("context", context, schema_node, PLACEMENT_SUMMARY),
    {.name = "count",
     .summary = "number of processes",
     .read = schema_integer,
     .offset = offsetof(struct burst, count),
     .required = true,
     .most = LIMIT_BURST},
    KEY("start", start_ns, schema_duration, "start of the burst, default 0s"),
    KEY("arrival", arrival, schema_node, "distribution of each process's offset from start"),
    KEY("over", over_ns, schema_duration, "instead of arrival: spread evenly over this time"),
    KEY("lifetime", lifetime, schema_node, "a distribution, or forever (the default)"),
};

static int by_time(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool draw_offsets(struct burst *burst, const struct source_setup *setup) {
    struct distribution arrival;
    if (!distribution_read(&arrival, burst->arrival, "arrival"))
        return false;
    *setup->random = *setup->random || distribution_draws(&arrival);
    struct xoshiro random =
        random_stream(setup->seed, setup->replication, RANDOM_ARRIVAL, setup->index);
    burst->offsets_ns = array_new((size_t)burst->count, sizeof *burst->offsets_ns);
    for (int64_t i = 0; i < burst->count && !interrupt_arrived(); i++)
        burst->offsets_ns[i] = distribution_draw(&arrival, &random);
    if (interrupt_arrived())
        return false;
    qsort(burst->offsets_ns, (size_t)burst->count, sizeof *burst->offsets_ns, by_time);
    return true;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct burst *burst = state;
    if (!schema_read(node, "a burst source", keys, sizeof keys / sizeof *keys, burst) ||
        !population_init(&burst->population, node, burst->context, burst->lifetime, setup))
        return false;
    const struct doc_node *over = doc_get(node, "over");
    if (burst->arrival && over)
        return doc_refuse(over, "a burst takes either 'arrival' or 'over', not both");
    return !burst->arrival || draw_offsets(burst, setup);
}

/* The i-th of n processes comes at i/n of the time they are spread over. */
static int64_t even_offset(const struct burst *burst, int64_t i) {
    return (int64_t)((__int128)burst->over_ns * i / burst->count);
}

static int arrive(void *state, int64_t *times_ns, int room) {
    struct burst *burst = state;
    int count = 0;
    for (; count < room && burst->arrived < burst->count; burst->arrived++) {
        int64_t i = burst->arrived;
        times_ns[count++] =
            burst->start_ns + (burst->offsets_ns ? burst->offsets_ns[i] : even_offset(burst, i));
    }
    return count;
}

static int fill(void *state, struct event *events, int room) {
    struct burst *burst = state;
    const struct arrivals arrivals = {arrive, burst};
    return population_fill(&burst->population, &arrivals, events, room);
}

static void fini(void *state) {
    struct burst *burst = state;
    population_fini(&burst->population);
    free(burst->offsets_ns);
}

const struct source_kind burst_kind = {
    .name = "burst",
    .summary = "processes that start together",
    .size = sizeof(struct burst),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
