/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/log.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/plural.h"

static bool choose_context(struct trace *trace, struct slice name) {
    struct log *log = trace->state;
    int context = trace_context(trace, name.text, name.bytes);
    if (context < 0)
        diag_error("%s: the log's context '%.*s' %s", trace->lines.name, (int)name.bytes, name.text,
                   trace->contexts->open ? "exceeds the number of contexts that kvsim supports"
                                         : "is not among the workload's 'contexts'");
    for (int i = 0; i < log->context_count; i++)
        if (log->contexts[i] == context)
            return true;
    if (context >= 0)
        log->contexts[log->context_count++] = context;
    return context >= 0;
}

/* The contexts that the options choose. */
static bool choose_contexts(struct trace *trace) {
    const char *list = trace->options.contexts ? trace->options.contexts : "binder";
    struct slice rest = {list, strlen(list)};
    for (bool more = true; more;) {
        struct slice name = rest;
        more = slice_take_until(&rest, ',', &name);
        if (!choose_context(trace, name))
            return false;
    }
    return true;
}

bool log_init(struct trace *trace) {
    struct log *log = trace->state;
    const struct lifecycle_setup setup = {trace->options.offset_ns, trace->options.only, false};
    lifecycle_init(&log->lifecycle, &log->story, &setup);
    log->unit = "line";
    openings_init(&log->openings, trace, &log->story);
    log_section(log);
    return true;
}

void log_section(struct log *log) {
    if (story_section(&log->story))
        log->clock = (struct logclock){0};
}

/* Beyond this many jumps, one that several sections have counts more than once. */
enum { MOST_JUMPS = 1000 };

static void remember_jump(struct log *log, int64_t wall_ns) {
    if (log->jumped++ < MOST_JUMPS) {
        log->jumps = array_grow(log->jumps, log->jump_count, &log->jump_room, sizeof *log->jumps);
        log->jumps[log->jump_count++] = (struct clock_jump){log->story.section_count, wall_ns};
    }
}

int64_t log_time(struct log *log, enum logclock_which which, int64_t wall_ns,
                 enum logclock_cycle cycle) {
    bool first = !log->clock.started;
    int64_t time_ns = logclock_read(&log->clock, which, wall_ns, cycle);
    if (first)
        story_section_start(&log->story, log->clock.first_wall_ns,
                            cycle == LOGCLOCK_YEARLY && logclock_is_after_february(wall_ns));
    log->leap = log->leap || cycle == LOGCLOCK_LEAP;
    if (log->clock.jumped)
        remember_jump(log, wall_ns);
    return time_ns;
}

void log_count(struct log *log, enum log_verdict verdict, uint64_t number) {
    log->lines++;
    log->used += verdict == LOG_USED;
    if (verdict == LOG_MALFORMED && log->malformed++ == 0)
        log->first_malformed = number;
}

static void take_line(struct trace *trace, const struct line *line,
                      enum log_verdict (*take)(void *state, struct slice line)) {
    struct log *log = trace->state;
    if (!line->whole) { /* a truncated word may be another word or number */
        trace_note_truncated(trace);
        return;
    }
    enum log_verdict verdict =
        line->cut ? LOG_FOREIGN : take(log, (struct slice){line->text, line->bytes});
    log_count(log, verdict, trace->lines.number);
}

bool log_has_room(const struct trace *trace, size_t records) {
    if (records <= LIMIT_LOG_RECORDS)
        return true;
    diag_error("%s: it tells of processes more than %zu times, which cannot be kept in memory",
               trace->lines.name, LIMIT_LOG_RECORDS);
    diag_hint("divide it by time, and replay the parts");
    return false;
}

bool log_read(struct trace *trace, enum log_verdict (*take)(void *state, struct slice line)) {
    enum lines_state state = LINES_MORE;
    const struct log *log = trace->state;
    for (; state == LINES_MORE; state = lines_refill(&trace->lines)) {
        struct line line;
        if (!log_has_room(trace, log->story.count))
            return false;
        while (lines_take(&trace->lines, &line))
            take_line(trace, &line, take);
    }
    return state != LINES_FAILED;
}

/* Returns whether an earlier section has a jump to about the same time. */
static bool is_repeated(const struct log *log, size_t index) {
    const int64_t near_ns = INT64_C(60) * 1000000000;
    for (size_t i = 0; i < index; i++) {
        int64_t apart_ns = log->jumps[index].wall_ns - log->jumps[i].wall_ns;
        if (log->jumps[i].section != log->jumps[index].section && apart_ns < near_ns &&
            apart_ns > -near_ns)
            return true;
    }
    return false;
}

