/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tasks of a Linux trace: which are threads of which process, and which processes a line has
 * told of.  Traces tell of threads as of processes; only processes go into the story.
 */
#ifndef KVSIM_TRACE_TASKS_H
#define KVSIM_TRACE_TASKS_H

#include "trace/log.h"
#include "trace/pids.h"

struct tasks {
    struct log *log;
    struct pids pids;
    struct task *tasks; /* by the number of the pid */
    size_t count, room;
    uint32_t *started; /* the numbers of those that became processes, in that order */
    size_t started_count, started_room;
    size_t oldest; /* no process that is alive became one before that index of `started` */
};

void tasks_init(struct tasks *tasks, struct log *log);
void tasks_fini(struct tasks *tasks);

/* A flag that the kernel's clone(2) knows: the new task is a thread. */
enum { TASKS_CLONE_THREAD = 0x10000 };

/* What may tell that a task begins; several may tell of the same one. */
enum tasks_teller { TASKS_NEWTASK = 1, TASKS_FORK = 2, TASKS_RECORD = 4 };

/* A line tells that a task begins: false when lines of other kinds have told so of this one.
 * What lived under its number before is forgotten. */
bool tasks_begins(struct tasks *tasks, int32_t tid, enum tasks_teller teller);

/* A task begins.  Its name is the one it inherits. */
void tasks_start(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task shows itself: it begins when it was not alive, and is claimed by whom it turns out to be
 * the child of. */
void tasks_appear(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* The call that made the task returns: perhaps after the task has appeared, or is gone. */
void tasks_claim(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* Whose thread a task is where that is not known. */
enum { TASKS_NOBODY = 0 };

/* The kernel's event task_newtask: a process, or a thread of that other task's process. */
void tasks_newtask(struct tasks *tasks, int64_t time_ns, int32_t tid, bool thread, int32_t of,
                   struct slice name);

/* sched_process_fork, by which threads begin as well: whether it alone tells of this task.  `of` is
 * the parent, or TASKS_NOBODY. */
bool tasks_fork(struct tasks *tasks, int64_t time_ns, int32_t tid, int32_t of, struct slice name);

/* sched_process_exec: a process executes a file by the task that was called `old` before. */
void tasks_execute(struct tasks *tasks, int32_t tid, int32_t old, struct slice path);

/* A list tells that a process is there: one that nothing told of before began at that time
 * (`begins`), or was there from the beginning.  A name that is not empty is its name. */
void tasks_exists(struct tasks *tasks, int64_t time_ns, int32_t pid, struct slice name,
                  bool begins);

/* The task is a thread of that other task's process: what was told of it as a process is taken
 * back. */
void tasks_thread(struct tasks *tasks, int32_t tid, int32_t of);

/* A thread of nobody known is found to be that other task's. */
void tasks_adopt(struct tasks *tasks, int32_t tid, int32_t of);

/* A line tells which process a task belongs to: where that is another number, it is a thread. */
void tasks_show(struct tasks *tasks, int32_t tid, int32_t leader);

/* A process is called after the file it executes. */
void tasks_name(struct tasks *tasks, int32_t tid, struct slice path);

/* A task calls itself something: a process that has executed a file keeps that name. */
void tasks_rename(struct tasks *tasks, int32_t tid, struct slice name);

/* Exec ends all other threads of a process. */
void tasks_exec(struct tasks *tasks, int32_t tid);

/* A task is gone; its process is when that was the last one known. */
void tasks_exit(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task is gone, and its process with it. */
void tasks_exit_group(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task is gone, but its process is not: unless that becomes known later, it was a thread. */
void tasks_exit_thread(struct tasks *tasks, int32_t tid);

/* Nothing refers to a task any more: long gone, or gone without another line.  Of a task that no
 * line told of before, it cannot be told whether it was a process. */
void tasks_free(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* Whether a process began by appearing and was claimed by nobody. */
bool tasks_is_unclaimed(struct tasks *tasks, int32_t pid);

/* How many processes began by appearing and were claimed by nobody. */
uint64_t tasks_appeared(const struct tasks *tasks);

/* Takes back processes that were claimed and have not appeared, unless these are more than `most`:
 * how many it took back. */
uint64_t tasks_drop_silent(struct tasks *tasks, uint64_t most);

/* After the last line: takes back what turned out to be threads. */
void tasks_finish(struct tasks *tasks);

/* Whether the task is known to be alive, as a thread or a process. */
bool tasks_lives(struct tasks *tasks, int32_t tid);

/* The process that a task belongs to, as far as it is known: else the task itself. */
int32_t tasks_leader(struct tasks *tasks, int32_t tid);

/* A process that is alive, or `otherwise` when none is. */
int32_t tasks_survivor(struct tasks *tasks, int32_t otherwise);

#endif
