/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `events`: launches and kills written one by one, by name. */
#ifndef KVSIM_WORKLOAD_EVENTS_H
#define KVSIM_WORKLOAD_EVENTS_H

#include "workload/source.h"

extern const struct source_kind events_kind;

#endif
