/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turns a log's processes into registrations and deregistrations.
 *
 * Logs have gaps: deaths of processes that started before the log, processes that a restart of
 * system_server ended without a line, starts that were never bound.  kvsim-trace(5) has the rules.
 * A log that shows who opens the devices needs no assumptions: there, starts register nothing.
 */
#ifndef KVSIM_TRACE_LIFECYCLE_H
#define KVSIM_TRACE_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/pids.h"
#include "trace/story.h"

struct lifecycle_counts {
    uint64_t starts;               /* starts in the log */
    uint64_t native_starts;        /* of these, by Android's init */
    uint64_t bound;                /* of these, bound while alive */
    uint64_t deaths;               /* processes whose death is in the log */
    uint64_t deaths_without_start; /* of these, started before the log: entered at time 0 */
    uint64_t reused_pids;          /* starts with a pid that another process had before */
    uint64_t ended_by_restart, ended_by_reuse;
    uint64_t left_out;    /* processes whose names do not match `pattern` */
    uint64_t matched;     /* processes whose names match, if there is a pattern */
    uint64_t alive, peak; /* processes alive at the end, and at the peak */
};

struct lifecycle_setup {
    int64_t offset_ns;   /* a process without a binding registers this long after its start */
    const char *pattern; /* names must match this shell pattern; NULL for all */
    bool opens;          /* openings of devices register, not starts */
};

struct lifecycle {
    struct lifecycle_setup setup;
    struct story *story;
    struct pids pids;
    struct lifecycle_process *processes; /* by the number of the pid */
    size_t process_count, process_room;
    struct map initial; /* by entries_key: entries of the snapshot that no record has shown yet */
    uint32_t first_app; /* of the live apps: the number of its pid plus 1; 0 for none */
    uint64_t alive;
    uint64_t earlier;      /* processes that lived before the log */
    int32_t system_server; /* the pid that writes the events; WRITER_NONE before the first */
    struct lifecycle_counts counts;
};

void lifecycle_init(struct lifecycle *lifecycle, struct story *story,
                    const struct lifecycle_setup *setup);
void lifecycle_fini(struct lifecycle *lifecycle);

/* Before lifecycle_run: notes that a snapshot has an entry of the process in this context, from the
 * beginning. */
void lifecycle_initial(struct lifecycle *lifecycle, int32_t pid, int context);

/* Turns a finished story into records of the kinds RECORD_REGISTER and RECORD_DEREGISTER, or with
 * `opens` RECORD_OPEN, RECORD_CLOSE and RECORD_DEREGISTER, in time order. */
void lifecycle_run(struct lifecycle *lifecycle);

#endif
