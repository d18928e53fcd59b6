/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binary Perfetto traces: ftrace's events of processes, process trees, and Android's log, by the
 * field numbers of the public definitions (protos/perfetto/trace).
 *
 * Packets of different writers, and events of different processors, come in any order, so the
 * reader keeps those that matter and sorts them by time.  It skips all others.
 */
#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/plural.h"
#include "trace/contextname.h"
#include "trace/log.h"
#include "trace/packets.h"
#include "trace/payload.h"
#include "trace/tasks.h"
#include "trace/wire.h"

/* Field numbers, message by message. */
enum { PACKET_FTRACE = 1, PACKET_TREE = 2, PACKET_CLOCKS = 6, PACKET_LOG = 39 };
enum { PACKET_TIME = 8, PACKET_CLOCK = 58 };
enum { CLOCKS_CLOCK = 1, CLOCK_ID = 1, CLOCK_TIME = 2, CLOCK_UNIT = 4 };
enum { CLOCK_BOOTTIME = 6, BUILTIN_CLOCKS = 64 };
enum { BUNDLE_EVENT = 2, BUNDLE_LOST = 3, BUNDLE_DESCRIPTOR = 11 };
enum { BUNDLE_CLOCK = 5, BUNDLE_TIME = 6, BUNDLE_BOOT_TIME = 7 };
enum { EVENT_TIME = 1, EVENT_PID = 2, EVENT_GENERIC = 327 };
enum { FIRST_DESCRIBED = 65536 };
enum { DESCRIBED_NUMBER = 1, DESCRIBED_MESSAGE = 2 };
enum { MESSAGE_NAME = 1, MESSAGE_FIELD = 2, FIELD_NAME = 1, FIELD_NUMBER = 3 };
enum { GENERIC_NAME = 1, GENERIC_FIELD = 2 };
enum { GENERIC_FIELD_NAME = 1, GENERIC_TEXT = 3, GENERIC_SIGNED = 4, GENERIC_UNSIGNED = 5 };
enum { TREE_PROCESS = 1, TREE_THREAD = 2 };
enum { PROCESS_PID = 1, PROCESS_PARENT = 2, PROCESS_NAME = 3 };
enum { PROCESS_START = 7, PROCESS_KERNEL = 8 };
enum { THREAD_TID = 1, THREAD_GROUP = 3 };
enum { LOG_EVENT = 1 };
enum { LOG_BUFFER = 1, LOG_PID = 2, LOG_TIME = 5, LOG_TAG = 6, LOG_MESSAGE = 8, LOG_ARGUMENT = 9 };
enum { ARGUMENT_NUMBER = 2, ARGUMENT_TEXT = 4 };
enum { BUFFER_EVENTS = 2 };

enum moment_kind {
    MOMENT_NEWTASK,
    MOMENT_RENAME,
    MOMENT_EXEC,
    MOMENT_EXIT,
    MOMENT_FORK,
    MOMENT_FREE,
    MOMENT_PROCESS, /* of a process tree */
    MOMENT_THREAD,
    MOMENT_OPEN, /* of probes of the driver */
    MOMENT_RELEASE,
};

/* An event that matters, with the fields that ftrace's event has for it. */
struct moment {
    int64_t time_ns;
    uint64_t value;    /* clone_flags, another pid, when a process began, the driver's file */
    int32_t pid, task; /* the task it is about; the task that causes it */
    uint32_t name;
    uint32_t order; /* decides at equal times */
    uint8_t kind;   /* enum moment_kind */
};

/* A probe's event, which the trace itself describes. */
struct probe {
    uint32_t number;     /* of its field in ftrace's event */
    uint8_t kind;        /* enum moment_kind */
    uint64_t file, name; /* numbers of its fields */
};

enum { MOST_PROBES = 16 };

struct pftrace {
    struct log log;
    struct tasks tasks;
    struct packets packets;
    struct moment *moments;
    size_t count, room;
    struct payload_sink sink;       /* of Android's log */
    int64_t clocks[BUILTIN_CLOCKS]; /* offsets to the time since boot */
    bool clock_known[BUILTIN_CLOCKS];
    int64_t now_ns; /* of the latest packet with a known time */
    uint64_t lost;  /* bundles that report lost events */
    struct probe probes[MOST_PROBES];
    int probe_count;
    char line[LIMIT_LINE_BYTES]; /* of Android's log */
};

