/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux' tracepoints of processes as text: task_newtask, sched_process_fork, _exec, _exit and _free
 * (include/trace/events/task.h and sched.h), as perf script, tracefs' file `trace` and trace-cmd
 * report print them; perf's own records of forks and exits; and calls and probes that concern
 * binder's devices.
 */
#include "trace/trace.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/plural.h"
#include "trace/contextname.h"
#include "trace/log.h"
#include "trace/tasks.h"

struct tracepoint {
    struct log log;
    struct tasks tasks;
    bool deltas;        /* times count from the line before (perf script --deltatime) */
    int64_t now_ns;     /* the sum of those times */
    bool groups;        /* lines show the process of their task */
    bool newtasks;      /* or which tasks begin as threads */
    bool dead;          /* or which exits end a process */
    uint64_t forks;     /* tasks that only a fork reports */
    uint64_t lost;      /* lines that report lost events */
    uint64_t counts;    /* lines with counts instead of times */
    uint64_t latencies; /* lines of ftrace's latency format */
    struct pids pids;
    struct call *calls; /* that open a file and have not returned, by the number of the pid */
    size_t call_count, call_room;
    uint64_t nameless; /* calls that open a file, but do not name it */
};

/* The file that a task's call is opening. */
struct call {
    bool device; /* one of binder's */
    uint32_t context;
    bool inherited;
};

/* A line: task "[" cpu "]" [ flags ] time ":" event ":" fields.  perf writes the task as COMM TID
 * or COMM PID/TID, ftrace and trace-cmd as COMM-TID, optionally with "(" TGID ")". */
struct trace_line {
    struct slice task;   /* all before the time */
    struct slice system; /* of the event, as perf prints it; else empty */
    struct slice event, fields;
    int64_t time_ns;
};

/* Reads the time at the end of this text, and its length. */
static bool ends_in_time(struct slice before, int64_t *time_ns, size_t *bytes) {
    size_t at = before.bytes;
    while (at > 0 && (slice_is_digit(before.text[at - 1]) || before.text[at - 1] == '.'))
        at--;
    if (at > 0 && before.text[at - 1] != ' ')
        return false;
    struct slice time = {before.text + at, before.bytes - at};
    *bytes = before.bytes - at;
    return slice_take_seconds(&time, time_ns) && time.bytes == 0;
}

/* perf's own records: "PERF_RECORD_FORK(" ... */
static bool take_record(struct slice *rest, struct trace_line *parsed) {
    if (!slice_begins(*rest, "PERF_RECORD_"))
        return false;
    size_t bytes = 0;
    while (bytes < rest->bytes && !strchr("(: ", rest->text[bytes]))
        bytes++;
    parsed->system = parsed->event = (struct slice){rest->text, bytes};
    slice_drop(rest, bytes);
    parsed->fields = *rest;
    return true;
}

/* ftrace writes a system call as "sys_" name "(" arguments ")", and its return as "sys_" name
 * " -> " result. */
static bool take_syscall(struct slice *rest, struct trace_line *parsed) {
    size_t bytes = 0;
    if (!slice_begins(*rest, "sys_"))
        return false;
    while (bytes < rest->bytes && !strchr("(: ", rest->text[bytes]))
        bytes++;
    parsed->system = (struct slice){rest->text, 0};
    parsed->event = (struct slice){rest->text, bytes};
    parsed->fields = *rest;
    slice_drop(&parsed->fields, bytes);
    return slice_begins(parsed->fields, "(") || slice_begins(parsed->fields, " -> ");
}

static bool read_line(struct slice line, struct trace_line *parsed) {
    struct slice rest = line, skipped;
    size_t bytes;
    do {
        if (!slice_take_until(&rest, ':', &skipped))
            return false;
        parsed->task = (struct slice){line.text, (size_t)(rest.text - line.text) - 1};
    } while (!ends_in_time(parsed->task, &parsed->time_ns, &bytes));
    parsed->task.bytes -= bytes;
    slice_drop_blanks(&rest);
    if (slice_take(&rest, "(+") && !slice_take_until(&rest, ')', &skipped))
        return false;
    slice_drop_blanks(&rest);
    if (take_record(&rest, parsed) || take_syscall(&rest, parsed))
        return true;
    parsed->system = (struct slice){rest.text, 0};
    if (!slice_take_until(&rest, ':', &parsed->event))
        return false;
    struct slice after = rest;
    if (rest.bytes > 0 && *rest.text != ' ' && slice_take_until(&after, ':', &skipped)) {
        parsed->system = parsed->event;
        parsed->event = skipped;
        rest = after;
    }
    slice_drop_blanks(&rest);
    parsed->fields = rest;
    return true;
}

