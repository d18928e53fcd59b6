/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `cycle`: a length that swings between two values, to find where a policy thrashes. */
#include "workload/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"
#include "workload/placement.h"

/* Entries are a stack: the newest goes first, so an entry's number is the length before it. */
struct cycle {
    const char *name;
    int64_t low, high, period_ns, start_ns, end_ns;
    const struct doc_node *context;
    struct placement placement;
    uint8_t *contexts; /* of each entry */
    int64_t length;
    int64_t made; /* events so far; the first `low` of them are at the start */
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct cycle, member) }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    KEY("context", context, schema_node, PLACEMENT_SUMMARY),
    {.name = "low",
     .summary = "number of processes at the start of each period",
     .read = schema_integer,
     .offset = offsetof(struct cycle, low),
     .required = true,
     .most = LIMIT_BURST},
    {.name = "high",
     .summary = "number of processes in the middle of each period",
     .read = schema_integer,
     .offset = offsetof(struct cycle, high),
     .required = true,
     .most = LIMIT_BURST},
    {.name = "period",
     .summary = "time from low to high and back",
     .read = schema_duration,
     .offset = offsetof(struct cycle, period_ns),
     .required = true},
    KEY("start", start_ns, schema_duration, "start of the first period, default 0s"),
    KEY("end", end_ns, schema_duration,
        "no event after this time, default the workload's duration"),
};

static bool check(const struct cycle *cycle, const struct doc_node *node) {
    if (cycle->high < cycle->low)
        return doc_refuse(doc_get(node, "high"), "'high' must be at least 'low'");
    if (cycle->period_ns == 0)
        return doc_refuse(doc_get(node, "period"), "'period' must be above 0s");
    if (cycle->end_ns < 0)
        return doc_refuse(node,
                          "a cycle source needs an 'end' when the workload has no 'duration'");
    return true;
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct cycle *cycle = state;
    cycle->name = doc_get(node, "name")->scalar;
    cycle->end_ns = setup->duration_ns;
    if (!schema_read(node, "a cycle source", keys, sizeof keys / sizeof *keys, cycle) ||
        !placement_init(&cycle->placement, cycle->context, setup) || !check(cycle, node))
        return false;
    cycle->contexts = array_new((size_t)cycle->high, sizeof *cycle->contexts);
    return true;
}

/* Returns the number of events per period. */
static int64_t swing(const struct cycle *cycle) {
    return 2 * (cycle->high - cycle->low);
}

static bool rising(const struct cycle *cycle) {
    int64_t since_start = cycle->made - cycle->low;
    return since_start < 0 || since_start % swing(cycle) < swing(cycle) / 2;
}

/* The j-th event of the swing, from 1, is at j/swing of a period. */
static bool next_ns(const struct cycle *cycle, int64_t *time_ns) {
    *time_ns = cycle->start_ns;
    if (cycle->made >= cycle->low) {
        if (swing(cycle) == 0)
            return false;
        __int128 number = cycle->made - cycle->low + 1;
        __int128 offset_ns = number * cycle->period_ns / swing(cycle);
        if (offset_ns > cycle->end_ns)
            return false;
        *time_ns += (int64_t)offset_ns;
    }
    return *time_ns <= cycle->end_ns;
}

static int fill(void *state, struct event *events, int room) {
    struct cycle *cycle = state;
    int count = 0;
    for (int64_t now_ns; count < room && next_ns(cycle, &now_ns); cycle->made++) {
        bool up = rising(cycle);
        int64_t entry = up ? cycle->length++ : --cycle->length;
        if (up)
            cycle->contexts[entry] = placement_draw(&cycle->placement);
        events[count++] = (struct event){.time_ns = now_ns,
                                         .name = cycle->name,
                                         .name_bytes = (uint32_t)strlen(cycle->name),
                                         .entry = (uint32_t)entry,
                                         .context = cycle->contexts[entry],
                                         .kind = up ? EVENT_REGISTER : EVENT_DEREGISTER};
    }
    return count;
}

static void fini(void *state) {
    struct cycle *cycle = state;
    placement_fini(&cycle->placement);
    free(cycle->contexts);
}

const struct source_kind cycle_kind = {
    .name = "cycle",
    .summary = "a length that oscillates between two values",
    .size = sizeof(struct cycle),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
