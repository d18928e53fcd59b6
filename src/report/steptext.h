/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step of a lane did and why, in words, for -v, the play and pictures. */
#ifndef KVSIM_REPORT_STEPTEXT_H
#define KVSIM_REPORT_STEPTEXT_H

#include <stdio.h>

#include "engine/counters.h"

/* Writes why the buffer is what it is after a shrink that the rule asked for, as in "krealloc keeps
 * the 256-byte object: nothing freed". */
void steptext_reason(FILE *stream, const struct step *step);

/* Writes length, capacities and buffers of such a shrink, and the reason. */
void steptext_shrink(FILE *stream, const struct step *step);

/* Writes what any step did, in one clause or two. */
void steptext_write(FILE *stream, const struct step *step);

#endif