/* Takes a task's number; ftrace's option `fields` writes it as 0x23f1 (9201). */
static bool take_tid(struct slice *text, int32_t *tid) {
    uint64_t value;
    if (!slice_take(text, "0x"))
        return slice_take_pid(text, tid);
    if (!slice_take_hexadecimal(text, &value) || value > LIMIT_PID)
        return false;
    *tid = (int32_t)value;
    return true;
}

/* Reads the task after the last occurrence of a field's name. */
static bool read_field(struct slice fields, const char *name, int32_t *tid) {
    struct slice at;
    return slice_find_last(fields, name, &at) && take_tid(&at, tid);
}

/* Drops flags, which trace-cmd's -l writes without brackets. */
static void drop_last_word(struct slice *text) {
    while (text->bytes > 0 && text->text[text->bytes - 1] != ' ')
        text->bytes--;
    slice_trim(text);
}

/* Takes a number off the end of a text. */
static bool take_last_number(struct slice *text, int32_t *number) {
    size_t digits = 0;
    while (digits < text->bytes && slice_is_digit(text->text[text->bytes - digits - 1]))
        digits++;
    text->bytes -= digits;
    struct slice last = {text->text + text->bytes, digits};
    return slice_take_pid(&last, number);
}

/* The task of a line, and its process; TASKS_NOBODY if the line does not show that. */
struct who {
    int32_t tid, group;
    struct slice name;
};

/* COMM "-" TID [ "(" GROUP ")" ] [ "[" cpu ... ], COMM [ GROUP "/" ] TID [ "[" cpu ... ] */
static bool read_who(struct slice task, struct who *who) {
    struct slice after, inside;
    who->group = TASKS_NOBODY;
    if (slice_find_last(task, " (", &after) && slice_take_until(&after, ')', &inside) &&
        slice_begins(after, " [")) {
        task.bytes = (size_t)(inside.text - task.text) - 2;
        slice_drop_blanks(&inside);
        if (!slice_take_pid(&inside, &who->group))
            who->group = TASKS_NOBODY;
    } else if (slice_find_last(task, " [", &after)) {
        task.bytes = (size_t)(after.text - task.text) - 2;
    }
    slice_trim(&task);
    if (task.bytes > 0 && !slice_is_digit(task.text[task.bytes - 1]))
        drop_last_word(&task);
    if (!take_last_number(&task, &who->tid))
        return false;
    if (slice_ends(task, "/")) {
        task.bytes--;
        if (!take_last_number(&task, &who->group))
            who->group = TASKS_NOBODY;
    }
    if (slice_ends(task, "-"))
        task.bytes--;
    slice_trim(&task);
    slice_drop_blanks(&task);
    who->name = task;
    return true;
}

static bool read_flags(struct slice fields, uint64_t *flags) {
    struct slice at;
    if (!slice_find_last(fields, " clone_flags=", &at))
        return false;
    slice_take(&at, "0x");
    return slice_take_hexadecimal(&at, flags) && (at.bytes == 0 || *at.text == ' ');
}

/* Returns the text between a field's name and the name of the next one; empty if one is missing. */
static struct slice between(struct slice fields, const char *name, const char *next) {
    struct slice value, after;
    if (!slice_find(fields, name, &value) || !slice_find_last(value, next, &after))
        return (struct slice){"", 0};
    value.bytes = (size_t)(after.text - value.text) - strlen(next);
    return value;
}

/* pid=PID comm=COMM clone_flags=HEX oom_score_adj=N */
static enum log_verdict take_newtask(struct tracepoint *point, const struct trace_line *parsed,
                                     int64_t time_ns) {
    int32_t tid;
    uint64_t flags;
    struct slice fields = parsed->fields;
    if (!slice_take(&fields, "pid=") || !take_tid(&fields, &tid) || !read_flags(fields, &flags))
        return LOG_MALFORMED;
    point->newtasks = true;
    struct who who;
    int32_t of = !read_who(parsed->task, &who) ? TASKS_NOBODY : who.group ? who.group : who.tid;
    tasks_newtask(&point->tasks, time_ns, tid, flags & TASKS_CLONE_THREAD, of,
                  between(fields, " comm=", " clone_flags="));
    return LOG_USED;
}

