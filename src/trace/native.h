/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The native trace format (kvsim-trace(5)): CSV, read strictly and as a stream.  Memory grows with
 * the entries alive, not with the length of the file. */
#ifndef KVSIM_TRACE_NATIVE_H
#define KVSIM_TRACE_NATIVE_H

#include "trace/trace.h"

extern const struct trace_format native_format;

#endif
