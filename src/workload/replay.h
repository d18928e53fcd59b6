/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `trace`: a trace or log, replayed inside a workload. */
#ifndef KVSIM_WORKLOAD_REPLAY_H
#define KVSIM_WORKLOAD_REPLAY_H

#include "workload/source.h"

extern const struct source_kind replay_kind;

#endif