/* comm=COMM pid=PID child_comm=COMM child_pid=PID: after a task_newtask, a repetition. */
static enum log_verdict take_fork(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid, of;
    if (!read_field(parsed->fields, " child_pid=", &tid))
        return LOG_MALFORMED;
    struct slice parent = between(parsed->fields, "comm=", " child_comm=");
    if (!read_field(parent, "pid=", &of))
        of = TASKS_NOBODY;
    point->forks += tasks_fork(&point->tasks, time_ns, tid, of,
                               between(parsed->fields, " child_comm=", " child_pid="));
    return LOG_USED;
}

/* filename=FILE pid=PID old_pid=PID */
static enum log_verdict take_exec(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid, old;
    if (!read_field(parsed->fields, " pid=", &tid))
        return LOG_MALFORMED;
    if (!read_field(parsed->fields, " old_pid=", &old))
        old = tid;
    tasks_execute(&point->tasks, tid, old, between(parsed->fields, "filename=", " pid="));
    const struct opening_moment moment = {.time_ns = time_ns, .pid = tid, .name = {"", 0}};
    openings_execute(&point->log.openings, &moment);
    return LOG_USED;
}

/* pid=PID oldcomm=COMM newcomm=COMM oom_score_adj=N */
static enum log_verdict take_rename(struct tracepoint *point, const struct trace_line *parsed,
                                    int64_t time_ns) {
    int32_t tid;
    struct slice fields = parsed->fields;
    (void)time_ns;
    if (!slice_take(&fields, "pid=") || !take_tid(&fields, &tid))
        return LOG_MALFORMED;
    tasks_rename(&point->tasks, tid, between(fields, " newcomm=", " oom_score_adj="));
    return LOG_USED;
}

/* comm=COMM pid=PID prio=N [ group_dead=true|false ].  Older kernels print no group_dead: there, a
 * process is gone with its last known task. */
static enum log_verdict take_exit(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid;
    struct slice dead, name = between(parsed->fields, "comm=", " pid=");
    if (!read_field(parsed->fields, " pid=", &tid))
        return LOG_MALFORMED;
    point->dead = point->dead || slice_find_last(parsed->fields, " group_dead=", NULL);
    if (!slice_find_last(parsed->fields, " group_dead=", &dead)) {
        tasks_exit(&point->tasks, time_ns, tid, name);
    } else if (slice_begins(dead, "true") || slice_begins(dead, "1") || slice_begins(dead, "0x1")) {
        tasks_exit_group(&point->tasks, time_ns, tid, name);
    } else {
        tasks_exit_thread(&point->tasks, tid);
    }
    return LOG_USED;
}

/* comm=COMM pid=PID prio=N: nothing refers to the task any more. */
static enum log_verdict take_free(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid;
    if (!read_field(parsed->fields, " pid=", &tid))
        return LOG_MALFORMED;
    tasks_free(&point->tasks, time_ns, tid, between(parsed->fields, "comm=", " pid="));
    return LOG_USED;
}

/* "(" PID ":" TID "):(" PID of the parent ":" TID of the parent ")" */
static bool read_record(struct slice fields, int32_t *pid, int32_t *tid) {
    return slice_take_byte(&fields, '(') && slice_take_pid(&fields, pid) &&
           slice_take_byte(&fields, ':') && slice_take_pid(&fields, tid) &&
           slice_take(&fields, "):(");
}

static enum log_verdict take_record_fork(struct tracepoint *point, const struct trace_line *parsed,
                                         int64_t time_ns) {
    int32_t pid, tid;
    if (!read_record(parsed->fields, &pid, &tid))
        return LOG_MALFORMED;
    point->newtasks = true;
    if (!tasks_begins(&point->tasks, tid, TASKS_RECORD))
        return LOG_USED;
    if (pid != tid)
        tasks_thread(&point->tasks, tid, pid);
    else if (parsed->time_ns > 0)
        tasks_start(&point->tasks, time_ns, tid, (struct slice){"", 0});
    return LOG_USED;
}

