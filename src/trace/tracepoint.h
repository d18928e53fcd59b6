/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Linux' tracepoints of processes as text: what perf script, tracefs' file `trace` and trace-cmd
 * report print of task_newtask, sched_process_fork, _exec and _exit (include/trace/events/task.h
 * and sched.h).
 */
#ifndef KVSIM_TRACE_TRACEPOINT_H
#define KVSIM_TRACE_TRACEPOINT_H

#include "trace/trace.h"

extern const struct trace_format perf_format;
extern const struct trace_format ftrace_format;

#endif
