/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/population.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "workload/random.h"

struct death {
    int64_t time_ns;
    uint64_t sequence;
    uint32_t entry;
    uint8_t context;
};

static bool read_lifetime(struct population *population, const struct doc_node *node) {
    if (!node || (node->kind == DOC_SCALAR && strcmp(node->scalar, "forever") == 0))
        return true;
    population->mortal = true;
    if (node->kind == DOC_SCALAR)
        return doc_refuse(node, "'lifetime' must be forever or a distribution such as {fixed: 5s}");
    return distribution_read(&population->lifetime, node, "lifetime");
}

bool population_init(struct population *population, const struct doc_node *source,
                     const struct doc_node *context, const struct doc_node *lifetime,
                     const struct source_setup *setup) {
    population->name = doc_get(source, "name")->scalar;
    population->end_ns = setup->duration_ns >= 0 ? setup->duration_ns : LIMIT_TIME_NS;
    population->rng = random_stream(setup->seed, setup->replication, RANDOM_LIFETIME, setup->index);
    entries_init(&population->entries);
    return placement_init(&population->placement, context, setup) &&
           read_lifetime(population, lifetime);
}

void population_fini(struct population *population) {
    placement_fini(&population->placement);
    if (population->rng)
        gsl_rng_free(population->rng);
    entries_fini(&population->entries);
    free(population->deaths);
}

static bool before(const struct death *a, const struct death *b) {
    return a->time_ns < b->time_ns || (a->time_ns == b->time_ns && a->sequence < b->sequence);
}

static void push(struct population *population, struct death death) {
    population->deaths = array_grow(population->deaths, population->death_count,
                                    &population->death_room, sizeof *population->deaths);
    size_t i = population->death_count++;
    for (; i > 0 && before(&death, &population->deaths[(i - 1) / 2]); i = (i - 1) / 2)
        population->deaths[i] = population->deaths[(i - 1) / 2];
    population->deaths[i] = death;
}

static struct death pop(struct population *population) {
    struct death *deaths = population->deaths, first = deaths[0];
    struct death last = deaths[--population->death_count];
    size_t i = 0, count = population->death_count;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && before(&deaths[child + 1], &deaths[child]))
            child++;
        if (!before(&deaths[child], &last))
            break;
        deaths[i] = deaths[child];
    }
    if (count > 0)
        deaths[i] = last;
    return first;
}

static struct event event_of(const struct population *population, enum event_kind kind,
                             int64_t time_ns, uint32_t entry, uint8_t context) {
    return (struct event){.time_ns = time_ns,
                          .name = population->name,
                          .name_bytes = (uint32_t)strlen(population->name),
                          .entry = entry,
                          .context = context,
                          .kind = (uint8_t)kind};
}

static bool arrive(struct population *population, struct event *event) {
    uint32_t entry = entries_take(&population->entries);
    if (entry == ENTRIES_NONE) {
        diag_error("source '%s': more than %u processes alive at once", population->name,
                   LIMIT_ENTRIES);
        return false;
    }
    uint8_t context = placement_draw(&population->placement);
    int64_t now = population->next_ns;
    *event = event_of(population, EVENT_REGISTER, now, entry, context);
    if (!population->mortal)
        return true;
    int64_t death_ns = now + distribution_draw(&population->lifetime, population->rng);
    if (death_ns <= population->end_ns)
        push(population, (struct death){death_ns, population->sequence++, entry, context});
    return true;
}

static void die(struct population *population, struct event *event) {
    struct death death = pop(population);
    entries_give(&population->entries, death.entry);
    *event = event_of(population, EVENT_DEREGISTER, death.time_ns, death.entry, death.context);
}

static void await(struct population *population, const struct arrivals *arrivals) {
    population->more = arrivals->next(arrivals->state, &population->next_ns) &&
                       population->next_ns <= population->end_ns;
}

int population_fill(struct population *population, const struct arrivals *arrivals,
                    struct event *events, int room) {
    if (!population->started)
        await(population, arrivals);
    population->started = true;
    int count = 0;
    for (; count < room; count++) {
        bool dying = population->death_count > 0;
        if (dying && (!population->more || population->deaths[0].time_ns <= population->next_ns)) {
            die(population, &events[count]);
        } else if (population->more) {
            if (!arrive(population, &events[count]))
                return -1;
            await(population, arrivals);
        } else {
            break;
        }
    }
    return count;
}
