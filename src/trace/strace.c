/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strace -f's lines of clone, fork, vfork, execve, of exits, and of calls that open and close
 * binder's devices. */
#include "trace/trace.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/plural.h"
#include "trace/log.h"
#include "trace/stracefiles.h"
#include "trace/tasks.h"

/* A call that has begun on one line and returns on another. */
struct unfinished {
    bool makes, thread; /* the call makes a task, which is a thread */
    char *path;         /* of an execve; NULL for other calls */
    char *files;        /* the beginning of a call about descriptors; NULL for other calls */
};

/* While there is one process, strace without -o omits its pid.  The first process is UNNAMED until
 * a line reveals its pid, and inside this file also afterwards.  Both differ from all pids, and
 * from TASKS_NOBODY. */
enum { NOBODY = -1, UNNAMED = -2 };

struct strace {
    struct log log;
    struct tasks tasks;
    struct pids pids;
    struct unfinished *unfinished; /* by the number of the pid */
    size_t unfinished_count, unfinished_room;
    bool unnamed;   /* a line without a pid was seen */
    int32_t first;  /* the process of those lines; NOBODY while it is not known */
    int32_t alone;  /* the process whose lines have no pid now */
    int32_t cut;    /* the task whose call a message of strace itself has split; else NOBODY */
    int64_t now_ns; /* of the latest line, on its clock */
    enum logclock_cycle cycle;
    bool exits, ends; /* "+++ exited" was seen; other signs of an exit were */
    bool makes;       /* a clone, fork or vfork was seen */
    bool named;       /* a line with a pid was seen */
    bool over;        /* the process without a pid is gone */
    bool joined;      /* and yet there are more lines without one */
    int32_t attached; /* the process that strace attached to; else NOBODY */
    int32_t threads;  /* its threads that have no line yet */
    uint64_t ticks;   /* lines so far, in a log without times */
    bool timeless;
};

/* A line: [ pid ] [ time ] what.  strace -o writes the pid as a number, otherwise it is "[pid N]",
 * omitted while there is one process. */
struct trace_line {
    int32_t pid; /* NOBODY if omitted */
    bool timed, relative;
    enum logclock_cycle cycle;
    int64_t wall_ns;
    struct slice what;
};

/* comm = "<" text ">" (-Y), which this text follows */
static bool take_comm(struct slice *line, const char *behind) {
    struct slice after;
    if (!slice_begins(*line, "<"))
        return slice_begins(*line, behind);
    char end[4] = ">";
    strcat(end, behind);
    if (!slice_find(*line, end, &after))
        return false;
    slice_drop(line, (size_t)(after.text - line->text) - strlen(behind));
    return true;
}

/* pid = number [ comm ] | "[pid " number [ comm ] "]" */
static int32_t take_pid(struct slice *line) {
    struct slice rest = *line;
    int32_t pid;
    bool bracketed = slice_take(&rest, "[pid ");
    slice_drop_blanks(&rest);
    if (!slice_take_pid(&rest, &pid) || !take_comm(&rest, bracketed ? "]" : " "))
        return NOBODY;
    slice_drop(&rest, 1);
    *line = rest;
    return pid;
}

/* time = clock | seconds since 1970, or since the line before (-r) */
static bool take_time(struct slice *line, struct trace_line *parsed) {
    enum { RELATIVE_BELOW_S = 100000000 };
    struct slice rest = *line;
    parsed->cycle = LOGCLOCK_WHOLE;
    parsed->timed = slice_take_seconds(&rest, &parsed->wall_ns);
    if (!parsed->timed) {
        rest = *line;
        parsed->cycle = LOGCLOCK_DAILY;
        parsed->timed = slice_take_clock(&rest, &parsed->wall_ns);
    }
    parsed->relative =
        parsed->cycle == LOGCLOCK_WHOLE && parsed->wall_ns / 1000000000 < RELATIVE_BELOW_S;
    if (!parsed->timed || !slice_begins(rest, " "))
        return parsed->timed = false;
    *line = rest;
    return true;
}

/* Drops columns that options add after the time: "(+ seconds)" (-r beside another), "[number]"
 * (-n), "[address]" (-i). */