static enum log_verdict take_record_exit(struct tracepoint *point, const struct trace_line *parsed,
                                         int64_t time_ns) {
    int32_t pid, tid;
    if (!read_record(parsed->fields, &pid, &tid))
        return LOG_MALFORMED;
    tasks_show(&point->tasks, tid, pid);
    tasks_exit(&point->tasks, time_ns, tid, (struct slice){"", 0});
    return LOG_USED;
}

/* [ " exec" ] ": " COMM ":" PID "/" TID */
static enum log_verdict take_record_comm(struct tracepoint *point, const struct trace_line *parsed,
                                         int64_t time_ns) {
    struct slice name = parsed->fields, number;
    int32_t tid;
    bool executes = slice_take(&name, " exec");
    if (!slice_take(&name, ": ") || !slice_find_last(name, ":", &number))
        return LOG_MALFORMED;
    name.bytes = (size_t)(number.text - name.text) - 1;
    if (!take_last_number(&number, &tid) || !slice_ends(number, "/"))
        return LOG_MALFORMED;
    if (executes) {
        tasks_exec(&point->tasks, tid);
        const struct opening_moment moment = {.time_ns = time_ns, .pid = tid, .name = {"", 0}};
        openings_execute(&point->log.openings, &moment);
    }
    tasks_name(&point->tasks, tid, name);
    return LOG_USED;
}

/* Calls and probes that tell of binder's devices. */

/* Reads the process of a line that opens or closes a file, and its task. */
static bool read_moment(struct tracepoint *point, const struct trace_line *parsed, int64_t time_ns,
                        struct opening_moment *moment, int32_t *tid) {
    struct who who;
    if (!read_who(parsed->task, &who))
        return false;
    *tid = who.tid;
    *moment = (struct opening_moment){
        time_ns, who.group ? who.group : tasks_leader(&point->tasks, who.tid), who.name};
    return true;
}

/* name ( "=" | ": " ) number of base 16 */
static bool read_value(struct slice fields, const char *name, uint64_t *value) {
    struct slice at = fields;
    while (slice_find(at, name, &at)) {
        struct slice rest = at;
        if (!slice_take(&rest, "=") && !slice_take(&rest, ": "))
            continue;
        slice_take(&rest, "0x");
        return slice_take_hexadecimal(&rest, value);
    }
    return false;
}

/* Takes the text between the first two quotes. */
static bool read_quoted(struct slice fields, struct slice *text) {
    struct slice rest;
    return slice_find(fields, "\"", &rest) && slice_take_until(&rest, '"', text);
}

static struct call *call_of(struct tracepoint *point, int32_t tid) {
    uint32_t number = pids_number(&point->pids, tid);
    if (number == point->call_count) {
        point->calls =
            array_grow(point->calls, point->call_count, &point->call_room, sizeof *point->calls);
        point->calls[point->call_count++] = (struct call){.device = false};
    }
    return &point->calls[number];
}

/* A path in quotes, and flags as a number or by their names: without them, assumes that the
 * descriptor is closed on exec, as Android's libraries have it. */
static enum log_verdict take_open(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    enum { CLOSED_ON_EXEC = 0x80000 };
    struct opening_moment moment;
    struct slice path, context;
    uint64_t flags;
    int32_t tid;
    if (!read_moment(point, parsed, time_ns, &moment, &tid))
        return LOG_FOREIGN;
    bool named = read_quoted(parsed->fields, &path);
    point->nameless += !named;
    struct call *call = call_of(point, tid);
    call->device = named && openings_context(path, &context);
    if (!call->device)
        return LOG_FOREIGN;
    call->context = names_add(&point->log.story.names, context.text, context.bytes);
    call->inherited = read_value(parsed->fields, "flags", &flags)
                          ? !(flags & CLOSED_ON_EXEC)
                          : slice_find(parsed->fields, "flags", NULL) &&
                                !slice_find(parsed->fields, "O_CLOEXEC", NULL);
    return LOG_USED;
}

