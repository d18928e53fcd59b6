/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Receivers of a run: the one protocol that reports events while they happen.  Timeline, pictures
 * and dump receive; the counters of a lane (engine/counters.h) are its own receiver.
 */
#ifndef KVSIM_ENGINE_RECEIVER_H
#define KVSIM_ENGINE_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/lane.h"
#include "model/contexts.h"
#include "model/event.h"

/* NULL functions are not called. */
struct receiver {
    void (*begin)(void *state, uint64_t replication, const struct contexts *contexts);
    /* Every event, before its steps. */
    void (*events)(void *state, const struct event *events, int count);
    /* Every step of every lane that has not failed.  Without a receiver of steps, idle lanes are
     * not touched. */
    void (*step)(void *state, const char *context, const struct lane *lane,
                 const struct step *step);
    void (*end)(void *state, int64_t end_ns);
    void *state;
    bool first_run_only; /* it does not receive further replications and workloads */
};

#endif
