/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/population.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/limits.h"
#include "workload/random.h"

static bool read_lifetime(struct population *population, const struct doc_node *node,
                          const struct source_setup *setup) {
    if (!node || (node->kind == DOC_SCALAR && strcmp(node->scalar, "forever") == 0))
        return true;
    population->mortal = true;
    if (node->kind == DOC_SCALAR)
        return doc_refuse(node, "'lifetime' must be forever or a distribution such as {fixed: 5s}");
    if (!distribution_read(&population->lifetime, node, "lifetime"))
        return false;
    *setup->random = *setup->random || distribution_draws(&population->lifetime);
    return true;
}

bool population_init(struct population *population, const struct doc_node *source,
                     const struct doc_node *context, const struct doc_node *lifetime,
                     const struct source_setup *setup) {
    population->name = doc_get(source, "name")->scalar;
    population->name_bytes = (uint32_t)strlen(population->name);
    population->end_ns = setup->duration_ns >= 0 ? setup->duration_ns : LIMIT_TIME_NS;
    population->random =
        random_stream(setup->seed, setup->replication, RANDOM_LIFETIME, setup->index);
    entries_init(&population->entries);
    schedule_init(&population->deaths);
    return placement_init(&population->placement, context, setup) &&
           read_lifetime(population, lifetime, setup);
}

void population_fini(struct population *population) {
    placement_fini(&population->placement);
    entries_fini(&population->entries);
    schedule_fini(&population->deaths);
}

/* Member by member: copying an event just written would stall on it. */
static void make_event(const struct population *population, struct event *event,
                       enum event_kind kind, int64_t time_ns, uint32_t entry, uint8_t context) {
    event->time_ns = time_ns;
    event->name = population->name;
    event->name_bytes = population->name_bytes;
    event->pid = 0;
    event->entry = entry;
    event->context = context;
    event->kind = (uint8_t)kind;
}

/* Draws ahead for the coming arrivals, up to the end.  No draw waits for an event, so the processor
 * works on several at once. */
static void refill(struct population *population, const struct arrivals *arrivals) {
    int count = arrivals->fill(arrivals->state, population->times_ns, POPULATION_AHEAD);
    while (count > 0 && population->times_ns[count - 1] > population->end_ns)
        count--;
    int mortal = population->mortal ? count : 0;
    for (int i = 0; i < mortal; i++)
        population->lifetimes_ns[i] = distribution_draw(&population->lifetime, &population->random);
    if (count == 0)
        population->times_ns[0] = INT64_MAX;
    population->at = 0;
    population->count = count;
}

static void advance(struct population *population, const struct arrivals *arrivals) {
    if (++population->at >= population->count)
        refill(population, arrivals);
}

static bool arrive(struct population *population, struct event *event) {
    int64_t now_ns = population->times_ns[population->at];
    uint32_t entry = entries_take(&population->entries);
    if (entry == ENTRIES_NONE) {
        diag_error("source '%s': more than %u processes alive at once", population->name,
                   LIMIT_ENTRIES);
        return false;
    }
    uint8_t context = placement_draw(&population->placement);
    make_event(population, event, EVENT_REGISTER, now_ns, entry, context);
    if (!population->mortal)
        return true;
    int64_t death_ns = now_ns + population->lifetimes_ns[population->at];
    if (death_ns <= population->end_ns)
        schedule_put(&population->deaths, (struct death){death_ns, entry, context});
    return true;
}

static void die(struct population *population, struct event *event) {
    struct death death = schedule_take(&population->deaths);
    entries_give(&population->entries, death.entry);
    make_event(population, event, EVENT_DEREGISTER, death.time_ns, death.entry, death.context);
}

int population_fill(struct population *population, const struct arrivals *arrivals,
                    struct event *events, int room) {
    if (!population->started)
        advance(population, arrivals);
    population->started = true;
    int count = 0;
    for (; count < room; count++) {
        int64_t death_ns = schedule_next_ns(&population->deaths);
        if (population->times_ns[population->at] < death_ns) {
            if (!arrive(population, &events[count]))
                return -1;
            advance(population, arrivals);
        } else if (death_ns <= population->end_ns) {
            die(population, &events[count]);
        } else {
            break;
        }
    }
    return count;
}