/* The result is the last word, or after the last "=". */
static bool read_result(struct slice fields, uint64_t *result) {
    struct slice at = fields;
    slice_find_last(at, " ", &at);
    slice_find_last(at, "=", &at);
    slice_take(&at, "0x");
    return slice_take_hexadecimal(&at, result) && *result <= INT32_MAX;
}

static enum log_verdict take_opened(struct tracepoint *point, const struct trace_line *parsed,
                                    int64_t time_ns) {
    struct opening_moment moment;
    uint64_t descriptor;
    int32_t tid;
    if (!read_moment(point, parsed, time_ns, &moment, &tid))
        return LOG_FOREIGN;
    struct call call = *call_of(point, tid);
    call_of(point, tid)->device = false;
    if (!read_result(parsed->fields, &descriptor))
        return call.device ? LOG_USED : LOG_FOREIGN;
    if (!call.device) {
        openings_close(&point->log.openings, &moment, descriptor, descriptor);
        return LOG_FOREIGN;
    }
    struct slice context;
    context.text = names_get(&point->log.story.names, call.context, &context.bytes);
    openings_open(&point->log.openings, &moment, context, descriptor, call.inherited);
    return LOG_USED;
}

/* ftrace's own lines have one name for a call and its return. */
static enum log_verdict take_open_syscall(struct tracepoint *point, const struct trace_line *parsed,
                                          int64_t time_ns) {
    return slice_begins(parsed->fields, " -> ") ? take_opened(point, parsed, time_ns)
                                                : take_open(point, parsed, time_ns);
}

static enum log_verdict take_close(struct tracepoint *point, const struct trace_line *parsed,
                                   int64_t time_ns) {
    struct opening_moment moment;
    uint64_t descriptor, before = point->log.openings.closed;
    int32_t tid;
    if (!read_value(parsed->fields, "fd", &descriptor) ||
        !read_moment(point, parsed, time_ns, &moment, &tid))
        return LOG_FOREIGN;
    openings_close(&point->log.openings, &moment, descriptor, descriptor);
    return point->log.openings.closed > before ? LOG_USED : LOG_FOREIGN;
}

/* file=FILE [ name="NAME" ], of a probe in the driver: without a name, the context is binder. */
static enum log_verdict take_driver(struct tracepoint *point, const struct trace_line *parsed,
                                    int64_t time_ns) {
    struct opening_moment moment;
    struct slice context;
    uint64_t file;
    int32_t tid;
    if (!read_value(parsed->fields, "file", &file) ||
        !read_moment(point, parsed, time_ns, &moment, &tid))
        return LOG_MALFORMED;
    if (!read_quoted(parsed->fields, &context) || contextname_bad_byte(context.text, context.bytes))
        context = (struct slice){"binder", strlen("binder")};
    if (slice_is(parsed->event, "binder_open"))
        openings_open_file(&point->log.openings, &moment, context, file);
    else
        openings_release_file(&point->log.openings, &moment, context, file);
    return LOG_USED;
}

struct event_reader {
    const char *name;
    enum log_verdict (*take)(struct tracepoint *point, const struct trace_line *parsed,
                             int64_t time_ns);
};

static const struct event_reader readers[] = {
    {"task_newtask", take_newtask},         {"task_rename", take_rename},
    {"sched_process_fork", take_fork},      {"sched_process_exec", take_exec},
    {"sched_process_exit", take_exit},      {"sched_process_free", take_free},
    {"PERF_RECORD_FORK", take_record_fork}, {"PERF_RECORD_EXIT", take_record_exit},
    {"PERF_RECORD_COMM", take_record_comm}, {"sys_enter_openat", take_open},
    {"sys_exit_openat", take_opened},       {"sys_enter_open", take_open},
    {"sys_exit_open", take_opened},         {"sys_enter_openat2", take_open},
    {"sys_exit_openat2", take_opened},      {"sys_openat", take_open_syscall},
    {"sys_open", take_open_syscall},        {"sys_openat2", take_open_syscall},
    {"sys_enter_close", take_close},        {"sys_close", take_close},
    {"binder_open", take_driver},           {"binder_release", take_driver},
};

/* Returns the reader of this event, or NULL. */
static const struct event_reader *reader_of(struct slice event) {
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (slice_is(event, readers[i].name))
            return &readers[i];
    return NULL;
}

