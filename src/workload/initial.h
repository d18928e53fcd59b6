/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of what is registered at time 0, as a snapshot tells.  It has no mapping. */
#ifndef KVSIM_WORKLOAD_INITIAL_H
#define KVSIM_WORKLOAD_INITIAL_H

#include "workload/source.h"

extern const struct source_kind initial_kind;

#endif
