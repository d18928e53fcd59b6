/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Valid names of contexts, in traces, workloads and on the command line. */
#ifndef KVSIM_TRACE_CONTEXTNAME_H
#define KVSIM_TRACE_CONTEXTNAME_H

#include <stddef.h>

/* Returns the first invalid byte of a context's name: a blank, a comma, a quote, a control
 * character; or its beginning if it is empty or longer than LIMIT_NAME_BYTES.  Returns NULL for a
 * valid name. */
const char *contextname_bad_byte(const char *name, size_t bytes);

#endif
