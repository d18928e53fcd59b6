/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/tasks.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

enum task_state { UNKNOWN, PROCESS, THREAD, GONE };

struct task {
    size_t start, death; /* records of the story plus 1; 0 for none */
    int32_t tid, leader; /* of a thread: the process it belongs to */
    int32_t threads;     /* of a process: how many are alive, without its first task */
    uint32_t images; /* of a process: programs it has begun; of a thread: which of these it is in */
    uint8_t state;   /* enum task_state */
    uint8_t told;    /* bits of enum tasks_teller: the lines that reported it */
    bool unclaimed;  /* began by appearing */
    bool seen;       /* appeared */
    bool known;      /* from a snapshot: it was there before the log began */
    bool first_gone; /* a process whose first task is gone */
    bool doubtful;   /* perhaps a thread: gone, while its process was not */
    bool executed;   /* has the name of a file */
};

static struct task *find(struct tasks *tasks, int32_t tid) {
    uint32_t number = pids_number(&tasks->pids, tid);
    if (number == tasks->count) {
        tasks->tasks = array_grow(tasks->tasks, tasks->count, &tasks->room, sizeof *tasks->tasks);
        tasks->tasks[tasks->count++] = (struct task){.tid = tid};
    }
    return &tasks->tasks[number];
}

void tasks_init(struct tasks *tasks, struct log *log) {
    *tasks = (struct tasks){.log = log};
    find(tasks, TASKS_NOBODY); /* so that finding a leader never adds a task, which moves all */
}

void tasks_fini(struct tasks *tasks) {
    pids_fini(&tasks->pids);
    free(tasks->tasks);
    free(tasks->started);
}

static size_t add(struct tasks *tasks, int64_t time_ns, int32_t pid, struct slice name,
                  enum record_kind kind) {
    return story_add_process(&tasks->log->story, time_ns, pid, kind, name.text, name.bytes) + 1;
}

static void take_back(struct tasks *tasks, size_t record) {
    if (record)
        tasks->log->story.records[record - 1].kind = RECORD_NOTHING;
}

static void note_start(struct tasks *tasks, const struct task *task) {
    tasks->started = array_grow(tasks->started, tasks->started_count, &tasks->started_room,
                                sizeof *tasks->started);
    tasks->started[tasks->started_count++] = (uint32_t)(task - tasks->tasks);
}

static struct task *begin(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name,
                          enum record_kind kind) {
    struct task *task = find(tasks, tid);
    if (task->doubtful)
        take_back(tasks, task->start);
    if (task->state != PROCESS)
        note_start(tasks, task);
    openings_forget(&tasks->log->openings, tid);
    *task = (struct task){.tid = tid,
                          .state = PROCESS,
                          .told = task->told,
                          .images = task->images + 1,
                          .start = add(tasks, time_ns, tid, name, kind)};
    return task;
}

void tasks_start(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    begin(tasks, time_ns, tid, name, RECORD_START);
}

void tasks_appear(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    if (!tasks_lives(tasks, tid)) {
        const struct task *before = find(tasks, tid);
        bool known = before->known && before->state == UNKNOWN;
        struct task *task = begin(tasks, time_ns, tid, name, RECORD_APPEAR);
        task->unclaimed = true;
        task->known = known;
    }
    find(tasks, tid)->seen = true;
}

void tasks_know(struct tasks *tasks, int32_t pid) {
    find(tasks, pid)->known = true;
}

bool tasks_is_unclaimed(struct tasks *tasks, int32_t pid) {
    return find(tasks, pid)->unclaimed;
}

uint64_t tasks_appeared(const struct tasks *tasks, uint64_t *known) {
    uint64_t count = *known = 0;
    for (size_t i = 0; i < tasks->count; i++) {
        count += tasks->tasks[i].unclaimed;
        *known += tasks->tasks[i].unclaimed && tasks->tasks[i].known;
    }
    return count;
}

static bool is_silent(const struct task *task) {
    return task->state == PROCESS && !task->seen;
}

uint64_t tasks_drop_silent(struct tasks *tasks, uint64_t most) {
    uint64_t count = 0;
    for (size_t i = 0; i < tasks->count; i++)
        count += is_silent(&tasks->tasks[i]);
    if (count > most)
        return 0;
    for (size_t i = 0; i < tasks->count; i++)
        if (is_silent(&tasks->tasks[i])) {
            take_back(tasks, tasks->tasks[i].start);
            tasks->tasks[i].state = UNKNOWN;
        }
    return count;
}

