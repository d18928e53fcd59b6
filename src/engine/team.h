/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A team: the passes that carry a cell's rules through the same events.
 *
 * Each pass has some of the families, on a thread of its own; the caller reads the events ahead.
 * What happens to a lane does not depend on the other lanes, so results do not depend on the number
 * of passes.  Nor does the order of the reports: they wait for the end and are then sorted.  A lone
 * pass runs on the caller's thread and reports at once.
 */
#ifndef KVSIM_ENGINE_TEAM_H
#define KVSIM_ENGINE_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/pass.h"

struct team;

/* Makes the passes, up to `threads`; only one where the setup wants every step or has a planned
 * rule.  `setup` and what it points to must stay.  Its functions may be called on any thread. */
struct team *team_new(const struct pass_setup *setup, int threads);
void team_free(struct team *team);

/* Carries the lanes through these events.  Names of events are not looked at. */
void team_run(struct team *team, const struct event *events, int count);

/* Closes the lanes at the end of the observation, and reports failed rules. */
void team_finish(struct team *team, int64_t end_ns);

/* After the end: a context's track, without its lanes, and the lane of a rule there. */
const struct track *team_track(const struct team *team, int context);
const struct lane *team_lane(const struct team *team, int context, size_t rule);

#endif
