/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources of events: the kinds for a workload's `processes`.
 *
 * A source yields its events in time order; at equal times, in the order in which it makes them.
 * The run allocates a kind's state by its declared size, zeroed, and frees it.
 */
#ifndef KVSIM_WORKLOAD_SOURCE_H
#define KVSIM_WORKLOAD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/schema.h"
#include "base/doc.h"
#include "model/contexts.h"
#include "model/event.h"

struct digest;
struct machine;
struct snapshot;
struct tapes;
struct trace_options;

/* The contexts in which each process of a source registers, at the same time and in this order; if
 * there are none, in the one that the source's events name. */
struct spread {
    uint8_t contexts[LIMIT_CONTEXTS];
    int count;
};

/* The input of a source's init. */
struct source_setup {
    const char *path; /* of the workload's file: files are named relative to it */
    struct contexts *contexts;
    int64_t duration_ns; /* -1 if the workload has none */
    const struct machine *machine;
    uint64_t seed, replication, index;
    bool *random;                      /* a source that draws random numbers sets it */
    struct spread *spread;             /* a source that registers in several contexts fills it */
    const struct trace_options *trace; /* of the command line */
    struct tapes *tapes;               /* of the study */
    const struct snapshot *initial;    /* the entries at the beginning */
};

struct source_kind {
    const char *name;
    const char *summary;
    size_t size; /* of the state */
    const struct schema_key *keys;
    size_t key_count;
    /* Reads the source's mapping and prepares for the first event.  A mapping of NULL means that
     * the command line makes the source.  Returns false after it has reported; the caller must call
     * fini even then. */
    bool (*init)(void *state, const struct doc_node *node, const struct source_setup *setup);
    /* Fills at most `room` events.  Returns how many; 0 at the end; -1 after it has reported, or
     * when a signal ends the program. */
    int (*fill)(void *state, struct event *events, int room);
    /* Returns the end of the observation if the source knows it, after fill has returned 0; else 0.
     * NULL for kinds that never know it. */
    int64_t (*end_ns)(const void *state);
    /* Before the first event: puts what later runs need again onto setup->tapes (traces, worst
     * cases).  Returns false after it has reported, or when a signal ends the program.  NULL for
     * kinds without that. */
    bool (*record)(void *state);
    /* Adds to a digest the source's input beside the text of its workload, up to the workload's
     * end.  Returns false while that is not known: until it is recorded, or fill has returned 0.
     * NULL for kinds without such input. */
    bool (*digest)(void *state, struct digest *digest);
    void (*fini)(void *state);
};

/* Each kind is in the file of its name, except `trace`, which is in replay.c.  The last one comes
 * from --initial, not from a mapping. */
extern const struct source_kind burst_kind, rate_kind, apps_kind, cycle_kind, adversary_kind,
    events_kind, replay_kind, initial_kind;

/* The kinds that a workload may name. */
extern const struct source_kind *const source_kinds[];
extern const int source_kind_count;

/* The keys of every kind, for their tables; the run reads them. */
#define SOURCE_KEYS                                                                                \
    {.name = "name",                                                                               \
     .summary = "the source's name, unique in the workload",                                       \
     .read = source_ignore,                                                                        \
     .required = true},                                                                            \
    {                                                                                              \
        .name = "kind", .summary = "the kind of source", .read = source_ignore, .required = true   \
    }

bool source_ignore(const struct doc_node *node, const struct schema_key *key, void *slot);

#endif