/* Returns whether a line is of a stack: blanks, an address and a symbol from perf; "=>" and a
 * symbol from ftrace.  Symbols can contain the names of events. */
static bool is_frame(struct slice line) {
    uint64_t address;
    bool indented = slice_begins(line, " ") || slice_begins(line, "\t");
    slice_drop_blanks(&line);
    if (slice_begins(line, "=> "))
        return true;
    return indented && slice_take_hexadecimal(&line, &address) && slice_take_byte(&line, ' ') &&
           line.bytes > 0 && *line.text != ' ' && !slice_is_digit(*line.text);
}

/* Returns, cheaply, whether a line may be about a process. */
static bool is_mentioned(struct slice line) {
    return slice_find(line, "task_newtask", NULL) || slice_find(line, "sched_process_", NULL) ||
           slice_find(line, "PERF_RECORD_FORK", NULL) || slice_find(line, "PERF_RECORD_EXIT", NULL);
}

/* Counts a line that only its time makes unreadable: digits alone, or microseconds since the line
 * before, with marks. */
static void look_at_time(struct tracepoint *point, struct slice line) {
    struct slice after, before = line;
    if (!slice_find(line, ": task_newtask: ", &after) &&
        !slice_find(line, ": sched_process_", &after))
        return;
    slice_find(line, ": ", &after);
    before.bytes = (size_t)(after.text - line.text) - 2;
    slice_trim(&before);
    point->counts += before.bytes > 0 && slice_is_digit(before.text[before.bytes - 1]);
    while (before.bytes > 0 && strchr("+!#*@$", before.text[before.bytes - 1]))
        before.bytes--;
    point->latencies += slice_ends(before, "us");
}

/* A task whose process has another number is a thread. */
static void show_group(struct tracepoint *point, const struct trace_line *parsed) {
    struct who who;
    if (!read_who(parsed->task, &who) || who.group == TASKS_NOBODY || who.tid == TASKS_NOBODY)
        return;
    point->groups = true;
    tasks_show(&point->tasks, who.tid, who.group);
}

static enum log_verdict take_line(void *state, struct slice line) {
    struct tracepoint *point = state;
    struct trace_line parsed;
    if (line.bytes > 0 && *line.text == '#')
        return LOG_FOREIGN;
    if (!read_line(line, &parsed)) {
        point->lost += slice_ends(line, " EVENTS]") && slice_find(line, " [LOST ", NULL);
        look_at_time(point, line);
        return is_mentioned(line) && !is_frame(line) ? LOG_MALFORMED : LOG_FOREIGN;
    }
    if (point->deltas) {
        point->now_ns += parsed.time_ns < LIMIT_TIME_NS - point->now_ns ? parsed.time_ns : 0;
        parsed.time_ns = point->now_ns;
    }
    show_group(point, &parsed);
    const struct event_reader *reader = reader_of(parsed.event);
    if (!reader)
        return LOG_FOREIGN;
    /* What existed before, perf records at time 0, on no clock. */
    bool before = parsed.time_ns == 0 && slice_begins(parsed.event, "PERF_RECORD_");
    int64_t time_ns =
        before ? 0 : log_time(&point->log, LOGCLOCK_MAIN, parsed.time_ns, LOGCLOCK_STEADY);
    return reader->take(point, &parsed, time_ns);
}

/* Returns whether one of the lines is of this kind. */
static bool has_line(const char *beginning, size_t bytes,
                     bool (*is_one)(const struct trace_line *parsed)) {
    struct slice rest = {beginning, bytes}, line;
    while (rest.bytes > 0) {
        struct trace_line parsed;
        if (!slice_take_until(&rest, '\n', &line)) {
            line = rest;
            rest.bytes = 0;
        }
        if ((line.bytes == 0 || *line.text != '#') && read_line(line, &parsed) && is_one(&parsed))
            return true;
    }
    return false;
}

static bool is_perf(const struct trace_line *parsed) {
    return parsed->system.bytes > 0;
}

static bool is_ftrace(const struct trace_line *parsed) {
    struct slice after, cpu;
    if (reader_of(parsed->event))
        return true;
    return slice_find_last(parsed->task, " [", &after) && slice_take_until(&after, ']', &cpu) &&
           slice_all_digits(cpu);
}

static bool recognises_perf(const char *beginning, size_t bytes) {
    return has_line(beginning, bytes, is_perf);
}

