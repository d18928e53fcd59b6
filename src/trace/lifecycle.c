/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/lifecycle.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "trace/entries.h"

enum process_state { NEVER_SEEN, STARTED, REGISTERED, DEAD };

struct lifecycle_process {
    size_t start;                    /* the index of its start, while STARTED */
    uint32_t next_app, previous_app; /* numbers of pids plus 1: those that end with system_server */
    int32_t pid;
    uint32_t name;
    uint8_t state; /* enum process_state */
    bool app;      /* ends with its system_server */
    bool left_out; /* its name does not match */
    bool initial;  /* it is in the snapshot */
};

/* Sequences: processes that lived before the log come first, in the order found.  Records that
 * another record causes come just before it. */
enum { FIRST_SEQUENCE_BITS = 32 };

static uint64_t sequence_of(size_t index) {
    return ((uint64_t)1 << FIRST_SEQUENCE_BITS) + 2 * (uint64_t)index + 1;
}

void lifecycle_init(struct lifecycle *lifecycle, struct story *story,
                    const struct lifecycle_setup *setup) {
    *lifecycle = (struct lifecycle){.setup = *setup, .story = story, .system_server = WRITER_NONE};
}

void lifecycle_fini(struct lifecycle *lifecycle) {
    pids_fini(&lifecycle->pids);
    map_fini(&lifecycle->initial);
    free(lifecycle->processes);
}

static struct lifecycle_process *process_of(struct lifecycle *lifecycle, int32_t pid) {
    uint32_t number = pids_number(&lifecycle->pids, pid);
    if (number == lifecycle->process_count) {
        lifecycle->processes = array_grow(lifecycle->processes, lifecycle->process_count,
                                          &lifecycle->process_room, sizeof *lifecycle->processes);
        lifecycle->processes[lifecycle->process_count++] = (struct lifecycle_process){.pid = pid};
    }
    return &lifecycle->processes[number];
}

static bool is_alive(const struct lifecycle_process *process) {
    return process->state == STARTED || process->state == REGISTERED;
}

/* Returns whether the pattern selects this name. */
static bool matches(struct lifecycle *lifecycle, uint32_t name) {
    if (!lifecycle->setup.pattern)
        return true;
    size_t bytes;
    const char *text = names_get(&lifecycle->story->names, name, &bytes);
    char *copy = array_text(text, bytes);
    bool matched = fnmatch(lifecycle->setup.pattern, copy, 0) == 0;
    free(copy);
    lifecycle->counts.left_out += !matched;
    lifecycle->counts.matched += matched;
    return matched;
}

/* The peak, without the processes that lived before the log: these were alive from the beginning,
 * and lifecycle_run adds them at the end. */
static void note_peak(struct lifecycle *lifecycle) {
    if (lifecycle->alive > lifecycle->earlier &&
        lifecycle->alive - lifecycle->earlier > lifecycle->counts.peak)
        lifecycle->counts.peak = lifecycle->alive - lifecycle->earlier;
}

static struct lifecycle_process *numbered(const struct lifecycle *lifecycle, uint32_t number) {
    return &lifecycle->processes[number - 1];
}

/* Live apps form a list, so that a restart need not visit every process that ever lived. */
static void join_apps(struct lifecycle *lifecycle, struct lifecycle_process *process) {
    uint32_t number = (uint32_t)(process - lifecycle->processes) + 1;
    process->app = true;
    process->previous_app = 0;
    process->next_app = lifecycle->first_app;
    if (lifecycle->first_app)
        numbered(lifecycle, lifecycle->first_app)->previous_app = number;
    lifecycle->first_app = number;
}

static void leave_apps(struct lifecycle *lifecycle, struct lifecycle_process *process) {
    if (process->next_app)
        numbered(lifecycle, process->next_app)->previous_app = process->previous_app;
    if (process->previous_app)
        numbered(lifecycle, process->previous_app)->next_app = process->next_app;
    else
        lifecycle->first_app = process->next_app;
    process->app = false;
}

static void begin(struct lifecycle *lifecycle, struct lifecycle_process *process,
                  const struct record *record, enum process_state state) {
    process->name = record->name;
    process->state = (uint8_t)state;
    process->initial = false;
    if (record->origin != ORIGIN_INIT && record->origin != ORIGIN_KERNEL)
        join_apps(lifecycle, process);
    process->left_out = !matches(lifecycle, record->name);
    lifecycle->alive++;
    note_peak(lifecycle);
}

