/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux' tracepoints of processes as text: what perf script, tracefs' file `trace` and trace-cmd
 * report print of task_newtask, sched_process_fork, _exec and _exit (include/trace/events/task.h
 * and sched.h).
 */
#include "trace/trace.h"

#include "base/diag.h"
#include "trace/log.h"
#include "trace/tasks.h"

struct tracepoint {
    struct log log;
    struct tasks tasks;
    uint64_t lost; /* lines that say that events were lost */
};

/* A line: task "[" cpu "]" [ flags ] time ":" event ":" fields.  perf writes the task as COMM TID
 * or COMM PID/TID, ftrace and trace-cmd as COMM-TID, perhaps with "(" TGID ")". */
struct trace_line {
    struct slice task;   /* all that is before the time */
    struct slice system; /* of the event, as perf prints it; else empty */
    struct slice event, fields;
    int64_t time_ns;
};

/* The time that ends at the end of this text. */
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

/* The number after the last occurrence of a field's name. */
static bool read_field(struct slice fields, const char *name, int32_t *value) {
    struct slice at;
    return slice_find_last(fields, name, &at) && slice_take_pid(&at, value);
}

/* Flags, which trace-cmd's -l writes without brackets. */
static void drop_last_word(struct slice *text) {
    while (text->bytes > 0 && text->text[text->bytes - 1] != ' ')
        text->bytes--;
    slice_trim(text);
}

/* The process that a task of this text belongs to: its group where that is printed, else the task.
 */
static bool read_task(struct slice task, int32_t *pid) {
    struct slice after, inside;
    if (slice_find_last(task, " (", &after) && slice_take_until(&after, ')', &inside)) {
        task.bytes = (size_t)(inside.text - task.text) - 2;
        slice_drop_blanks(&inside);
        if (slice_take_pid(&inside, pid))
            return true;
    } else if (slice_find_last(task, " [", &after)) {
        task.bytes = (size_t)(after.text - task.text) - 2;
    }
    slice_trim(&task);
    if (task.bytes > 0 && !slice_is_digit(task.text[task.bytes - 1]))
        drop_last_word(&task);
    size_t digits = 0;
    while (digits < task.bytes && slice_is_digit(task.text[task.bytes - digits - 1]))
        digits++;
    struct slice number = {task.text + task.bytes - digits, digits};
    return slice_take_pid(&number, pid);
}

/* A flag that the kernel's clone(2) knows: the new task is a thread. */
enum { CLONE_THREAD = 0x10000 };

static bool read_flags(struct slice fields, uint64_t *flags) {
    struct slice at;
    if (!slice_find_last(fields, " clone_flags=", &at))
        return false;
    slice_take(&at, "0x");
    size_t digits = 0;
    for (*flags = 0; digits < at.bytes && at.text[digits] != ' '; digits++) {
        const char *digit = strchr("0123456789abcdef", at.text[digits]);
        if (!digit || !*digit || digits == 16)
            return false;
        *flags = *flags << 4 | (uint64_t)(digit - "0123456789abcdef");
    }
    return digits > 0;
}

/* What is between a field's name and the name of the next one. */
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
    int32_t tid, of;
    uint64_t flags;
    struct slice fields = parsed->fields;
    if (!slice_take(&fields, "pid=") || !slice_take_pid(&fields, &tid) ||
        !read_flags(fields, &flags))
        return LOG_MALFORMED;
    if (!(flags & CLONE_THREAD))
        tasks_start(&point->tasks, time_ns, tid, between(fields, " comm=", " clone_flags="));
    else
        tasks_thread(&point->tasks, tid, read_task(parsed->task, &of) ? of : TASKS_NOBODY);
    return LOG_USED;
}

/* comm=COMM pid=PID child_comm=COMM child_pid=PID: behind a task_newtask, a repetition. */
static enum log_verdict take_fork(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid, of;
    if (!read_field(parsed->fields, " child_pid=", &tid))
        return LOG_MALFORMED;
    struct slice parent = between(parsed->fields, "comm=", " child_comm=");
    if (read_field(parent, "pid=", &of))
        tasks_adopt(&point->tasks, tid, of);
    tasks_appear(&point->tasks, time_ns, tid,
                 between(parsed->fields, " child_comm=", " child_pid="));
    return LOG_USED;
}