/* Returns how often the clock was set. */
static uint64_t count_jumps(const struct log *log) {
    uint64_t count = log->jumped;
    for (size_t i = 0; i < log->jump_count; i++)
        count -= is_repeated(log, i);
    return count;
}

#define COUNT(number) ((unsigned long long)(number))

static void summarise_openings(const struct trace *trace) {
    const struct log *log = trace->state;
    const struct openings *openings = &log->openings;
    const char *name = trace->lines.name;
    uint64_t count = openings->opened + openings->held;
    if (count > 0 && !log->opens)
        diag_note("%s: ignored %llu %s of binder devices, because --contexts is given", name,
                  COUNT(count), plural(count, "open", "opens"));
    if (!log->opens)
        return;
    diag_note("%s: %llu %s of binder devices (%llu before the log began) %s; starts are not", name,
              COUNT(count), plural(count, "open", "opens"), COUNT(openings->held),
              plural(count, "is the registration", "are the registrations"));
    if (openings->left_out > 0)
        diag_note("%s: ignored %llu %s in contexts that the workload lacks", name,
                  COUNT(openings->left_out), plural(openings->left_out, "open", "opens"));
}

static void summarise(const struct trace *trace) {
    const struct log *log = trace->state;
    const struct lifecycle_counts *counts = &log->lifecycle.counts;
    const char *name = trace->lines.name;
    uint64_t jumps = count_jumps(log);
    diag_note("%s: format %s; %llu %s%s: %llu used, %llu irrelevant, %llu malformed", name,
              trace->format->name, COUNT(log->lines), log->unit, plural(log->lines, "", "s"),
              COUNT(log->used), COUNT(log->lines - log->used - log->malformed),
              COUNT(log->malformed));
    if (log->malformed > 0)
        diag_note("%s: the first malformed %s is %s %llu", name, log->unit, log->unit,
                  COUNT(log->first_malformed));
    if (log->story.repeated > 0)
        diag_note("%s: %llu of the used %ss %s", name, COUNT(log->story.repeated), log->unit,
                  plural(log->story.repeated, "is a duplicate", "are duplicates"));
    if (log->native > 0)
        diag_note("%s: ignored %llu %s about native services; --native counts %s", name,
                  COUNT(log->native), plural(log->native, "line", "lines"),
                  plural(log->native, "it", "them"));
    diag_note("%s: %llu %s (%llu bound, %llu with a reused pid); %llu %s (%llu without a start)",
              name, COUNT(counts->starts), plural(counts->starts, "start", "starts"),
              COUNT(counts->bound), COUNT(counts->reused_pids), COUNT(counts->deaths),
              plural(counts->deaths, "death", "deaths"), COUNT(counts->deaths_without_start));
    summarise_openings(trace);
    if (counts->native_starts > 0)
        diag_note("%s: %llu of the starts %s", name, COUNT(counts->native_starts),
                  plural(counts->native_starts, "is a native service", "are native services"));
    if (trace->options.only)
        diag_note("%s: ignored %llu %s not match '%s'", name, COUNT(counts->left_out),
                  plural(counts->left_out, "process whose name does", "processes whose names do"),
                  trace->options.only);
    diag_note("%s: %llu %s ended by a restart, %llu by reuse of their pid; %llu alive at "
              "the end, %llu at the peak; %llu clock %s",
              name, COUNT(counts->ended_by_restart),
              plural(counts->ended_by_restart, "process", "processes"),
              COUNT(counts->ended_by_reuse), COUNT(counts->alive), COUNT(counts->peak),
              COUNT(jumps), plural(jumps, "step", "steps"));
}

/* All contexts of a log register, unless the workload names those it has. */
static bool check_openings(const struct trace *trace) {
    const struct log *log = trace->state;
    if (log->openings.left_out == 0 || !trace->contexts->open)
        return true;
    diag_error("%s: more than %d contexts", trace->lines.name, LIMIT_CONTEXTS);
    return false;
}

/* A pattern that nothing matches is a mistake. */
static bool check_only(const struct trace *trace) {
    const struct log *log = trace->state;
    if (!trace->options.only || log->lifecycle.counts.matched > 0)
        return true;
    diag_error("%s: no process name matches '%s'", trace->lines.name, trace->options.only);
    diag_hint("a pattern must match the whole name, such as '*.mail' or 'com.android.*'");
    return false;
}

/* A bugreport holds the state at its end.  A process in it that no line mentions existed from the
 * beginning; the lines cover all others. */
