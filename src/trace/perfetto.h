/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Perfetto's table of processes as CSV: SELECT upid, pid, name, start_ts, end_ts FROM process. */
#ifndef KVSIM_TRACE_PERFETTO_H
#define KVSIM_TRACE_PERFETTO_H

#include "trace/trace.h"

extern const struct trace_format perfetto_format;

#endif
