/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A workload: a YAML file, or a trace.  It says what happens; each run of it (workload/run.h) makes
 * that happen once.
 */
#ifndef KVSIM_WORKLOAD_WORKLOAD_H
#define KVSIM_WORKLOAD_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/schema.h"
#include "model/machine.h"
#include "model/contexts.h"
#include "trace/trace.h"

struct workload {
    const char *name; /* as the user gave it: the caller's text, which must outlive it */
    struct doc *doc;
    char *path;          /* of the file that was read */
    int64_t duration_ns; /* -1 if the last event ends it */
    uint64_t seed;
    struct machine machine;
    struct contexts contexts;         /* a trace may add to them while it runs */
    const struct doc_node *processes; /* the sources; NULL for a trace */
    struct trace_options trace_options;
    struct snapshot initial; /* the entries at the beginning */
};

/* Options of the command line. */
struct workload_options {
    const char *const *settings; /* KEY=VALUE */
    size_t setting_count;
    size_t varied_count; /* the last `varied_count` settings are from --vary */
    bool seeded;         /* `seed` overrides the file's own */
    uint64_t seed;
    const char *initial;        /* the file of a snapshot; NULL for none */
    struct trace_options trace; /* how to read a trace; `initial` above sets its `initial` */
};

/* Opens a workload by name or path ("-" is standard input), or a trace.  Returns NULL after it has
 * reported. */
struct workload *workload_open(const char *name, const struct workload_options *options);
struct workload *workload_open_trace(const char *path, const struct workload_options *options);
void workload_free(struct workload *workload);

/* Calls `visit` with the path of each file that a run will open: traces, policies. */
void workload_visit_files(const struct workload *workload,
                          void (*visit)(void *state, const char *path), void *state);

/* Returns whether a run reads a trace: the workload is one, or has a source of kind `trace`. */
bool workload_reads_trace(const struct workload *workload);

/* Makes a workload that ran elsewhere: it has only a name, a seed and a machine, and cannot run. */
struct workload *workload_new_named(const char *name, uint64_t seed, const struct machine *machine);

/* Reads a machine from settings of `memory` (KEY=VALUE), without a workload.  Returns false after
 * it has reported. */
bool workload_read_machine(struct machine *machine, const char *const *settings, size_t count);

/* The keys of a workload file, for lists. */
extern const struct schema_key workload_keys[];
extern const int workload_key_count;

/* Returns the summary of a shipped workload, for lists, which the caller frees; NULL after it has
 * reported. */
char *workload_description(const char *path);

#endif
