/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What strace prints of calls that open, copy, close and use descriptors, as far as these are of
 * binder's devices (trace/openings.h).  With strace's -y a descriptor has its path after it,
 * "3</dev/binder>", which tells more than the arguments do.
 */
#ifndef KVSIM_TRACE_STRACEFILES_H
#define KVSIM_TRACE_STRACEFILES_H

#include "trace/openings.h"
#include "trace/slice.h"

/* Whether a call, "name(arguments", is one of these. */
bool stracefiles_matter(struct slice call);

/* Such a call has returned: `call` begins with its name and arguments, `ending` ends with its
 * result.  They differ where strace has cut the call in two. */
void stracefiles_take(struct openings *openings, const struct opening_moment *moment,
                      struct slice call, struct slice ending);

#endif