void tasks_claim(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    struct task *task = find(tasks, tid);
    if (task->unclaimed)
        tasks->log->story.records[task->start - 1].kind = RECORD_START;
    else
        tasks_start(tasks, time_ns, tid, name);
    task->unclaimed = false;
}

/* The process of a thread may turn out to be a thread itself, and so on: at most this often, so
 * that no log takes long, nor one in which threads make each other in a circle. */
enum { MOST_LEADERS = 100 };

/* Returns the thread, or the one that its leader turned out to be, whose leader is a process. */
static const struct task *last_thread(struct tasks *tasks, const struct task *thread) {
    for (int i = 0; i < MOST_LEADERS; i++) {
        const struct task *leader = find(tasks, thread->leader);
        if (leader->leader == TASKS_NOBODY)
            break;
        thread = leader;
    }
    return thread;
}

void tasks_thread(struct tasks *tasks, int32_t tid, int32_t of) {
    const struct task *parent = find(tasks, of);
    int32_t leader = parent->state == THREAD ? last_thread(tasks, parent)->leader : of;
    struct task *task = find(tasks, tid);
    bool gone = task->state == GONE && task->unclaimed;
    int32_t threads = task->unclaimed ? task->threads : 0;
    if (task->unclaimed) {
        take_back(tasks, task->start);
        take_back(tasks, task->death);
        openings_join(&tasks->log->openings, tid, leader);
    }
    uint32_t images = find(tasks, leader)->images;
    task = find(tasks, tid);
    *task = (struct task){.tid = tid,
                          .leader = leader,
                          .images = images,
                          .state = gone ? GONE : THREAD,
                          .told = task->told};
    find(tasks, leader)->threads += threads + !gone;
}

void tasks_adopt(struct tasks *tasks, int32_t tid, int32_t of) {
    const struct task *task = find(tasks, tid);
    if (task->state == THREAD && task->leader == TASKS_NOBODY)
        tasks_thread(tasks, tid, of);
}

void tasks_show(struct tasks *tasks, int32_t tid, int32_t leader) {
    struct task *task = find(tasks, tid);
    bool adrift = task->state == THREAD && task->leader == TASKS_NOBODY;
    if (tid != leader && (task->state == UNKNOWN || adrift || task->unclaimed))
        tasks_thread(tasks, tid, leader);
}

void tasks_exec(struct tasks *tasks, int32_t tid) {
    struct task *task = find(tasks, tid);
    task->threads = 0;
    task->images++;
    task->first_gone = false;
    task->executed = true;
}

void tasks_rename(struct tasks *tasks, int32_t tid, struct slice name) {
    if (!find(tasks, tid)->executed)
        tasks_name(tasks, tid, name);
}

void tasks_name(struct tasks *tasks, int32_t tid, struct slice path) {
    const struct task *task = find(tasks, tid);
    struct slice name = path;
    slice_find_last(path, "/", &name);
    if (task->state != PROCESS || name.bytes == 0 || name.bytes > LIMIT_NAME_BYTES)
        return;
    struct story *story = &tasks->log->story;
    story->records[task->start - 1].name = names_add(&story->names, name.text, name.bytes);
}

/* A process is gone.  If it proves to be a thread, its openings are not gone with it. */
static void leave(struct tasks *tasks, int64_t time_ns, struct task *task, struct slice name) {
    if (!task->unclaimed)
        openings_forget(&tasks->log->openings, task->tid);
    task->death = add(tasks, time_ns, task->tid, name, RECORD_DEATH);
    task->state = GONE;
}

/* A thread is gone.  Returns the first task of its process. */
static struct task *leave_thread(struct tasks *tasks, struct task *task) {
    task->state = GONE;
    const struct task *last = last_thread(tasks, task);
    struct task *leader = find(tasks, last->leader);
    if (leader->threads > 0 && last->images == leader->images) /* no exec has ended it before */
        leader->threads--;
    return leader;
}

