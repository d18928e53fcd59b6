/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --play: joins events and policies and hands them to the player. */
#ifndef KVSIM_CLI_PLAYING_H
#define KVSIM_CLI_PLAYING_H

#include <stdbool.h>

#include "cli/options.h"
#include "policy/selection.h"
#include "workload/run.h"

/* Plays a workload or, with NULL, only the player's own events.  Takes over the selection.  Returns
 * false after it has reported, or when a signal ends the program. */
bool playing_run(const struct options *options, struct selection *selection,
                 const struct workload *workload, struct tapes *tapes);

#endif