static void drop_columns(struct slice *line) {
    struct slice column;
    for (slice_drop_blanks(line); line->bytes > 0 && (*line->text == '[' || *line->text == '(');
         slice_drop_blanks(line))
        if (!slice_take_until(line, *line->text == '[' ? ']' : ')', &column))
            return;
}

/* call = name "(" ... */
static bool is_call(struct slice what) {
    size_t bytes = 0;
    while (bytes < what.bytes && (what.text[bytes] == '_' || slice_is_digit(what.text[bytes]) ||
                                  (what.text[bytes] >= 'a' && what.text[bytes] <= 'z')))
        bytes++;
    return bytes > 1 && bytes < what.bytes && what.text[bytes] == '(';
}

static bool read_line(struct slice line, struct trace_line *parsed) {
    slice_drop_blanks(&line);
    parsed->pid = take_pid(&line);
    slice_drop_blanks(&line);
    if (take_time(&line, parsed))
        drop_columns(&line);
    parsed->what = line;
    return slice_begins(line, "+++ ") || slice_begins(line, "--- ") ||
           (slice_begins(line, "<... ") && slice_find(line, " resumed>", NULL)) || is_call(line);
}

/* Returns whether a call returns on a later line: one of another pid, if a thread executes a
 * file. */
static bool returns_later(struct slice what) {
    return slice_ends(what, " <unfinished ...>") ||
           (slice_ends(what, " ...>") && slice_find(what, " <pid changed to ", NULL));
}

/* Returns whether a line looks like one of strace's, even without a time. */
static bool is_whole_call(struct slice what) {
    return !is_call(what) || slice_find(what, " = ", NULL) || returns_later(what);
}

static struct unfinished *unfinished_of(struct strace *strace, int32_t pid) {
    uint32_t number = pids_number(&strace->pids, pid);
    if (number == strace->unfinished_count) {
        strace->unfinished = array_grow(strace->unfinished, strace->unfinished_count,
                                        &strace->unfinished_room, sizeof *strace->unfinished);
        strace->unfinished[strace->unfinished_count++] = (struct unfinished){0};
    }
    return &strace->unfinished[number];
}

/* "= " result, if that is a number from 0 on.  For a process in another namespace, strace adds its
 * pid in strace's own: "/" "* " N " in strace's PID NS *" "/". */
static bool read_result(struct slice what, int32_t *result) {
    struct slice at;
    if (!slice_find_last(what, " = ", &at) || !slice_take_pid(&at, result))
        return false;
    if (slice_take(&at, " /* ") && slice_find(at, " in strace's PID NS */", NULL))
        return slice_take_pid(&at, result);
    return true;
}

/* CLONE_THREAD, which strace -X raw writes as a number. */
static bool makes_thread(struct slice what) {
    struct slice at;
    uint64_t flags;
    return slice_find(what, "CLONE_THREAD", NULL) ||
           (slice_find(what, "flags=0x", &at) && slice_take_hexadecimal(&at, &flags) &&
            (flags & TASKS_CLONE_THREAD));
}

static bool makes_task(struct slice what) {
    return slice_begins(what, "clone(") || slice_begins(what, "clone3(") ||
           slice_begins(what, "fork(") || slice_begins(what, "vfork(") ||
           slice_begins(what, "__clone2(");
}

/* Takes a call that makes a task and has returned. */
static enum log_verdict take_child(struct strace *strace, int64_t time_ns, int32_t parent,
                                   bool thread, struct slice what) {
    int32_t child;
    if (!read_result(what, &child) || child == 0)
        return LOG_FOREIGN;
    if (thread)
        tasks_thread(&strace->tasks, child, parent);
    else
        tasks_claim(&strace->tasks, time_ns, child, (struct slice){"", 0});
    return LOG_USED;
}

/* Descriptors belong to the process, whichever thread makes the call. */
static struct opening_moment moment_of(struct strace *strace, int64_t time_ns, int32_t pid) {
    return (struct opening_moment){
        .time_ns = time_ns, .pid = tasks_leader(&strace->tasks, pid), .name = {"", 0}};
}

/* The first argument, a path in quotes. */
static bool read_path(struct slice what, struct slice *path) {
    struct slice rest;
    return slice_find(what, "(\"", &rest) && slice_take_until(&rest, '"', path);
}

