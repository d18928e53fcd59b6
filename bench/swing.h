/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of a context whose length swings between about `live` and about a sixth of it; the same
 * ones for the same number. */
#ifndef KVSIM_BENCH_SWING_H
#define KVSIM_BENCH_SWING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"

static inline void swing(struct event *events, int count, int64_t live) {
    uint64_t state = 1;
    int64_t now_ns = 0, length = 0;
    for (int i = 0; i < count; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t level = i / 50000 % 2 ? live / 6 : live;
        int64_t draw = (int64_t)((state >> 33) % (uint64_t)(2 * level));
        bool up = length == 0 || draw >= length;
        now_ns += (int64_t)((state >> 40) % 1000000);
        events[i] =
            (struct event){.time_ns = now_ns, .kind = up ? EVENT_REGISTER : EVENT_DEREGISTER};
        length += up ? 1 : -1;
    }
}

#endif