/* A message of few fields: the last of repeated numbers, the first of repeated texts. */
enum { MOST_FIELDS = 12 };

struct fields {
    uint64_t value[MOST_FIELDS];
    struct slice bytes[MOST_FIELDS];
};

static bool read_fields(struct slice message, struct fields *fields) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    *fields = (struct fields){{0}, {{0}}};
    while (wire_take(&wire, &field)) {
        if (field.number >= MOST_FIELDS)
            continue;
        fields->value[field.number] = field.value;
        if (field.type == WIRE_BYTES && !fields->bytes[field.number].text)
            fields->bytes[field.number] = field.bytes;
    }
    return !wire.damaged;
}

static void count(struct pftrace *trace, enum log_verdict verdict) {
    log_count(&trace->log, verdict, trace->log.lines + 1);
}

static bool is_time(uint64_t time_ns) {
    return time_ns <= (uint64_t)LIMIT_TIME_NS;
}

static enum log_verdict keep(struct pftrace *trace, struct moment moment, struct slice name) {
    if (!is_time((uint64_t)moment.time_ns) || trace->count == UINT32_MAX)
        return LOG_MALFORMED;
    size_t bytes = name.bytes < LIMIT_NAME_BYTES ? name.bytes : LIMIT_NAME_BYTES;
    moment.name = names_add(&trace->log.story.names, bytes ? name.text : "", bytes);
    moment.order = (uint32_t)trace->count;
    trace->moments = array_grow(trace->moments, trace->count, &trace->room, sizeof *trace->moments);
    trace->moments[trace->count++] = moment;
    return LOG_USED;
}

/* ftrace's events, and the numbers of their fields that matter. */
static const struct ftrace_event {
    uint32_t number;
    uint8_t kind, pid, name, value;
} ftrace_events[] = {
    {235, MOMENT_NEWTASK, 1, 2, 3}, {236, MOMENT_RENAME, 1, 3, 0}, {237, MOMENT_EXEC, 2, 1, 3},
    {238, MOMENT_EXIT, 2, 1, 3},    {239, MOMENT_FORK, 4, 3, 2},   {240, MOMENT_FREE, 2, 1, 0},
};
enum { EVENT_KINDS = sizeof ftrace_events / sizeof *ftrace_events };

static enum log_verdict take_task(struct pftrace *trace, struct moment moment,
                                  const struct ftrace_event *kind, struct slice payload) {
    struct fields fields;
    if (!read_fields(payload, &fields) || fields.value[kind->pid] > LIMIT_PID)
        return LOG_MALFORMED;
    moment.kind = kind->kind;
    moment.pid = (int32_t)fields.value[kind->pid];
    moment.value = kind->value ? fields.value[kind->value] : 0;
    return keep(trace, moment, fields.bytes[kind->name]);
}

/* Events for which Perfetto has no message: here, those of probes of the driver, with the fields
 * file and name. */

static bool is_probe(struct slice event, uint8_t *kind) {
    slice_find_last(event, "/", &event);
    *kind = slice_is(event, "binder_open") ? MOMENT_OPEN : MOMENT_RELEASE;
    return *kind == MOMENT_OPEN || slice_is(event, "binder_release");
}

static enum log_verdict keep_probe(struct pftrace *trace, struct moment moment, uint8_t kind,
                                   struct slice context) {
    if (context.bytes == 0 || contextname_bad_byte(context.text, context.bytes))
        context = (struct slice){"binder", strlen("binder")};
    moment.kind = kind;
    moment.pid = moment.task;
    return keep(trace, moment, context);
}

