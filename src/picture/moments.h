/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a run as data of the page, which shows them one by one: all steps, or those kept by
 * thinning a long run (picture/thin.h).
 *
 * JSON: `contexts`, if all steps are kept: per context, the number of events `before` those, and
 * per event of its `events` the seconds and 1 for a registration.  Lanes then have rows only for
 * steps that did more than take or leave a slot; the two texts in `plain` describe the others.
 * `lanes`: each with its context, its policy, its number of steps, and `rows`, one line each: event
 * number, seconds as a text, 1 for a registration and 0 for a deregistration, len, cap, held bytes,
 * indices into the lists `backings`, `actions` and `texts` (the last says what the step did and
 * why), and cap before the step.
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