static enum log_verdict take_execve(struct strace *strace, int64_t time_ns, int32_t pid,
                                    struct slice path, struct slice what) {
    int32_t result;
    if (!read_result(what, &result) || result != 0)
        return LOG_FOREIGN;
    tasks_exec(&strace->tasks, pid);
    tasks_name(&strace->tasks, pid, path);
    const struct opening_moment moment = moment_of(strace, time_ns, pid);
    openings_execute(&strace->log.openings, &moment);
    return LOG_USED;
}

/* Takes a call about descriptors, which may return on a later line.  If it adds a record,
 * take_spoken counts that line as used. */
static void take_files(struct strace *strace, int64_t time_ns, int32_t pid, struct slice call,
                       struct slice ending) {
    const struct opening_moment moment = moment_of(strace, time_ns, pid);
    stracefiles_take(&strace->log.openings, &moment, call, ending);
}

static void forget(struct unfinished *unfinished) {
    free(unfinished->path);
    free(unfinished->files);
    *unfinished = (struct unfinished){0};
}

static enum log_verdict take_call(struct strace *strace, int64_t time_ns, int32_t pid,
                                  struct slice what) {
    struct slice path;
    bool ends_later = strace->cut == pid || returns_later(what);
    bool execve = slice_begins(what, "execve(") && read_path(what, &path);
    bool thread = makes_thread(what);
    strace->makes = strace->makes || makes_task(what);
    strace->ends = strace->ends || slice_begins(what, "exit_group(");
    bool makes = makes_task(what), files = stracefiles_matter(what);
    if (!execve && !makes && !files)
        return LOG_FOREIGN;
    if (ends_later) {
        struct unfinished *unfinished = unfinished_of(strace, pid);
        forget(unfinished);
        unfinished->makes = makes;
        unfinished->thread = thread;
        unfinished->path = execve ? array_text(path.text, path.bytes) : NULL;
        unfinished->files = files ? array_text(what.text, what.bytes) : NULL;
        return files ? LOG_FOREIGN : LOG_USED;
    }
    if (files) {
        take_files(strace, time_ns, pid, what, what);
        return LOG_FOREIGN;
    }
    return execve ? take_execve(strace, time_ns, pid, path, what)
                  : take_child(strace, time_ns, pid, thread, what);
}

/* "<..." name "resumed>" rest of the arguments ")" "=" result */
static enum log_verdict take_resumed(struct strace *strace, int64_t time_ns, int32_t pid,
                                     struct slice what) {
    struct slice call = what;
    slice_take(&call, "<... ");
    bool execve = slice_begins(call, "execve ");
    bool makes = slice_begins(call, "clone ") || slice_begins(call, "clone3 ") ||
                 slice_begins(call, "fork ") || slice_begins(call, "vfork ");
    struct unfinished *unfinished = unfinished_of(strace, pid);
    enum log_verdict verdict = LOG_FOREIGN;
    if (execve && unfinished->path)
        verdict = take_execve(strace, time_ns, pid,
                              (struct slice){unfinished->path, strlen(unfinished->path)}, what);
    else if (makes)
        verdict = take_child(strace, time_ns, pid, unfinished->thread || makes_thread(what), what);
    else if (unfinished->files)
        take_files(strace, time_ns, pid,
                   (struct slice){unfinished->files, strlen(unfinished->files)}, what);
    forget(unfinished);
    return verdict;
}

/* A thread takes over the pid of its process: its call returns there. */
static void move_call(struct strace *strace, int32_t from, int32_t to) {
    const struct unfinished call = *unfinished_of(strace, from);
    *unfinished_of(strace, from) = (struct unfinished){0};
    forget(unfinished_of(strace, to));
    *unfinished_of(strace, to) = call;
}

/* "+++ exited with" N "+++", "+++ killed by" SIGNAL "+++"; or "+++ superseded by execve in pid" TID
 * "+++": that thread takes over the pid. */
