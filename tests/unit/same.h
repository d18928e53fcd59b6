/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the same happened to two lanes.  Figures are compared one by one, since there may be
 * padding between them. */
#ifndef KVSIM_TESTS_SAME_H
#define KVSIM_TESTS_SAME_H

#include <stdbool.h>
#include <string.h>

#include "engine/lane.h"

static inline bool same_lanes(const struct lane *a, const struct lane *b) {
    struct counters left = a->counters, right = b->counters;
    return memcmp(&left.actions, &right.actions, sizeof left.actions) == 0 &&
           left.registered == right.registered && left.deregistered == right.deregistered &&
           memcmp(&left.in_place, &right.in_place, sizeof left.in_place) == 0 &&
           memcmp(&left.moved, &right.moved, sizeof left.moved) == 0 &&
           memcmp(&left.freed, &right.freed, sizeof left.freed) == 0 &&
           left.copied_bytes == right.copied_bytes && left.regrows == right.regrows &&
           left.freed_bytes_when_empty == right.freed_bytes_when_empty &&
           left.largest_copy_bytes == right.largest_copy_bytes &&
           left.peak_minute_reallocs == right.peak_minute_reallocs &&
           left.freed_pages == right.freed_pages && left.peak_len == right.peak_len &&
           left.peak_wasted == right.peak_wasted && left.peak_held == right.peak_held &&
           left.len_ns == right.len_ns && left.cap_ns == right.cap_ns &&
           left.held_ns == right.held_ns && a->vector.len == b->vector.len &&
           a->vector.cap == b->vector.cap &&
           a->vector.buffer.held_bytes == b->vector.buffer.held_bytes;
}

#endif
