/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources of events: the kinds that a workload's `processes` may have.
 *
 * A source yields its events in the order of time; at equal times, in the order in which it makes
 * them.  A kind's state is allocated by its declared size, zeroed, and freed by the workload.
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

/* The contexts in which each process of a source registers, at the same time and in this order; of
 * none, in the one that the source's events name. */
struct spread {
    uint8_t contexts[LIMIT_CONTEXTS];
    int count;
};

/* What a source is given to begin with. */
struct source_setup {
    const char *path; /* of the workload's file: files are named relative to it */
    struct contexts *contexts;
    int64_t duration_ns; /* -1 when the workload has none */
    const struct machine *machine;
    uint64_t seed, replication, index;
    bool *random;                      /* to be set by what draws random numbers */
    struct spread *spread;             /* to be filled by what registers in several contexts */
    const struct trace_options *trace; /* of the command line */
    struct tapes *tapes;               /* of the study */
    const struct snapshot *initial;    /* what is registered at the beginning */
};

struct source_kind {
    const char *name;
    const char *summary;
    size_t size; /* of the state */
    const struct schema_key *keys;
    size_t key_count;
    /* Reads the source's mapping and makes ready for the first event.  A mapping of NULL means what
     * the command line says.  After a failure, which it has reported, fini is called all the same.
     */
    bool (*init)(void *state, const struct doc_node *node, const struct source_setup *setup);
    /* Fills at most `room` events: how many; 0 at the end; -1 after a failure, reported. */
    int (*fill)(void *state, struct event *events, int room);
    /* The end of the observation where the source knows it, once fill has returned 0; else 0.
     * NULL for kinds that never know. */
    int64_t (*end_ns)(const void *state);
    /* Before the first event: takes all that is to be read into memory (setup->tapes), for every
     * run to come.  Returns false after it has reported, or when a signal ends the program.  NULL
     * for kinds that read nothing. */
    bool (*record)(void *state);
    /* Adds to a digest what the source was given beside the text of its workload, up to the
     * workload's end: once that is recorded, or fill has returned 0.  Returns false where it is
     * not known yet.  NULL for kinds that are given nothing. */
    bool (*digest)(void *state, struct digest *digest);
    void (*fini)(void *state);
};

/* A kind is in the file of its name, but for `trace`, which is in replay.c.  The last one is made
 * by
 * --initial and by no mapping. */
extern const struct source_kind burst_kind, rate_kind, apps_kind, cycle_kind, adversary_kind,
    events_kind, replay_kind, initial_kind;

/* Those that a workload may name. */
extern const struct source_kind *const source_kinds[];
extern const int source_kind_count;

/* The keys that every kind has, for their tables: the workload reads them. */
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
