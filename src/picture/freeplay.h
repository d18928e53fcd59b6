/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Free play as data of the page, for policies that look at `len` and `cap` only: every state up to
 * a number of entries, and what a registration and a deregistration make of it (worst/graph.h).
 * This table is the page's only model.
 *
 * JSON: `policies`, each with its name and `states`, one line per state: len, cap, held bytes, an
 * index into the list `backings`, the state after a registration and an index into the list
 * `texts`, the same after a deregistration; -1 where there is none.  State 0 is empty.
 */
#ifndef KVSIM_PICTURE_FREEPLAY_H
#define KVSIM_PICTURE_FREEPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "model/machine.h"
#include "policy/policy.h"

enum { FREEPLAY_LENGTH = 64 };

/* Writes the policies that can be played on the machine, which must be one without chance failures.
 * Names the others in `left_out`, as a sentence or nothing.  Returns whether it has written any. */
bool freeplay_write(struct policy *const *policies, size_t count, const struct machine *machine,
                    FILE *stream, FILE *left_out);

#endif
