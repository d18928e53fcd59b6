/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Android's log, and the bugreport that has several of its buffers and the kernel's log in
 * sections. */
#ifndef KVSIM_TRACE_LOGCAT_H
#define KVSIM_TRACE_LOGCAT_H

#include "trace/trace.h"

extern const struct trace_format logcat_format;
extern const struct trace_format bugreport_format;

#endif
