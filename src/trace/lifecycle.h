/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what a log says of processes to registrations and deregistrations.
 *
 * Logs tell starts, bindings and deaths, in the order of the file, with gaps: deaths whose starts
 * were before the log, processes that a restart of system_server ended without a line, starts
 * that were never bound.  The rules are in kvsim-trace(5).  What is known late (a death without a
 * start was alive from the beginning) is why a log is kept until its end.
 */
#ifndef KVSIM_TRACE_LIFECYCLE_H
#define KVSIM_TRACE_LIFECYCLE_H

#include <stddef.h>
#include <stdint.h>

#include "trace/event.h"
#include "base/names.h"

/* A process that is not seen to bind registers this long after its start. */
#define LIFECYCLE_OFFSET_NS (35 * INT64_C(1000000))

struct lifecycle_counts {
    uint64_t starts;               /* starts told by the log */
    uint64_t bound;                /* of these, bound while alive */
    uint64_t deaths;               /* processes whose death the log tells */
    uint64_t deaths_without_start; /* of these, started before the log: entered at time 0 */
    uint64_t repeated_deaths;      /* further lines about a death told before */
    uint64_t reused_pids;          /* starts with a pid that another process had before */
    uint64_t ended_by_restart, ended_by_reuse;
    uint64_t alive; /* at the end */
};

struct lifecycle {
    struct lifecycle_record *records; /* one a registration or deregistration, 32 bytes */
    size_t count, room, at;
    struct lifecycle_process *processes; /* by pid: open addressing */
    size_t process_count, slot_count;
    struct names names;
    uint32_t next_entry;
    struct lifecycle_counts counts;
};

void lifecycle_init(struct lifecycle *lifecycle);
void lifecycle_fini(struct lifecycle *lifecycle);

/* What the log says, in the order of the file; times never decrease. */
void lifecycle_start(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes);
void lifecycle_bound(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes);
void lifecycle_death(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes);
/* system_server began anew: every process of the earlier one is gone. */
void lifecycle_restart(struct lifecycle *lifecycle, int64_t time_ns);

/* After the last line: puts the records in the order of time. */
void lifecycle_finish(struct lifecycle *lifecycle);

/* Fills events from the records, all in context 0: how many, 0 at the end. */
int lifecycle_fill(struct lifecycle *lifecycle, struct event *events, int room);

#endif
