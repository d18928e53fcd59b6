/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A team: the passes that carry a cell's rules through the same events.
 *
 * Each pass has some of the families, on a thread of its own; the caller reads the events ahead.  A
 * lone pass runs on the caller's thread.  What happens to a lane does not depend on the other
 * lanes, so results do not depend on the number of passes.  Nor do the reports of failed rules:
 * they wait for the end, and come in the order of the events and the rules.
 */
#ifndef KVSIM_ENGINE_TEAM_H
#define KVSIM_ENGINE_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/pass.h"

struct team;

/* Makes the passes, up to `threads`; only one for few families, and where the setup wants every
 * step or has a planned rule.  What the setup points to must stay; its functions, and is_stopped,
 * may be called on any thread.  Once is_stopped returns true, the passes stop soon. */
struct team *team_new(const struct pass_setup *setup, int threads, bool (*is_stopped)(void *state),
                      void *state);

/* Before team_finish, it abandons the work. */
void team_free(struct team *team);

/* Carries the lanes through these events.  Names of events are not looked at. */
void team_run(struct team *team, const struct event *events, int count);

/* Closes the lanes at the end of the observation, and reports failed rules.  Returns false, without
 * reports, when the work was stopped. */
bool team_finish(struct team *team, int64_t end_ns);

/* After the end: a context's track, without its lanes, and the lane of a rule there. */
const struct track *team_track(const struct team *team, int context);
const struct lane *team_lane(const struct team *team, int context, size_t rule);

#endif