/* Adds a record that no line made. */
static void add(struct lifecycle *lifecycle, const struct lifecycle_process *process,
                int64_t time_ns, uint64_t sequence, enum record_kind kind) {
    struct story *story = lifecycle->story;
    if (process->left_out)
        return;
    story->records = array_grow(story->records, story->count, &story->room, sizeof *story->records);
    story->records[story->count++] = (struct record){.time_ns = time_ns,
                                                     .sequence = sequence,
                                                     .pid = process->pid,
                                                     .name = process->name,
                                                     .kind = (uint8_t)kind};
}

/* The process was registered before the log began. */
static void enter_earlier(struct lifecycle *lifecycle, struct lifecycle_process *process,
                          const struct record *record) {
    lifecycle->earlier++;
    begin(lifecycle, process, record, REGISTERED);
    if (!lifecycle->setup.opens)
        add(lifecycle, process, 0, lifecycle->earlier, RECORD_REGISTER);
}

/* A process that was never bound registers at its start plus the offset, or at its end if
 * earlier. */
static void enter_unbound(struct lifecycle *lifecycle, const struct lifecycle_process *process,
                          int64_t latest_ns) {
    struct record *start = &lifecycle->story->records[process->start];
    if (lifecycle->setup.opens)
        return;
    bool fits = start->time_ns < latest_ns - lifecycle->setup.offset_ns;
    start->time_ns = fits ? start->time_ns + lifecycle->setup.offset_ns : latest_ns;
    start->kind = process->left_out ? RECORD_NOTHING : RECORD_REGISTER;
}

/* Ends a process; the caller deregisters it. */
static void leave(struct lifecycle *lifecycle, struct lifecycle_process *process, int64_t time_ns) {
    if (process->state == STARTED)
        enter_unbound(lifecycle, process, time_ns);
    process->state = DEAD;
    lifecycle->alive--;
    if (process->app)
        leave_apps(lifecycle, process);
}

/* Ends a process without a line of its own. */
static void end_silently(struct lifecycle *lifecycle, struct lifecycle_process *process,
                         size_t index) {
    int64_t time_ns = lifecycle->story->records[index].time_ns;
    leave(lifecycle, process, time_ns);
    add(lifecycle, process, time_ns, sequence_of(index) - 1, RECORD_DEREGISTER);
}

static void restart(struct lifecycle *lifecycle, size_t index) {
    while (lifecycle->first_app) {
        lifecycle->counts.ended_by_restart++;
        end_silently(lifecycle, numbered(lifecycle, lifecycle->first_app), index);
    }
}

/* Each step takes a record of the story and returns the kind that the record becomes. */

static enum record_kind start(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    struct lifecycle_process *process = process_of(lifecycle, record.pid);
    lifecycle->counts.starts++;
    lifecycle->counts.native_starts += record.origin == ORIGIN_INIT;
    lifecycle->counts.reused_pids += process->state != NEVER_SEEN;
    if (is_alive(process)) {
        lifecycle->counts.ended_by_reuse++;
        end_silently(lifecycle, process, index);
    }
    begin(lifecycle, process, &record, STARTED);
    process->start = index;
    return RECORD_NOTHING;
}

/* A process of the snapshot need not begin in the log. */
static enum record_kind appears(struct lifecycle *lifecycle, size_t index) {
    int32_t pid = lifecycle->story->records[index].pid;
    return is_alive(process_of(lifecycle, pid)) ? RECORD_NOTHING : start(lifecycle, index);
}

static enum record_kind bound(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    struct lifecycle_process *process = process_of(lifecycle, record.pid);
    if (process->state == STARTED) {
        lifecycle->counts.bound++;
        process->state = REGISTERED;
    } else if (process->state == NEVER_SEEN) {
        begin(lifecycle, process, &record, REGISTERED);
    } else {
        if (process->state == REGISTERED && !process->app) { /* of the snapshot */
            process->name = record.name;
            join_apps(lifecycle, process);
        }
        return RECORD_NOTHING;
    }
    lifecycle->story->records[index].name = process->name;
    return process->left_out || lifecycle->setup.opens ? RECORD_NOTHING : RECORD_REGISTER;
}

static enum record_kind death(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    struct lifecycle_process *process = process_of(lifecycle, record.pid);
    if (process->state == DEAD || (process->state == NEVER_SEEN && record.kind == RECORD_END))
        return RECORD_NOTHING;
    lifecycle->counts.deaths++;
    if (process->state == NEVER_SEEN) {
        lifecycle->counts.deaths_without_start++;
        enter_earlier(lifecycle, process, &record);
    }
    leave(lifecycle, process, record.time_ns);
    lifecycle->story->records[index].name = process->name;
    return process->left_out ? RECORD_NOTHING : RECORD_DEREGISTER;
}

