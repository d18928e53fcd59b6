/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `apps`: what people do with a phone, and what it does to their apps' processes. */
#ifndef KVSIM_WORKLOAD_APPS_H
#define KVSIM_WORKLOAD_APPS_H

#include "workload/source.h"

extern const struct source_kind apps_kind;

#endif
