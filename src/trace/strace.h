/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strace -f prints of clone, fork, vfork, execve and of processes that exit. */
#ifndef KVSIM_TRACE_STRACE_H
#define KVSIM_TRACE_STRACE_H

#include "trace/trace.h"

extern const struct trace_format strace_format;

#endif
