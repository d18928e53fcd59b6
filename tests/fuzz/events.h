/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a trace to its end.  Times never go back, and only registered entries deregister. */
#ifndef KVSIM_FUZZ_EVENTS_H
#define KVSIM_FUZZ_EVENTS_H

#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>

#include "trace/trace.h"

enum { MOST_ENTRIES = 1 << 16 };

static bool alive[MOST_ENTRIES];

static void check(const struct event *event, int64_t before_ns) {
    if (event->time_ns < before_ns || event->context >= LIMIT_CONTEXTS)
        abort();
    if (event->entry >= MOST_ENTRIES)
        return;
    if (alive[event->entry] == (event->kind == EVENT_REGISTER))
        abort();
    alive[event->entry] = event->kind == EVENT_REGISTER;
}

static void events_of(const struct trace_options *options, const uint8_t *bytes, size_t count) {
    struct contexts contexts = {.open = true};
    struct trace trace;
    struct event events[EVENT_BATCH];
    int64_t before_ns = 0;
    for (size_t i = 0; i < MOST_ENTRIES; i++)
        alive[i] = false;
    if (trace_init(&trace, fuzz_file(bytes, count), options, &contexts))
        for (int got; (got = trace_fill(&trace, events, EVENT_BATCH)) > 0;)
            for (int i = 0; i < got; i++) {
                check(&events[i], before_ns);
                before_ns = events[i].time_ns;
            }
    trace_fini(&trace);
    contexts_fini(&contexts);
    fuzz_forget();
}

#endif
