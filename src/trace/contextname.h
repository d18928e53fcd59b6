/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of contexts as traces, workloads and the command line may give them. */
#ifndef KVSIM_TRACE_CONTEXTNAME_H
#define KVSIM_TRACE_CONTEXTNAME_H

#include <stddef.h>

/* The first byte that makes this no name of a context: a blank, a comma, a quote, a control
 * character; the first one when there are too many or none.  NULL for a name. */
const char *contextname_bad_byte(const char *name, size_t bytes);

#endif
