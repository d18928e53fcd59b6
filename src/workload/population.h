/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Processes that arrive, live for a random time and die: what the generating sources have in
 * common.  The source says when the next process arrives; the population does the rest.
 *
 * At the same moment, deaths come before arrivals, and deaths in the order of the arrivals.
 */
#ifndef KVSIM_WORKLOAD_POPULATION_H
#define KVSIM_WORKLOAD_POPULATION_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workload/distribution.h"
#include "trace/entries.h"
#include "trace/event.h"
#include "workload/placement.h"
#include "workload/source.h"

/* When the next process arrives, in order; false when no more come. */
struct arrivals {
    bool (*next)(void *state, int64_t *time_ns);
    void *state;
};

struct population {
    const char *name;
    struct placement placement;
    bool mortal; /* has a lifetime that is not `forever` */
    struct distribution lifetime;
    gsl_rng *rng;
    int64_t end_ns; /* what happens later is not made */
    struct entries entries;
    struct death *deaths; /* a heap by (time, sequence) */
    size_t death_count, death_room;
    uint64_t sequence;
    bool started, more;
    int64_t next_ns; /* the arrival that is waiting, when `more` */
};

/* Reads the source's `name`, and the nodes of its keys `context` and `lifetime` (either may be
 * NULL: the first context; forever). */
bool population_init(struct population *population, const struct doc_node *source,
                     const struct doc_node *context, const struct doc_node *lifetime,
                     const struct source_setup *setup);
void population_fini(struct population *population);

int population_fill(struct population *population, const struct arrivals *arrivals,
                    struct event *events, int room);

#endif
