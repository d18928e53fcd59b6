/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tasks of a Linux trace: which ones are threads, and of which process.  Traces report threads
 * like processes; only processes enter the story.
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
    uint32_t *started; /* the numbers of tasks that became processes, in that order */
    size_t started_count, started_room;
    size_t oldest; /* before this index of `started`, no process is alive */
};

void tasks_init(struct tasks *tasks, struct log *log);
void tasks_fini(struct tasks *tasks);

/* clone(2)'s flag CLONE_THREAD: the new task is a thread. */
enum { TASKS_CLONE_THREAD = 0x10000 };

/* The kinds of lines that report a new task; several may report the same one. */
enum tasks_teller { TASKS_NEWTASK = 1, TASKS_FORK = 2, TASKS_RECORD = 4 };

/* A line reports a new task.  Returns false if a line of another kind has already reported it.
 * Otherwise forgets any earlier task of its number. */
bool tasks_begins(struct tasks *tasks, int32_t tid, enum tasks_teller teller);

/* A task begins, as a process.  `name` is the inherited one. */
void tasks_start(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task has a line of its own.  If it was not alive, it begins, unclaimed until its parent's call
 * returns or it turns out to be a thread. */
void tasks_appear(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* Before the first line: a snapshot shows this process. */
void tasks_know(struct tasks *tasks, int32_t pid);

/* The call that made the task returns: perhaps after the task has appeared, or is gone. */
void tasks_claim(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* In place of a process or task that is not known. */
enum { TASKS_NOBODY = 0 };

/* The kernel's event task_newtask: a new process, or a thread of the process of `of`. */
void tasks_newtask(struct tasks *tasks, int64_t time_ns, int32_t tid, bool thread, int32_t of,
                   struct slice name);

/* The kernel's event sched_process_fork, for threads as well.  Returns whether no line of another
 * kind has reported the task.  `of` is the parent, or TASKS_NOBODY. */
bool tasks_fork(struct tasks *tasks, int64_t time_ns, int32_t tid, int32_t of, struct slice name);

/* sched_process_exec: a process executes a file, in the task whose number was `old`. */
void tasks_execute(struct tasks *tasks, int32_t tid, int32_t old, struct slice path);

/* A list shows a process.  An unknown one began at that time (`begins`), or existed from the
 * beginning.  A name that is not empty becomes its name. */
void tasks_exists(struct tasks *tasks, int64_t time_ns, int32_t pid, struct slice name,
                  bool begins);

/* The task is a thread of the process of `of`: takes back its records as a process. */
void tasks_thread(struct tasks *tasks, int32_t tid, int32_t of);

/* If the task is a thread of an unknown process, that is the process of `of`. */
void tasks_adopt(struct tasks *tasks, int32_t tid, int32_t of);

/* A line shows the process of a task: if its number is another one, the task is a thread. */
void tasks_show(struct tasks *tasks, int32_t tid, int32_t leader);

/* Names a process after the file it executes: the last part of the path. */
void tasks_name(struct tasks *tasks, int32_t tid, struct slice path);

/* A task renames itself.  A process that has executed a file keeps the name of that. */
void tasks_rename(struct tasks *tasks, int32_t tid, struct slice name);

/* Exec ends all other threads of a process. */
void tasks_exec(struct tasks *tasks, int32_t tid);

/* A task is gone; so is its process, if that was its last known task. */
void tasks_exit(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task is gone, and its process with it. */
void tasks_exit_group(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* A task is gone, but not its process.  A task that no line made was a thread, unless its process'
 * end shows later. */
void tasks_exit_thread(struct tasks *tasks, int32_t tid);

/* Nothing refers to a task any more: it is long gone, or goes without another line.  Ignores a task
 * that no line showed before: it may have been a thread. */
void tasks_free(struct tasks *tasks, int64_t time_ns, int32_t tid, struct slice name);

/* Returns whether a process began by appearing, and nothing has claimed it. */
bool tasks_is_unclaimed(struct tasks *tasks, int32_t pid);

/* Returns how many such tasks there are.  *known becomes how many of them a snapshot shows. */
uint64_t tasks_appeared(const struct tasks *tasks, uint64_t *known);

/* Takes back processes that were claimed but never appeared, unless there are more than `most`.
 * Returns how many it took back. */
uint64_t tasks_drop_silent(struct tasks *tasks, uint64_t most);

/* After the last line: takes back what turned out to be threads. */
void tasks_finish(struct tasks *tasks);

/* Returns whether the task is known to be alive, as a thread or a process. */
bool tasks_lives(struct tasks *tasks, int32_t tid);

/* Returns the process of a task, if known; else the task itself. */
int32_t tasks_leader(struct tasks *tasks, int32_t tid);

/* Returns a live process, or `otherwise` if there is none. */
int32_t tasks_survivor(struct tasks *tasks, int32_t otherwise);

#endif