static enum log_verdict take_exit(struct strace *strace, int64_t time_ns, int32_t pid,
                                  struct slice what) {
    slice_take(&what, "+++ ");
    if (!slice_ends(what, " +++"))
        return LOG_MALFORMED;
    int32_t replaced_by;
    if (slice_take(&what, "superseded by execve in pid ")) {
        if (slice_take_pid(&what, &replaced_by)) {
            tasks_exit_thread(&strace->tasks, replaced_by);
            move_call(strace, replaced_by, pid);
        }
        tasks_exec(&strace->tasks, pid);
        return LOG_USED;
    }
    bool exited = slice_begins(what, "exited with ");
    if (!exited && !slice_begins(what, "killed by "))
        return LOG_FOREIGN;
    strace->exits = strace->exits || exited;
    strace->over = strace->over || pid == strace->alone;
    tasks_exit(&strace->tasks, time_ns, pid, (struct slice){"", 0});
    return LOG_USED;
}

/* Returns the task of a line. */
static int32_t speaker(struct strace *strace, int32_t pid) {
    strace->named = strace->named || pid != NOBODY;
    if (pid == NOBODY) {
        strace->joined = strace->joined || strace->over;
        strace->unnamed = true;
        if (!tasks_lives(&strace->tasks, strace->alone))
            strace->alone = tasks_survivor(&strace->tasks, UNNAMED);
        return strace->alone;
    }
    if (strace->unnamed && strace->first == NOBODY && !tasks_lives(&strace->tasks, pid))
        strace->first = pid;
    return pid == strace->first ? UNNAMED : pid;
}

static enum log_verdict take_what(struct strace *strace, int64_t time_ns, int32_t pid,
                                  struct slice what) {
    if (slice_begins(what, "+++ "))
        return take_exit(strace, time_ns, pid, what);
    if (slice_begins(what, "<... "))
        return take_resumed(strace, time_ns, pid, what);
    if (!slice_begins(what, "--- "))
        return take_call(strace, time_ns, pid, what);
    strace->ends = strace->ends || slice_find(what, "si_code=CLD_EXITED", NULL);
    return LOG_FOREIGN;
}

/* Threads of the process that strace attached to have lines without a call that makes them. */
static void greet(struct strace *strace, int64_t time_ns, int32_t pid) {
    if (strace->threads == 0 || pid == strace->attached || tasks_lives(&strace->tasks, pid))
        return;
    tasks_appear(&strace->tasks, time_ns, strace->attached, (struct slice){"", 0});
    tasks_thread(&strace->tasks, pid, strace->attached);
    strace->threads--;
}

static enum log_verdict take_spoken(struct strace *strace, struct trace_line *parsed, bool cut) {
    int64_t tick_ns = (int64_t)strace->ticks++ * 1000000000;
    if (strace->timeless && tick_ns <= LIMIT_TIME_NS) {
        parsed->timed = true;
        parsed->relative = false;
        parsed->wall_ns = tick_ns;
        parsed->cycle = LOGCLOCK_STEADY;
    }
    if (!parsed->timed || (parsed->relative && parsed->wall_ns > LIMIT_TIME_NS - strace->now_ns))
        return LOG_MALFORMED;
    strace->now_ns = parsed->wall_ns + (parsed->relative ? strace->now_ns : 0);
    strace->cycle = parsed->cycle;
    int32_t pid = speaker(strace, parsed->pid);
    int64_t time_ns = log_time(&strace->log, LOGCLOCK_MAIN, strace->now_ns, parsed->cycle);
    size_t before = strace->log.story.count;
    greet(strace, time_ns, pid);
    tasks_appear(&strace->tasks, time_ns, pid, (struct slice){"", 0});
    strace->cut = cut ? pid : NOBODY;
    enum log_verdict verdict = take_what(strace, time_ns, pid, parsed->what);
    return verdict == LOG_FOREIGN && strace->log.story.count > before ? LOG_USED : verdict;
}

/* Finds strace's own message, "[strace: ]Process PID attached", which may split a line where strace
 * shares the terminal.  *before becomes the text before it. */
static bool find_attached(struct slice line, struct slice *before, int32_t *pid) {
    struct slice after;
    if (!slice_ends(line, " attached") || !slice_find_last(line, "Process ", &after) ||
        !slice_take_pid(&after, pid) || !slice_is(after, " attached"))
        return false;
    slice_find_last(line, "Process ", &after);
    *before = (struct slice){line.text, (size_t)(after.text - line.text) - strlen("Process ")};
    if (slice_ends(*before, "strace: "))
        before->bytes -= strlen("strace: ");
    return true;
}