/* Up to Perfetto 52: one message for all, of names and values. */
static enum log_verdict take_generic(struct pftrace *trace, struct moment moment,
                                     struct slice payload) {
    struct wire wire = wire_open(payload);
    struct wire_field field;
    struct slice event = {"", 0}, context = {"", 0};
    uint8_t kind;
    while (wire_take(&wire, &field)) {
        struct fields member;
        if (field.number == GENERIC_NAME)
            event = field.bytes;
        if (field.number != GENERIC_FIELD || !read_fields(field.bytes, &member))
            continue;
        if (slice_is(member.bytes[GENERIC_FIELD_NAME], "file"))
            moment.value = member.value[GENERIC_UNSIGNED] | member.value[GENERIC_SIGNED];
        else if (slice_is(member.bytes[GENERIC_FIELD_NAME], "name"))
            context = member.bytes[GENERIC_TEXT];
    }
    return is_probe(event, &kind) ? keep_probe(trace, moment, kind, context) : LOG_FOREIGN;
}

/* Later: a message of its own, described by an earlier descriptor in a bundle. */
static void take_descriptor(struct pftrace *trace, struct slice message) {
    struct fields described, event, field;
    struct wire_field member;
    struct probe probe = {0};
    if (!read_fields(message, &described) ||
        !read_fields(described.bytes[DESCRIBED_MESSAGE], &event) ||
        described.value[DESCRIBED_NUMBER] > UINT32_MAX ||
        !is_probe(event.bytes[MESSAGE_NAME], &probe.kind) || trace->probe_count == MOST_PROBES)
        return;
    probe.number = (uint32_t)described.value[DESCRIBED_NUMBER];
    struct wire wire = wire_open(described.bytes[DESCRIBED_MESSAGE]);
    while (wire_take(&wire, &member)) {
        if (member.number != MESSAGE_FIELD || !read_fields(member.bytes, &field))
            continue;
        if (slice_is(field.bytes[FIELD_NAME], "file"))
            probe.file = field.value[FIELD_NUMBER];
        else if (slice_is(field.bytes[FIELD_NAME], "name"))
            probe.name = field.value[FIELD_NUMBER];
    }
    trace->probes[trace->probe_count++] = probe;
}

static enum log_verdict take_described(struct pftrace *trace, struct moment moment, uint32_t number,
                                       struct slice payload) {
    const struct probe *probe = trace->probes;
    while (probe < trace->probes + trace->probe_count && probe->number != number)
        probe++;
    if (probe == trace->probes + trace->probe_count)
        return LOG_FOREIGN;
    struct wire wire = wire_open(payload);
    struct wire_field field;
    struct slice context = {"", 0};
    while (wire_take(&wire, &field)) {
        if (field.number == probe->file)
            moment.value = field.value;
        else if (field.number == probe->name)
            context = field.bytes;
    }
    return keep_probe(trace, moment, probe->kind, context);
}

/* shift_ns: added to the bundle's clock, gives the time since boot. */
static enum log_verdict take_event(struct pftrace *trace, struct slice message, int64_t shift_ns) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    struct moment moment = {.time_ns = -1};
    struct slice payload = {0};
    uint32_t number = 0;
    while (wire_take(&wire, &field)) {
        if (field.number == EVENT_TIME) {
            if (!is_time(field.value) ||
                __builtin_add_overflow((int64_t)field.value, shift_ns, &moment.time_ns))
                return LOG_MALFORMED;
        } else if (field.number == EVENT_PID) {
            moment.task = field.value <= LIMIT_PID ? (int32_t)field.value : 0;
        } else if (field.type == WIRE_BYTES) {
            number = field.number;
            payload = field.bytes;
        }
    }
    if (wire.damaged)
        return LOG_MALFORMED;
    if (number == EVENT_GENERIC)
        return take_generic(trace, moment, payload);
    if (number >= FIRST_DESCRIBED)
        return take_described(trace, moment, number, payload);
    if (number < ftrace_events[0].number || number > ftrace_events[EVENT_KINDS - 1].number)
        return LOG_FOREIGN;
    return take_task(trace, moment, &ftrace_events[number - ftrace_events[0].number], payload);
}

/* Takes the events of one processor.  If ftrace cannot count from boot, the bundle has both
 * clocks. */
