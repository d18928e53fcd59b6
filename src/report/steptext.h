/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step of a lane did and why, in words: those of -v, of the play and of pictures. */
#ifndef KVSIM_REPORT_STEPTEXT_H
#define KVSIM_REPORT_STEPTEXT_H

#include <stdio.h>

#include "engine/counters.h"

/* Of a shrink that the rule asked for, why the buffer is what it is after it, as in "krealloc keeps
 * the 256-byte object: nothing freed". */
void steptext_reason(FILE *stream, const struct step *step);

/* Length, capacities and buffers of the same, and the reason. */
void steptext_shrink(FILE *stream, const struct step *step);

/* What any step did: one clause, or two. */
void steptext_write(FILE *stream, const struct step *step);

#endif