static enum log_verdict take_attached(struct strace *strace, struct slice before, int32_t pid) {
    struct trace_line parsed;
    if (before.bytes > 0 && read_line(before, &parsed))
        take_spoken(strace, &parsed, true);
    if (strace->tasks.count == 0)
        return LOG_FOREIGN;
    int64_t time_ns = log_time(&strace->log, LOGCLOCK_MAIN, strace->now_ns, strace->cycle);
    tasks_appear(&strace->tasks, time_ns, pid, (struct slice){"", 0});
    return LOG_USED;
}

/* Takes the rest of a split call, on a line without pid and time. */
static enum log_verdict take_rest(struct strace *strace, struct slice line) {
    int32_t pid = strace->cut;
    strace->cut = NOBODY;
    if (slice_ends(line, "<unfinished ...>"))
        return LOG_USED;
    struct unfinished *unfinished = unfinished_of(strace, pid);
    bool thread = unfinished->thread || makes_thread(line);
    int64_t time_ns = log_time(&strace->log, LOGCLOCK_MAIN, strace->now_ns, strace->cycle);
    enum log_verdict verdict = LOG_FOREIGN;
    if (unfinished->path)
        verdict = take_execve(strace, time_ns, pid,
                              (struct slice){unfinished->path, strlen(unfinished->path)}, line);
    else if (unfinished->makes)
        verdict = take_child(strace, time_ns, pid, thread, line);
    else if (unfinished->files)
        take_files(strace, time_ns, pid,
                   (struct slice){unfinished->files, strlen(unfinished->files)}, line);
    forget(unfinished);
    return verdict;
}

/* "Process" PID "attached with" N "threads" */
static bool take_threads(struct strace *strace, struct slice line) {
    struct slice rest = line;
    int32_t pid, threads;
    if (!slice_find(line, "Process ", &rest) || !slice_take_pid(&rest, &pid) ||
        !slice_take(&rest, " attached with ") || !slice_take_pid(&rest, &threads) ||
        !slice_is(rest, " threads") || threads < 1)
        return false;
    strace->attached = pid;
    strace->threads = threads - 1;
    return true;
}

static enum log_verdict take_line(void *state, struct slice line) {
    struct strace *strace = state;
    struct trace_line parsed;
    struct slice before;
    int32_t pid;
    if (take_threads(strace, line))
        return LOG_USED;
    if (find_attached(line, &before, &pid))
        return take_attached(strace, before, pid);
    if (read_line(line, &parsed))
        return is_whole_call(parsed.what) ? take_spoken(strace, &parsed, false) : LOG_FOREIGN;
    bool rest = strace->cut != NOBODY && line.bytes > 0 && strchr(", )}", *line.text);
    return rest ? take_rest(strace, line) : LOG_FOREIGN;
}

/* What the beginning of a file shows. */
struct sight {
    bool calls, times;
};

static struct sight look_at(const char *beginning, size_t bytes) {
    struct slice rest = {beginning, bytes}, line;
    struct sight sight = {0};
    while (slice_take_until(&rest, '\n', &line)) {
        struct trace_line parsed;
        if (!read_line(line, &parsed) || !is_whole_call(parsed.what))
            continue;
        sight.times = sight.times || parsed.timed;
        sight.calls = sight.calls || parsed.timed || parsed.pid != NOBODY ||
                      slice_begins(parsed.what, "execve(");
    }
    return sight;
}

static bool recognises(const char *beginning, size_t bytes) {
    return look_at(beginning, bytes).calls;
}

static bool check_times(const struct trace *trace) {
    struct strace *strace = trace->state;
    size_t bytes;
    const char *beginning = trace_beginning(trace, &bytes);
    strace->timeless = !look_at(beginning, bytes).times;
    if (!strace->timeless || trace->options.lenient)
        return true;
    diag_error("%s: this strace log has no times", trace->lines.name);
    diag_hint("record it with strace -f -ttt -o FILE -e trace=process COMMAND; or --lenient keeps "
              "the order of its lines, one second apart");
    return false;
}