bool tasks_begins(struct tasks *tasks, int32_t tid, enum tasks_teller teller) {
    struct task *task = find(tasks, tid);
    bool lives = tasks_lives(tasks, tid) && !task->doubtful;
    if (lives && task->told && !(task->told & (unsigned)teller)) {
        task->told |= (uint8_t)teller;
        return false;
    }
    if (task->state == THREAD)
        leave_thread(tasks, task);
    if (task->state == GONE)
        task->unclaimed = false;
    task->state = UNKNOWN;
    task->told = (uint8_t)teller;
    return true;
}

void tasks_newtask(struct tasks *tasks, int64_t time_ns, int32_t tid, bool thread, int32_t of,
                   struct slice name) {
    if (!tasks_begins(tasks, tid, TASKS_NEWTASK))
        return;
    if (thread)
        tasks_thread(tasks, tid, of);
    else
        tasks_start(tasks, time_ns, tid, name);
}

bool tasks_fork(struct tasks *tasks, int64_t time_ns, int32_t tid, int32_t of, struct slice name) {
    if (of != TASKS_NOBODY)
        tasks_adopt(tasks, tid, of);
    if (!tasks_begins(tasks, tid, TASKS_FORK))
        return false;
    begin(tasks, time_ns, tid, name, RECORD_START)->unclaimed = true;
    return true;
}

void tasks_execute(struct tasks *tasks, int32_t tid, int32_t old, struct slice path) {
    if (old != TASKS_NOBODY && old != tid) {
        tasks_show(tasks, old, tid);
        tasks_exit_thread(tasks, old);
    }
    tasks_exec(tasks, tid);
    tasks_name(tasks, tid, path);
}

void tasks_exists(struct tasks *tasks, int64_t time_ns, int32_t pid, struct slice name,
                  bool begins) {
    struct task *task = find(tasks, pid);
    if (task->state == UNKNOWN && begins) {
        tasks_start(tasks, time_ns, pid, name);
    } else if (task->state == UNKNOWN) {
        task->state = PROCESS;
        task->start = add(tasks, time_ns, pid, name, RECORD_EXISTS);
    } else {
        tasks_name(tasks, pid, name);
    }
}

void tasks_exit(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    struct task *task = find(tasks, tid);
    if (task->state == GONE)
        return;
    bool thread = task->state == THREAD;
    struct task *leader = thread ? leave_thread(tasks, task) : task;
    leader->first_gone = leader->first_gone || !thread;
    if (leader->first_gone && leader->threads == 0 && leader->state != GONE)
        leave(tasks, time_ns, leader, name);
}

void tasks_exit_group(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    struct task *task = find(tasks, tid);
    if (task->state == THREAD)
        task = leave_thread(tasks, task);
    task->doubtful = false;
    if (task->state != GONE && task->tid != TASKS_NOBODY)
        leave(tasks, time_ns, task, name);
}

void tasks_exit_thread(struct tasks *tasks, int32_t tid) {
    struct task *task = find(tasks, tid);
    if (task->state == THREAD)
        leave_thread(tasks, task);
    else
        task->doubtful = task->unclaimed;
}

void tasks_free(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name) {
    const struct task *task = find(tasks, tid);
    if (task->state == THREAD)
        tasks_exit(tasks, time_ns, tid, name);
    else if (task->state == PROCESS && !task->doubtful)
        tasks_exit_group(tasks, time_ns, tid, name);
}

void tasks_finish(struct tasks *tasks) {
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->tasks[i].doubtful)
            take_back(tasks, tasks->tasks[i].start);
}

bool tasks_lives(struct tasks *tasks, int32_t tid) {
    const struct task *task = find(tasks, tid);
    return task->state == PROCESS || task->state == THREAD;
}

int32_t tasks_leader(struct tasks *tasks, int32_t tid) {
    const struct task *task = find(tasks, tid);
    int32_t leader = task->state == THREAD ? last_thread(tasks, task)->leader : TASKS_NOBODY;
    return leader != TASKS_NOBODY ? leader : tid;
}

int32_t tasks_survivor(struct tasks *tasks, int32_t otherwise) {
    for (; tasks->oldest < tasks->started_count; tasks->oldest++) {
        const struct task *task = &tasks->tasks[tasks->started[tasks->oldest]];
        if (task->state == PROCESS)
            return task->tid;
    }
    return otherwise;
}