static void take_bundle(struct pftrace *trace, struct slice message) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    struct fields fields;
    int64_t shift_ns = 0;
    if (!read_fields(message, &fields)) {
        count(trace, LOG_MALFORMED);
        return;
    }
    trace->lost += fields.value[BUNDLE_LOST] != 0;
    if (fields.value[BUNDLE_CLOCK] && is_time(fields.value[BUNDLE_TIME]) &&
        is_time(fields.value[BUNDLE_BOOT_TIME]))
        shift_ns = (int64_t)fields.value[BUNDLE_BOOT_TIME] - (int64_t)fields.value[BUNDLE_TIME];
    while (wire_take(&wire, &field))
        if (field.number == BUNDLE_EVENT && field.type == WIRE_BYTES)
            count(trace, take_event(trace, field.bytes, shift_ns));
        else if (field.number == BUNDLE_DESCRIPTOR)
            take_descriptor(trace, field.bytes);
}

/* Kernel threads never open binder. */
static enum log_verdict take_process(struct pftrace *trace, struct slice message) {
    enum { THREADS_OF_THE_KERNEL = 2 };
    struct fields fields;
    if (!read_fields(message, &fields) || fields.value[PROCESS_PID] > LIMIT_PID)
        return LOG_MALFORMED;
    if (fields.value[PROCESS_PID] == 0 || fields.value[PROCESS_PID] == THREADS_OF_THE_KERNEL ||
        fields.value[PROCESS_PARENT] == THREADS_OF_THE_KERNEL || fields.value[PROCESS_KERNEL])
        return LOG_FOREIGN;
    const struct moment moment = {.time_ns = trace->now_ns,
                                  .kind = MOMENT_PROCESS,
                                  .pid = (int32_t)fields.value[PROCESS_PID],
                                  .value = fields.value[PROCESS_START]};
    struct slice name = fields.bytes[PROCESS_NAME];
    if (slice_begins(name, "/"))
        slice_find_last(name, "/", &name);
    return keep(trace, moment, name);
}

static enum log_verdict take_thread(struct pftrace *trace, struct slice message) {
    struct fields fields;
    if (!read_fields(message, &fields) || fields.value[THREAD_TID] > LIMIT_PID ||
        fields.value[THREAD_GROUP] > LIMIT_PID)
        return LOG_MALFORMED;
    const struct moment moment = {.time_ns = trace->now_ns,
                                  .kind = MOMENT_THREAD,
                                  .pid = (int32_t)fields.value[THREAD_TID],
                                  .value = fields.value[THREAD_GROUP]};
    return keep(trace, moment, (struct slice){"", 0});
}

static void take_tree(struct pftrace *trace, struct slice message) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    while (wire_take(&wire, &field))
        if (field.number == TREE_PROCESS)
            count(trace, take_process(trace, field.bytes));
        else if (field.number == TREE_THREAD)
            count(trace, take_thread(trace, field.bytes));
    if (wire.damaged)
        count(trace, LOG_MALFORMED);
}

/* Takes one moment on several clocks; for each clock, the first such packet counts. */
static void take_clocks(struct pftrace *trace, struct slice message) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    struct fields clock;
    int64_t times_ns[BUILTIN_CLOCKS];
    bool there[BUILTIN_CLOCKS] = {false};
    while (wire_take(&wire, &field)) {
        if (field.number != CLOCKS_CLOCK || !read_fields(field.bytes, &clock))
            continue;
        uint64_t id = clock.value[CLOCK_ID], unit_ns = clock.value[CLOCK_UNIT], time_ns;
        if (id >= BUILTIN_CLOCKS ||
            __builtin_mul_overflow(clock.value[CLOCK_TIME], unit_ns ? unit_ns : 1, &time_ns) ||
            !is_time(time_ns))
            continue;
        there[id] = true;
        times_ns[id] = (int64_t)time_ns;
    }
    for (int id = 0; id < BUILTIN_CLOCKS && there[CLOCK_BOOTTIME]; id++)
        if (there[id] && !trace->clock_known[id]) {
            trace->clock_known[id] = true;
            trace->clocks[id] = times_ns[CLOCK_BOOTTIME] - times_ns[id];
        }
}

