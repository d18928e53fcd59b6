/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Free play as data of the page: for the policies that look at `len` and `cap` only, every state
 * with up to so many entries, and what a registration and a deregistration make of it
 * (worst/graph.h).  The page has no model but this table.
 *
 * JSON: `policies`, each with its name and `states`, a line each: len, cap, held bytes, a number in
 * the list `backings`, the state after a registration and a number in the list `texts`, the same
 * after a deregistration; -1 where there is none.  State 0 is empty.
 */
#ifndef KVSIM_PICTURE_FREEPLAY_H
#define KVSIM_PICTURE_FREEPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "model/machine.h"
#include "policy/policy.h"

enum { FREEPLAY_LENGTH = 64 };

/* Writes the policies that can be played on the machine, which must not fail by chance; those that
 * cannot are named, as a sentence or nothing, in `left_out`.  Returns whether there is any. */
bool freeplay_write(struct policy *const *policies, size_t count, const struct machine *machine,
                    FILE *stream, FILE *left_out);

#endif