static void go_back(struct trace *trace) {
    struct log *log = trace->state;
    const struct snapshot *end = trace->options.initial;
    struct map told = {0};
    for (size_t i = 0; i < log->story.count; i++) {
        const struct record *record = &log->story.records[i];
        struct map_slot *slot = map_find(&told, (uint32_t)record->pid);
        if (record->kind != RECORD_NOTHING && record->kind != RECORD_RESTART && !slot->value)
            map_put(&told, slot, (struct map_slot){.key = (uint32_t)record->pid, .value = 1});
    }
    struct snapshot *beginning = &log->beginning;
    for (size_t i = 0; i < end->count; i++)
        if (!map_find(&told, (uint32_t)end->entries[i].pid)->value) {
            beginning->entries = array_grow(beginning->entries, beginning->count, &beginning->room,
                                            sizeof *beginning->entries);
            beginning->entries[beginning->count++] = end->entries[i];
        }
    map_fini(&told);
    trace->initial = beginning;
    if (!trace->options.silent)
        diag_note("%s: its binder state is that at the end; %llu of its %llu entries %s from the "
                  "beginning",
                  trace->lines.name, COUNT(beginning->count), COUNT(end->count),
                  plural(beginning->count, "appears in no line, so it existed",
                         "appear in no line, so they existed"));
}

bool log_finish(struct trace *trace, const char *hint) {
    struct log *log = trace->state;
    if (trace->initial && snapshot_is_of(trace->initial, trace->lines.input.file))
        go_back(trace);
    size_t initially = trace->initial ? trace->initial->count : 0;
    for (size_t i = 0; i < initially; i++)
        lifecycle_initial(&log->lifecycle, trace->initial->entries[i].pid,
                          trace->initial->entries[i].context);
    log->opens = log->openings.opened + log->openings.held > 0 && !trace->options.contexts;
    log->lifecycle.setup.opens = log->opens;
    if (!check_openings(trace) || (!log->opens && !choose_contexts(trace)))
        return false;
    bool tells = log->story.count > 0;
    story_finish(&log->story, log->leap);
    lifecycle_run(&log->lifecycle);
    if (!trace->options.silent)
        summarise(trace);
    if (!tells) {
        diag_error("%s: no %s of this log starts or ends a process", trace->lines.name, log->unit);
        diag_hint("%s", log->native > 0 ? "it has native services: --native counts them" : hint);
    }
    return tells && check_only(trace);
}

/* Makes the next event of this record.  Returns 1, 0 if it has no more, or -1 after it has
 * reported.  A start makes an entry in each chosen context.  An opening makes one in its own
 * context, and its end closes it.  A process that is gone leaves all its entries. */
static int next_event(struct trace *trace, const struct record *record, struct event *event) {
    struct log *log = trace->state;
    bool once = record->kind == RECORD_OPEN || record->kind == RECORD_CLOSE;
    bool registers = record->kind == RECORD_REGISTER || record->kind == RECORD_OPEN;
    int count = once ? 1 : registers ? log->context_count : trace->contexts->count;
    while (log->context_at < count) {
        int context = once        ? record->context
                      : registers ? log->contexts[log->context_at]
                                  : log->context_at;
        uint64_t key = entries_key(context, record->pid);
        uint32_t entry =
            registers ? entries_open(&trace->entries, key) : entries_close(&trace->entries, key);
        if (registers && entry == ENTRIES_NONE) {
            diag_error("%s: more than %u entries are alive", trace->lines.name, LIMIT_ENTRIES);
            return -1;
        }
        log->context_at += once || registers || entry == ENTRIES_NONE;
        if (entry == ENTRIES_NONE)
            continue;
        size_t name_bytes;
        const char *name = names_get(&log->story.names, record->name, &name_bytes);
        *event = (struct event){.time_ns = record->time_ns,
                                .name = name,
                                .name_bytes = (uint32_t)name_bytes,
                                .pid = record->pid,
                                .entry = entry,
                                .context = (uint8_t)context,
                                .kind = registers ? EVENT_REGISTER : EVENT_DEREGISTER};
        return 1;
    }
    return 0;
}

int log_fill(struct trace *trace, struct event *events, int room) {
    struct log *log = trace->state;
    int count = 0;
    while (count < room && log->at < log->story.count) {
        const struct record *record = &log->story.records[log->at];
        bool matters = record->kind >= RECORD_REGISTER || record->kind == RECORD_OPEN ||
                       record->kind == RECORD_CLOSE;
        int made = matters ? next_event(trace, record, &events[count]) : 0;
        if (made < 0)
            return -1;
        count += made;
        if (made == 0) {
            log->at++;
            log->context_at = 0;
        }
    }
    return count;
}

void log_fini(struct trace *trace) {
    struct log *log = trace->state;
    lifecycle_fini(&log->lifecycle);
    openings_fini(&log->openings);
    story_fini(&log->story);
    free(log->jumps);
    snapshot_fini(&log->beginning);
}
