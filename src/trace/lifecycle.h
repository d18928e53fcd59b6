/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what a log tells of processes to registrations and deregistrations.
 *
 * Logs have gaps: deaths whose starts were before the log, processes that a restart of
 * system_server ended without a line, starts that were never bound.  The rules are in
 * kvsim-trace(5).  A log that shows who opens the devices leaves nothing to assume: there, starts
 * register nothing.
 */
#ifndef KVSIM_TRACE_LIFECYCLE_H
#define KVSIM_TRACE_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/pids.h"
#include "trace/story.h"

struct lifecycle_counts {
    uint64_t starts;               /* starts told by the log */
    uint64_t native_starts;        /* of these, by Android's init */
    uint64_t bound;                /* of these, bound while alive */
    uint64_t deaths;               /* processes whose death the log tells */
    uint64_t deaths_without_start; /* of these, started before the log: entered at time 0 */
    uint64_t reused_pids;          /* starts with a pid that another process had before */
    uint64_t ended_by_restart, ended_by_reuse;
    uint64_t left_out;    /* processes whose names do not match */
    uint64_t matched;     /* those whose names do, where there is a pattern */
    uint64_t alive, peak; /* of processes: at the end, and at most at once */
};

struct lifecycle_setup {
    int64_t offset_ns; /* a process that is not seen to bind registers this long after its start */
    const char *pattern; /* names must match this shell pattern; NULL for all */
    bool opens;          /* what opens devices registers, rather than what starts */
};

struct lifecycle {
    struct lifecycle_setup setup;
    struct story *story;
    struct pids pids;
    struct lifecycle_process *processes; /* by the number of the pid */
    size_t process_count, process_room;
    uint32_t first_app; /* of those alive: the number of its pid plus 1; 0 for none */
    uint64_t alive;
    uint64_t earlier;      /* how many were found to have lived before the log */
    int32_t system_server; /* the pid that writes the events; WRITER_NONE before the first */
    struct lifecycle_counts counts;
};

void lifecycle_init(struct lifecycle *lifecycle, struct story *story,
                    const struct lifecycle_setup *setup);
void lifecycle_fini(struct lifecycle *lifecycle);

/* The process is registered from the beginning: a snapshot says so. */
void lifecycle_initial(struct lifecycle *lifecycle, int32_t pid);

/* Turns a finished story into records of the kinds RECORD_REGISTER and RECORD_DEREGISTER, or also
 * RECORD_OPEN and RECORD_CLOSE, in the order of time. */
void lifecycle_run(struct lifecycle *lifecycle);

#endif