/* Prints an event of Android's log as logcat does: "[" argument { "," argument } "]".  Returns an
 * empty text if an argument cannot be read or does not fit: without it, the others would shift. */
static struct slice print_arguments(struct slice event, char text[LIMIT_LINE_BYTES]) {
    struct wire wire = wire_open(event);
    struct wire_field field;
    size_t bytes = 0;
    while (wire_take(&wire, &field)) {
        struct fields argument;
        if (field.number != LOG_ARGUMENT)
            continue;
        bool fine = read_fields(field.bytes, &argument);
        struct slice value = argument.bytes[ARGUMENT_TEXT];
        size_t room = LIMIT_LINE_BYTES - bytes;
        if (!fine || value.bytes + 32 > room)
            return (struct slice){text, 0};
        text[bytes] = bytes == 0 ? '[' : ',';
        bytes++;
        if (value.bytes > 0)
            memcpy(text + bytes, value.text, value.bytes);
        else if (!value.text)
            value.bytes = (size_t)snprintf(text + bytes, 24, "%lld",
                                           (long long)argument.value[ARGUMENT_NUMBER]);
        bytes += value.bytes;
    }
    if (bytes > 0)
        text[bytes++] = ']';
    return (struct slice){text, bytes};
}

static enum log_verdict take_log_event(struct pftrace *trace, struct slice message) {
    struct fields event;
    if (!read_fields(message, &event) || !is_time(event.value[LOG_TIME]) ||
        event.value[LOG_PID] > LIMIT_PID)
        return LOG_MALFORMED;
    const struct payload_tag *tag = payload_find(event.bytes[LOG_TAG]);
    if (!tag)
        return LOG_FOREIGN;
    struct slice said = event.value[LOG_BUFFER] == BUFFER_EVENTS
                            ? print_arguments(message, trace->line)
                            : event.bytes[LOG_MESSAGE];
    trace->sink.writer = (int32_t)event.value[LOG_PID];
    trace->sink.time_ns =
        log_time(&trace->log, LOGCLOCK_MAIN, (int64_t)event.value[LOG_TIME], LOGCLOCK_WHOLE);
    return tag->take(&trace->sink, said);
}

static void take_log(struct pftrace *trace, struct slice message) {
    struct wire wire = wire_open(message);
    struct wire_field field;
    while (wire_take(&wire, &field))
        if (field.number == LOG_EVENT)
            count(trace, take_log_event(trace, field.bytes));
    if (wire.damaged)
        count(trace, LOG_MALFORMED);
}

static void take_packet(struct pftrace *trace, struct slice packet) {
    struct wire wire = wire_open(packet);
    struct wire_field field, data = {0};
    uint64_t time_ns = 0, clock = CLOCK_BOOTTIME;
    while (wire_take(&wire, &field)) {
        if (field.number == PACKET_TIME)
            time_ns = field.value;
        else if (field.number == PACKET_CLOCK)
            clock = field.value;
        else if (field.number == PACKET_FTRACE || field.number == PACKET_TREE ||
                 field.number == PACKET_CLOCKS || field.number == PACKET_LOG)
            data = field;
    }
    if (wire.damaged) {
        count(trace, LOG_MALFORMED);
        return;
    }
    bool known = clock == CLOCK_BOOTTIME || (clock < BUILTIN_CLOCKS && trace->clock_known[clock]);
    if (time_ns > 0 && is_time(time_ns) && known)
        trace->now_ns = (int64_t)time_ns + (clock == CLOCK_BOOTTIME ? 0 : trace->clocks[clock]);
    switch (data.number) {
    case PACKET_FTRACE: take_bundle(trace, data.bytes); break;
    case PACKET_TREE: take_tree(trace, data.bytes); break;
    case PACKET_CLOCKS: take_clocks(trace, data.bytes); break;
    case PACKET_LOG: take_log(trace, data.bytes); break;
    default: break;
    }
}

