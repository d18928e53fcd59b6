/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * strace's lines of calls that open, copy, close and use descriptors of binder's devices
 * (trace/openings.h).  With strace -y a descriptor's path follows it, "3</dev/binder>", and says
 * more than the arguments do.
 */
#ifndef KVSIM_TRACE_STRACEFILES_H
#define KVSIM_TRACE_STRACEFILES_H

#include "trace/openings.h"
#include "trace/slice.h"

/* Returns whether a call, "name(arguments", is one of these. */
bool stracefiles_matter(struct slice call);

/* Takes such a call that has returned: `call` begins with its name and arguments, `ending` ends
 * with its result.  They differ if strace has split the call. */
void stracefiles_take(struct openings *openings, const struct opening_moment *moment,
                      struct slice call, struct slice ending);

#endif
