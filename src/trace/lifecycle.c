/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/lifecycle.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/array.h"

/* 32 bytes: all that is kept of an event of a long log. */
struct lifecycle_record {
    int64_t time_ns;
    uint64_t sequence; /* the order in which the log told it */
    uint32_t entry;
    int32_t pid;
    uint32_t name;
    uint32_t kind; /* enum event_kind */
};

enum process_state { NEVER_SEEN, STARTED, REGISTERED, DEAD };

struct lifecycle_process {
    int64_t start_ns;
    int32_t pid;
    uint32_t name, entry;
    uint32_t state; /* enum process_state; NEVER_SEEN in an empty slot */
};

static struct lifecycle_process *find(const struct lifecycle *lifecycle, int32_t pid) {
    size_t mask = lifecycle->slot_count - 1;
    size_t i = ((uint32_t)pid * UINT32_C(2654435769) >> 7) & mask;
    while (lifecycle->processes[i].state != NEVER_SEEN && lifecycle->processes[i].pid != pid)
        i = (i + 1) & mask;
    return &lifecycle->processes[i];
}

static void enlarge(struct lifecycle *lifecycle) {
    struct lifecycle_process *old = lifecycle->processes;
    size_t old_count = lifecycle->slot_count;
    lifecycle->slot_count = old_count ? old_count * 2 : 1024;
    lifecycle->processes = array_new(lifecycle->slot_count, sizeof *lifecycle->processes);
    for (size_t i = 0; i < old_count; i++)
        if (old[i].state != NEVER_SEEN)
            *find(lifecycle, old[i].pid) = old[i];
    free(old);
}

/* The process of a pid, with room made for one that was never seen. */
static struct lifecycle_process *process_of(struct lifecycle *lifecycle, int32_t pid) {
    if (lifecycle->process_count * 2 >= lifecycle->slot_count)
        enlarge(lifecycle);
    struct lifecycle_process *process = find(lifecycle, pid);
    if (process->state == NEVER_SEEN) {
        process->pid = pid;
        lifecycle->process_count++;
    }
    return process;
}

void lifecycle_init(struct lifecycle *lifecycle) {
    *lifecycle = (struct lifecycle){0};
    enlarge(lifecycle);
}

void lifecycle_fini(struct lifecycle *lifecycle) {
    free(lifecycle->records);
    free(lifecycle->processes);
    names_fini(&lifecycle->names);
}

static void record(struct lifecycle *lifecycle, int64_t time_ns,
                   const struct lifecycle_process *process, enum event_kind kind) {
    lifecycle->records = array_grow(lifecycle->records, lifecycle->count, &lifecycle->room,
                                    sizeof *lifecycle->records);
    lifecycle->records[lifecycle->count] = (struct lifecycle_record){
        time_ns, lifecycle->count, process->entry, process->pid, process->name, (uint32_t)kind};
    lifecycle->count++;
}

static void enter(struct lifecycle *lifecycle, int64_t time_ns, struct lifecycle_process *process) {
    process->entry = lifecycle->next_entry++;
    process->state = REGISTERED;
    record(lifecycle, time_ns, process, EVENT_REGISTER);
}

/* A process that never bound registers at its start plus the offset, at the latest at its end. */
static void enter_unbound(struct lifecycle *lifecycle, int64_t latest_ns,
                          struct lifecycle_process *process) {
    int64_t due_ns = process->start_ns + LIFECYCLE_OFFSET_NS;
    enter(lifecycle, due_ns < latest_ns ? due_ns : latest_ns, process);
}

static void end(struct lifecycle *lifecycle, int64_t time_ns, struct lifecycle_process *process) {
    if (process->state == STARTED)
        enter_unbound(lifecycle, time_ns, process);
    record(lifecycle, time_ns, process, EVENT_DEREGISTER);
    process->state = DEAD;
}

static bool is_alive(const struct lifecycle_process *process) {
    return process->state == STARTED || process->state == REGISTERED;
}

void lifecycle_start(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes) {
    struct lifecycle_process *process = process_of(lifecycle, pid);
    lifecycle->counts.starts++;
    if (process->state != NEVER_SEEN)
        lifecycle->counts.reused_pids++;
    if (is_alive(process)) {
        lifecycle->counts.ended_by_reuse++;
        end(lifecycle, time_ns, process);
    }
    process->start_ns = time_ns;
    process->name = names_add(&lifecycle->names, name, name_bytes);
    process->state = STARTED;
}

void lifecycle_bound(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes) {
    struct lifecycle_process *process = process_of(lifecycle, pid);
    if (process->state == STARTED)
        lifecycle->counts.bound++;
    if (process->state == NEVER_SEEN)
        process->name = names_add(&lifecycle->names, name, name_bytes);
    if (process->state == STARTED || process->state == NEVER_SEEN)
        enter(lifecycle, time_ns, process);
}

void lifecycle_death(struct lifecycle *lifecycle, int64_t time_ns, int32_t pid, const char *name,
                     size_t name_bytes) {
    struct lifecycle_process *process = process_of(lifecycle, pid);
    if (process->state == DEAD) {
        lifecycle->counts.repeated_deaths++;
        return;
    }
    lifecycle->counts.deaths++;
    if (process->state == NEVER_SEEN) {
        lifecycle->counts.deaths_without_start++;
        process->name = names_add(&lifecycle->names, name, name_bytes);
        enter(lifecycle, 0, process);
    }
    end(lifecycle, time_ns, process);
}

void lifecycle_restart(struct lifecycle *lifecycle, int64_t time_ns) {
    for (size_t i = 0; i < lifecycle->slot_count; i++)
        if (is_alive(&lifecycle->processes[i])) {
            lifecycle->counts.ended_by_restart++;
            end(lifecycle, time_ns, &lifecycle->processes[i]);
        }
}

static int by_time(const void *a, const void *b) {
    const struct lifecycle_record *left = a, *right = b;
    if (left->time_ns != right->time_ns)
        return left->time_ns < right->time_ns ? -1 : 1;
    return left->sequence < right->sequence ? -1 : left->sequence > right->sequence;
}

void lifecycle_finish(struct lifecycle *lifecycle) {
    for (size_t i = 0; i < lifecycle->slot_count; i++) {
        struct lifecycle_process *process = &lifecycle->processes[i];
        if (process->state == STARTED)
            enter_unbound(lifecycle, INT64_MAX, process);
        lifecycle->counts.alive += is_alive(process) ? 1 : 0;
    }
    if (lifecycle->count > 0)
        qsort(lifecycle->records, lifecycle->count, sizeof *lifecycle->records, by_time);
}

int lifecycle_fill(struct lifecycle *lifecycle, struct event *events, int room) {
    int count = 0;
    for (; count < room && lifecycle->at < lifecycle->count; count++) {
        const struct lifecycle_record *record = &lifecycle->records[lifecycle->at++];
        size_t name_bytes;
        const char *name = names_get(&lifecycle->names, record->name, &name_bytes);
        events[count] = (struct event){.time_ns = record->time_ns,
                                       .name = name,
                                       .name_bytes = (uint32_t)name_bytes,
                                       .pid = record->pid,
                                       .entry = record->entry,
                                       .kind = (uint8_t)record->kind};
    }
    return count;
}