static int by_time(const void *a, const void *b) {
    const struct moment *left = a, *right = b;
    if (left->time_ns != right->time_ns)
        return left->time_ns < right->time_ns ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

/* Without events of starts, a process of a tree began when the tree says, if that is within the
 * trace: such starts are rounded to hundredths of a second. */
static void place_starts(struct pftrace *trace) {
    int64_t first_ns = INT64_MAX;
    bool starts = false; /* events tell of starts */
    for (size_t i = 0; i < trace->count; i++) {
        const struct moment *moment = &trace->moments[i];
        bool tree = moment->kind == MOMENT_PROCESS || moment->kind == MOMENT_THREAD;
        starts = starts || moment->kind == MOMENT_NEWTASK || moment->kind == MOMENT_FORK;
        if (!tree && moment->time_ns < first_ns)
            first_ns = moment->time_ns;
    }
    for (size_t i = 0; i < trace->count; i++) {
        struct moment *moment = &trace->moments[i];
        if (moment->kind != MOMENT_PROCESS)
            continue;
        bool within = moment->value <= (uint64_t)moment->time_ns &&
                      (int64_t)moment->value >= first_ns && !starts;
        if (within)
            moment->time_ns = (int64_t)moment->value;
        moment->value = within;
    }
}

static void replay(struct pftrace *trace, const struct moment *moment, int64_t time_ns) {
    struct tasks *tasks = &trace->tasks;
    struct openings *openings = &trace->log.openings;
    struct slice name;
    name.text = names_get(&trace->log.story.names, moment->name, &name.bytes);
    char text[LIMIT_NAME_BYTES];
    memcpy(text, name.text, name.bytes); /* which names_add may move */
    name.text = text;
    const struct opening_moment opening = {time_ns, tasks_leader(tasks, moment->task), {"", 0}};
    int32_t other = moment->value <= LIMIT_PID ? (int32_t)moment->value : 0;
    switch ((enum moment_kind)moment->kind) {
    case MOMENT_NEWTASK:
        tasks_newtask(tasks, time_ns, moment->pid, moment->value & TASKS_CLONE_THREAD, moment->task,
                      name);
        break;
    case MOMENT_FORK: tasks_fork(tasks, time_ns, moment->pid, other, name); break;
    case MOMENT_RENAME: tasks_rename(tasks, moment->pid, name); break;
    case MOMENT_EXEC: tasks_execute(tasks, moment->pid, other, name); break;
    case MOMENT_EXIT:
        if (other)
            tasks_show(tasks, moment->pid, other);
        tasks_exit(tasks, time_ns, moment->pid, name);
        break;
    case MOMENT_FREE: tasks_free(tasks, time_ns, moment->pid, name); break;
    case MOMENT_PROCESS: tasks_exists(tasks, time_ns, moment->pid, name, moment->value != 0); break;
    case MOMENT_THREAD:
        if (other)
            tasks_show(tasks, moment->pid, other);
        break;
    case MOMENT_OPEN: openings_open_file(openings, &opening, name, moment->value); break;
    case MOMENT_RELEASE: openings_release_file(openings, &opening, name, moment->value); break;
    }
}

/* Returns whether to use Android's log, which says more than the events of processes.  It must have
 * starts, or be alone; and no probe of the driver may show openings, which say still more. */
static bool prefers_log(const struct pftrace *trace) {
    const struct story *story = &trace->log.story;
    for (size_t i = 0; i < trace->count; i++)
        if (trace->moments[i].kind == MOMENT_OPEN || trace->moments[i].kind == MOMENT_RELEASE)
            return false;
    for (size_t i = 0; i < story->count; i++)
        if (story->records[i].kind == RECORD_START)
            return true;
    return trace->count == 0;
}

/* Makes the story from the moments, unless that of Android's log stands. */
static void tell(struct trace *trace) {
    struct pftrace *state = trace->state;
    bool log = prefers_log(state);
    size_t unused = log ? state->count : state->log.story.count;
    if (unused > 0 && !trace->options.silent)
        diag_note(
            log ? "%s: ignored %llu %s, because the trace contains Android's log of processes"
                : "%s: ignored %llu %s of Android's log in the trace: the rest of it tells more",
            trace->lines.name, (unsigned long long)unused,
            log ? plural(unused, "ftrace event or process tree entry",
                         "ftrace events and process tree entries")
                : plural(unused, "line", "lines"));
    if (log)
        return;
    state->log.story.count = 0;
    state->log.jumped = state->log.jump_count = 0;
    place_starts(state);
    if (state->count > 1)
        qsort(state->moments, state->count, sizeof *state->moments, by_time);
    for (size_t i = 0; i < state->count; i++)
        replay(state, &state->moments[i], state->moments[i].time_ns - state->moments[0].time_ns);
    tasks_finish(&state->tasks);
}

#define COUNT(number) ((unsigned long long)(number))

static void note_losses(const struct trace *trace) {
    const struct pftrace *state = trace->state;
    const struct packets *packets = &state->packets;
    const char *name = trace->lines.name;
    if (trace->options.silent)
        return;
    if (packets->cut)
        diag_note("%s: truncated in packet %llu, which was ignored", name, COUNT(packets->count));
    if (packets->damaged)
        diag_note("%s: damaged after packet %llu; the packets before were used", name,
                  COUNT(packets->count));
    if (packets->bad > 0)
        diag_note("%s: %llu compressed %s could not be unpacked completely", name,
                  COUNT(packets->bad), plural(packets->bad, "packet", "packets"));
    if (packets->large > 0)
        diag_note("%s: ignored %llu %s of more than 16 MiB", name, COUNT(packets->large),
                  plural(packets->large, "packet", "packets"));
    if (state->lost > 0)
        diag_note("%s: events were lost %llu %s while recording", name, COUNT(state->lost),
                  plural(state->lost, "time", "times"));
}

/* Returns whether the file begins with a packet that, as far as it is in memory, has the fields of
 * one. */
static bool recognises(const char *beginning, size_t bytes) {
    enum { MOST_PACKET_FIELD = 999 };
    struct wire wire = {beginning, beginning + bytes, false};
    uint64_t tag, length;
    if (!wire_take_varint(&wire, &tag) || tag != (1 << 3 | WIRE_BYTES) ||
        !wire_take_varint(&wire, &length) || length == 0)
        return false;
    bool whole = length <= (uint64_t)(wire.end - wire.at);
    struct wire packet = {wire.at, whole ? wire.at + length : wire.end, false}, rest = packet;
    struct wire_field field;
    for (; wire_take(&packet, &field); rest = packet)
        if (field.number == 0 || field.number > MOST_PACKET_FIELD)
            return false;
    if (whole)
        return !packet.damaged && (packet.end == wire.end || (*packet.end & 7) == WIRE_BYTES);
    return wire_take_varint(&rest, &tag) && tag >> 3 > 0 && tag >> 3 <= MOST_PACKET_FIELD &&
           (tag & 7) == WIRE_BYTES && memchr(beginning, '\0', bytes);
}

static bool init(struct trace *trace) {
    struct pftrace *state = trace->state;
    struct slice packet;
    enum packets_state more;
    if (!log_init(trace))
        return false;
    tasks_init(&state->tasks, &state->log);
    state->sink = (struct payload_sink){.log = &state->log, .native = trace->options.native};
    state->log.unit = "event";
    packets_open(&state->packets, &trace->lines);
    bool room = true;
    while (room && (more = packets_next(&state->packets, &packet)) == PACKETS_MORE) {
        take_packet(state, packet);
        room = log_has_room(trace, state->count + state->log.story.count);
    }
    packets_close(&state->packets);
    if (!room || more == PACKETS_FAILED)
        return false;
    tell(trace);
    free(state->moments);
    state->moments = NULL;
    note_losses(trace);
    return log_finish(
        trace,
        "kvsim-trace(5), GETTING A LOG, has a Perfetto configuration that records processes");
}

static void fini(struct trace *trace) {
    struct pftrace *state = trace->state;
    packets_close(&state->packets);
    free(state->moments);
    tasks_fini(&state->tasks);
    log_fini(trace);
}

const struct trace_format pftrace_format = {
    .name = "pftrace",
    .summary = "a binary Perfetto trace, .perfetto-trace or .pftrace",
    .size = sizeof(struct pftrace),
    .is_log = true,
    .recognises = recognises,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};
