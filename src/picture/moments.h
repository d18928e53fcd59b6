/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a run as data of the page, which shows them one by one: all of them, or those that
 * thinning kept of a long run (picture/thin.h).
 *
 * JSON: `contexts`, if all is kept, of each how many events were `before` those and of each of its
 * `events` the seconds and 1 for a registration; then lanes have rows only for steps that did more
 * than to take or leave a slot, which the two texts in `plain` tell of.  `lanes`, each with its
 * context, its policy, how many steps it took, and `rows`, a line each: number of the event,
 * seconds as a text, 1 for a registration and 0 for a deregistration, len, cap, held bytes, three
 * numbers in the lists `backings`, `actions` and `texts`, the last of which say what the step did
 * and why, and cap before the step.
 */
#ifndef KVSIM_PICTURE_MOMENTS_H
#define KVSIM_PICTURE_MOMENTS_H

#include <stdio.h>

#include "engine/cell.h"
#include "picture/thin.h"
#include "results/results.h"

void moments_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                   FILE *stream);

#endif
