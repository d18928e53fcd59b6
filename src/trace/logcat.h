/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Android's event log, as `adb logcat -b events` prints it: am_proc_start, am_proc_bound,
 * am_proc_died, am_kill and boot_progress_start (frameworks/base, EventLogTags.logtags). */
#ifndef KVSIM_TRACE_LOGCAT_H
#define KVSIM_TRACE_LOGCAT_H

#include "trace/trace.h"

extern const struct trace_format logcat_format;

#endif