/* If no line has a pid, the last line is the exit of the one process. */
static bool check_pids(const struct trace *trace) {
    const struct strace *strace = trace->state;
    if (strace->named || !strace->joined)
        return true;
    diag_error("%s: these lines are of several processes, but have no pids", trace->lines.name);
    diag_hint("join the files of strace -ff with strace-log-merge FILE, or record with -f and -o");
    return false;
}

/* Notes processes that no call made: but for those of the snapshot that strace was attached to, or
 * else the one that it ran. */
static void note_doubts(const struct trace *trace) {
    struct strace *strace = trace->state;
    uint64_t silent = 0, known, appeared = tasks_appeared(&strace->tasks, &known);
    appeared -= known > 0 ? known : appeared > 0;
    if (appeared > 0)
        silent = tasks_drop_silent(&strace->tasks, appeared);
    if (trace->options.silent || appeared == 0)
        return;
    diag_note(
        "%s: %llu %s, because no clone, fork or vfork in the log creates %s", trace->lines.name,
        (unsigned long long)appeared,
        plural(appeared, "process starts at its first line", "processes start at their first line"),
        plural(appeared, "it; it may be a thread", "them; some may be threads"));
    if (!strace->makes)
        diag_note("%s: record with -e trace=process to see what creates processes",
                  trace->lines.name);
    if (silent > 0)
        diag_note("%s: ignored %llu %s of another namespace", trace->lines.name,
                  (unsigned long long)silent,
                  plural(silent, "process without a line of its own: a pid",
                         "processes without a line of their own: pids"));
}

static bool check_exits(const struct trace *trace) {
    const struct strace *strace = trace->state;
    if (strace->exits || !strace->ends)
        return true;
    diag_error("%s: processes end in this strace log, but no line \"+++ exited\" tells which",
               trace->lines.name);
    diag_hint("strace -qq omits these lines: record without -qq");
    return false;
}

/* A process that was made within the log inherited what it held before: takes these openings
 * back. */
static void drop_inherited(struct strace *strace) {
    struct openings *openings = &strace->log.openings;
    for (size_t i = 0; i < openings->count; i++) {
        struct opening *opening = &openings->openings[i];
        if (opening->held && !tasks_is_unclaimed(&strace->tasks, opening->pid))
            openings_take_back(openings, opening);
    }
}

/* Gives the first process its pid, after all lines were read; 0 if no line reveals it. */
static void name_first(struct strace *strace) {
    struct story *story = &strace->log.story;
    for (size_t i = 0; i < story->count; i++)
        if (story->records[i].pid == UNNAMED)
            story->records[i].pid = strace->first == NOBODY ? 0 : strace->first;
}

static bool init(struct trace *trace) {
    struct strace *strace = trace->state;
    tasks_init(&strace->tasks, &strace->log);
    strace->first = strace->cut = strace->attached = NOBODY;
    strace->alone = UNNAMED;
    for (size_t i = 0; trace->initial && i < trace->initial->count; i++)
        tasks_know(&strace->tasks, trace->initial->entries[i].pid);
    if (!log_init(trace) || !check_times(trace) || !log_read(trace, take_line) ||
        !check_exits(trace) || !check_pids(trace))
        return false;
    note_doubts(trace);
    drop_inherited(strace);
    name_first(strace);
    tasks_finish(&strace->tasks);
    return log_finish(trace, "record it with: strace -f -ttt -o FILE -e trace=process COMMAND");
}

static void fini(struct trace *trace) {
    struct strace *strace = trace->state;
    for (size_t i = 0; i < strace->unfinished_count; i++)
        forget(&strace->unfinished[i]);
    free(strace->unfinished);
    pids_fini(&strace->pids);
    tasks_fini(&strace->tasks);
    log_fini(trace);
}

const struct trace_format strace_format = {
    .name = "strace",
    .summary = "strace -f, with times (-ttt, -tt or -t), with or without -o",
    .size = sizeof(struct strace),
    .is_log = true,
    .recognises = recognises,
    .init = init,
    .fill = log_fill,
    .fini = fini,
};