/* filename=FILE pid=PID old_pid=PID */
static enum log_verdict take_exec(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid;
    (void)time_ns;
    if (!read_field(parsed->fields, " pid=", &tid))
        return LOG_MALFORMED;
    tasks_exec(&point->tasks, tid);
    tasks_name(&point->tasks, tid, between(parsed->fields, "filename=", " pid="));
    return LOG_USED;
}

/* comm=COMM pid=PID prio=N [ group_dead=true|false ].  Older kernels print no group_dead: there, a
 * process is gone with the last of its tasks that are known. */
static enum log_verdict take_exit(struct tracepoint *point, const struct trace_line *parsed,
                                  int64_t time_ns) {
    int32_t tid;
    struct slice dead, name = between(parsed->fields, "comm=", " pid=");
    if (!read_field(parsed->fields, " pid=", &tid))
        return LOG_MALFORMED;
    if (!slice_find_last(parsed->fields, " group_dead=", &dead)) {
        tasks_exit(&point->tasks, time_ns, tid, name);
    } else if (slice_begins(dead, "true") || slice_begins(dead, "1")) {
        tasks_exit_group(&point->tasks, time_ns, tid, name);
    } else {
        tasks_exit_thread(&point->tasks, tid);
    }
    return LOG_USED;
}

struct event_reader {
    const char *name;
    enum log_verdict (*take)(struct tracepoint *point, const struct trace_line *parsed,
                             int64_t time_ns);
};

static const struct event_reader readers[] = {
    {"task_newtask", take_newtask},
    {"sched_process_fork", take_fork},
    {"sched_process_exec", take_exec},
    {"sched_process_exit", take_exit},
};

/* Whether a line may be one of them, cheaply. */
static bool is_mentioned(struct slice line) {
    return slice_find(line, "task_newtask", NULL) || slice_find(line, "sched_process_", NULL);
}

static enum log_verdict take_line(void *state, struct slice line) {
    struct tracepoint *point = state;
    struct trace_line parsed;
    if (line.bytes > 0 && *line.text == '#')
        return LOG_FOREIGN;
    if (!read_line(line, &parsed)) {
        point->lost += slice_ends(line, " EVENTS]") && slice_find(line, " [LOST ", NULL);
        return is_mentioned(line) ? LOG_MALFORMED : LOG_FOREIGN;
    }
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (slice_is(parsed.event, readers[i].name))
            return readers[i].take(
                point, &parsed,
                log_time(&point->log, LOGCLOCK_MAIN, parsed.time_ns, LOGCLOCK_STEADY));
    return LOG_FOREIGN;
}

/* Whether one of the lines is of this kind. */
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
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (slice_is(parsed->event, readers[i].name))
            return true;
    return slice_find_last(parsed->task, " [", &after) && slice_take_until(&after, ']', &cpu) &&
           slice_all_digits(cpu);
}

static bool recognises_perf(const char *beginning, size_t bytes) {
    return has_line(beginning, bytes, is_perf);
}

static bool recognises_ftrace(const char *beginning, size_t bytes) {
    const struct slice text = {beginning, bytes};
    return slice_begins(text, "# tracer: ") || has_line(beginning, bytes, is_ftrace);
}

static bool init(struct trace *trace) {
    struct tracepoint *point = trace->state;
    tasks_init(&point->tasks, &point->log);
    if (!log_init(trace) || !log_read(trace, take_line))
        return false;
    tasks_finish(&point->tasks);
    if (point->lost > 0 && !trace->options.silent)
        diag_note("%s: %llu lines say that events were lost while recording", trace->lines.name,
                  (unsigned long long)point->lost);
    return log_finish(trace, "the events that tell are task:task_newtask and "
                             "sched:sched_process_exit, best with sched:sched_process_exec");
}

static void fini(struct trace *trace) {
    struct tracepoint *point = trace->state;
    tasks_fini(&point->tasks);
    log_fini(trace);
}

const struct trace_format perf_format = {
    .name = "perf",
    .summary = "what perf script prints of task_newtask and sched_process_exit",
    .size = sizeof(struct tracepoint),
    .is_log = true,
    .recognises = recognises_perf,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};

const struct trace_format ftrace_format = {
    .name = "ftrace",
    .summary = "the same from tracefs' file trace, or from trace-cmd report",
    .size = sizeof(struct tracepoint),
    .is_log = true,
    .recognises = recognises_ftrace,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};