static enum record_kind exists(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    struct lifecycle_process *process = process_of(lifecycle, record.pid);
    if (!is_alive(process))
        enter_earlier(lifecycle, process, &record);
    return RECORD_NOTHING;
}

/* Returns whether the snapshot has an entry for a file that was open before the log began, and uses
 * the entry up. */
static bool use_initial(struct lifecycle *lifecycle, const struct record *record) {
    struct map_slot *slot =
        map_find(&lifecycle->initial, entries_key(record->context, record->pid));
    if (slot->value > 1)
        slot->value--;
    else if (slot->value == 1)
        map_remove(&lifecycle->initial, slot);
    else
        return false;
    return true;
}

/* A process that opens a device without a start lived before the log. */
static enum record_kind opened(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    struct lifecycle_process *process = process_of(lifecycle, record.pid);
    if (!lifecycle->setup.opens ||
        (record.kind == RECORD_HELD && process->initial && use_initial(lifecycle, &record)))
        return RECORD_NOTHING;
    if (process->state == NEVER_SEEN)
        enter_earlier(lifecycle, process, &record);
    else if (process->state == DEAD)
        begin(lifecycle, process, &record, REGISTERED);
    lifecycle->story->records[index].name = process->name;
    if (record.kind == RECORD_OPEN)
        return process->left_out ? RECORD_NOTHING : RECORD_OPEN;
    size_t before = lifecycle->story->count;
    add(lifecycle, process, 0, before, RECORD_OPEN);
    if (lifecycle->story->count > before)
        lifecycle->story->records[before].context = record.context;
    return RECORD_NOTHING;
}

static enum record_kind closed(struct lifecycle *lifecycle, size_t index) {
    const struct record record = lifecycle->story->records[index];
    const struct lifecycle_process *process = process_of(lifecycle, record.pid);
    lifecycle->story->records[index].name = process->name;
    return process->left_out || !lifecycle->setup.opens ? RECORD_NOTHING : RECORD_CLOSE;
}

static enum record_kind step(struct lifecycle *lifecycle, size_t index) {
    switch ((enum record_kind)lifecycle->story->records[index].kind) {
    case RECORD_START: return start(lifecycle, index);
    case RECORD_APPEAR: return appears(lifecycle, index);
    case RECORD_BOUND: return bound(lifecycle, index);
    case RECORD_DEATH:
    case RECORD_END: return death(lifecycle, index);
    case RECORD_EXISTS: return exists(lifecycle, index);
    case RECORD_RESTART: restart(lifecycle, index); return RECORD_NOTHING;
    case RECORD_OPEN:
    case RECORD_HELD: return opened(lifecycle, index);
    case RECORD_CLOSE: return closed(lifecycle, index);
    default: return RECORD_NOTHING;
    }
}

/* The activity manager runs in system_server: another writer means another system_server. */
static void follow_writer(struct lifecycle *lifecycle, size_t index) {
    const struct record *record = &lifecycle->story->records[index];
    if (record->kind == RECORD_NOTHING || record->origin == ORIGIN_KERNEL ||
        record->writer == WRITER_NONE || record->writer == lifecycle->system_server)
        return;
    int32_t writer = record->writer;
    if (lifecycle->system_server != WRITER_NONE)
        restart(lifecycle, index);
    lifecycle->system_server = writer;
}

void lifecycle_initial(struct lifecycle *lifecycle, int32_t pid, int context) {
    struct map_slot *slot = map_find(&lifecycle->initial, entries_key(context, pid));
    if (slot->value)
        slot->value++;
    else
        map_put(&lifecycle->initial, slot,
                (struct map_slot){.key = entries_key(context, pid), .value = 1});
    struct lifecycle_process *process = process_of(lifecycle, pid);
    process->name = names_add(&lifecycle->story->names, "", 0);
    if (process->state == NEVER_SEEN)
        lifecycle->alive++;
    note_peak(lifecycle);
    process->state = REGISTERED;
    process->initial = true;
}

void lifecycle_run(struct lifecycle *lifecycle) {
    struct story *story = lifecycle->story;
    size_t count = story->count;
    for (size_t i = 0; i < count; i++) {
        follow_writer(lifecycle, i);
        enum record_kind kind = step(lifecycle, i);
        story->records[i].sequence = sequence_of(i);
        story->records[i].kind = (uint8_t)kind;
    }
    for (size_t i = 0; i < lifecycle->process_count; i++)
        if (lifecycle->processes[i].state == STARTED)
            enter_unbound(lifecycle, &lifecycle->processes[i], LIMIT_TIME_NS);
    lifecycle->counts.alive = lifecycle->alive;
    lifecycle->counts.peak += lifecycle->earlier;
    story_sort(story);
}
