/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Processes that arrive, live for a random time and die: the common part of the generating sources.
 * A source says when the next process arrives; the population does the rest.
 *
 * At the same moment, deaths come before arrivals, and deaths in the order of the arrivals.
 */
#ifndef KVSIM_WORKLOAD_POPULATION_H
#define KVSIM_WORKLOAD_POPULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workload/distribution.h"
#include "trace/entries.h"
#include "model/event.h"
#include "workload/placement.h"
#include "workload/schedule.h"
#include "workload/source.h"
#include "workload/xoshiro.h"

/* Yields the times of the next arrivals, in order, at most `room`.  Returns how many; 0 when no
 * more come, and from then on. */
struct arrivals {
    int (*fill)(void *state, int64_t *times_ns, int room);
    void *state;
};

/* The most arrivals that are drawn ahead. */
enum { POPULATION_AHEAD = 64 };

struct population {
    const char *name;
    uint32_t name_bytes;
    struct placement placement;
    bool mortal; /* has a lifetime that is not `forever` */
    struct distribution lifetime;
    struct xoshiro random;
    int64_t end_ns; /* no event is made after this */
    struct entries entries;
    struct schedule deaths;
    int64_t times_ns[POPULATION_AHEAD], lifetimes_ns[POPULATION_AHEAD]; /* of arrivals, ahead */
    int at, count; /* times_ns[at] is the next; INT64_MAX when no more come */
    bool started;
};

/* Reads the source's `name`, and the nodes of its keys `context` and `lifetime` (either may be
 * NULL: the first context; forever).  Returns false after it has reported. */
bool population_init(struct population *population, const struct doc_node *source,
                     const struct doc_node *context, const struct doc_node *lifetime,
                     const struct source_setup *setup);
void population_fini(struct population *population);

int population_fill(struct population *population, const struct arrivals *arrivals,
                    struct event *events, int room);

#endif