/* systrace's and atrace's pages carry the trace after their own programs. */
static bool is_page(struct slice text) {
    return slice_begins(text, "<!DOCTYPE html>") || slice_begins(text, "<!DOCTYPE HTML>") ||
           slice_begins(text, "<html");
}

static bool recognises_ftrace(const char *beginning, size_t bytes) {
    const struct slice text = {beginning, bytes};
    return slice_begins(text, "# tracer: ") || is_page(text) ||
           has_line(beginning, bytes, is_ftrace);
}

/* Returns whether times count from the line before: they begin with 0 and go back. */
static bool has_deltas(const char *beginning, size_t bytes) {
    struct slice rest = {beginning, bytes}, line;
    int64_t before_ns = -1;
    while (slice_take_until(&rest, '\n', &line)) {
        struct trace_line parsed;
        if ((line.bytes > 0 && *line.text == '#') || !read_line(line, &parsed))
            continue;
        if (before_ns < 0 && parsed.time_ns > 0)
            return false;
        if (parsed.time_ns < before_ns)
            return true;
        before_ns = parsed.time_ns;
    }
    return false;
}

static void note_doubts(const struct trace *trace) {
    const struct tracepoint *point = trace->state;
    if (trace->options.silent)
        return;
    if (point->nameless > 0 && !point->log.opens)
        diag_note("%s: %llu %s, but this kernel does not record %s; see "
                  "kvsim-trace(5), GETTING A LOG",
                  trace->lines.name, (unsigned long long)point->nameless,
                  plural(point->nameless, "call opens a file", "calls open files"),
                  plural(point->nameless, "its name", "their names"));
    if (point->lost > 0)
        diag_note("%s: %llu %s events lost while recording", trace->lines.name,
                  (unsigned long long)point->lost,
                  plural(point->lost, "line reports", "lines report"));
    if (point->forks > 0 && !point->groups && !point->newtasks && !point->dead)
        diag_note("%s: %llu %s, which sched_process_fork does not tell apart; "
                  "also record task_newtask, or set ftrace's option record-tgid",
                  trace->lines.name, (unsigned long long)point->forks,
                  plural(point->forks, "start may be a thread", "starts may be threads"));
}

/* Rejects a trace whose lines about processes have no times. */
static bool check_times(const struct trace *trace) {
    const struct tracepoint *point = trace->state;
    if (point->log.story.count > 0 || point->counts + point->latencies == 0)
        return true;
    if (point->latencies > 0) {
        diag_error("%s: this trace is in ftrace's latency format, which lacks times",
                   trace->lines.name);
        diag_hint("run echo nolatency-format > trace_options before recording");
    } else {
        diag_error("%s: this trace has counts instead of times: its trace_clock is counter, "
                   "x86-tsc or similar",
                   trace->lines.name);
        diag_hint("run echo mono > trace_clock before recording");
    }
    return false;
}

static bool init(struct trace *trace) {
    struct tracepoint *point = trace->state;
    size_t bytes;
    const char *beginning = trace_beginning(trace, &bytes);
    point->deltas = trace->format == &perf_format && has_deltas(beginning, bytes);
    tasks_init(&point->tasks, &point->log);
    if (!log_init(trace) || !log_read(trace, take_line) || !check_times(trace))
        return false;
    tasks_finish(&point->tasks);
    bool finished = log_finish(trace, "record task:task_newtask and sched:sched_process_exit, and "
                                      "preferably sched:sched_process_exec");
    note_doubts(trace);
    return finished;
}

static void fini(struct trace *trace) {
    struct tracepoint *point = trace->state;
    tasks_fini(&point->tasks);
    pids_fini(&point->pids);
    free(point->calls);
    log_fini(trace);
}

const struct trace_format perf_format = {
    .name = "perf",
    .summary = "perf script's text of task_newtask and sched_process_exit",
    .size = sizeof(struct tracepoint),
    .is_log = true,
    .recognises = recognises_perf,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};

const struct trace_format ftrace_format = {
    .name = "ftrace",
    .summary = "ftrace's text of the same, from tracefs or from trace-cmd report",
    .size = sizeof(struct tracepoint),
    .is_log = true,
    .recognises = recognises_ftrace,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};
