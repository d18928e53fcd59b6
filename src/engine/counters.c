/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/counters.h"

static struct shrink_sum *sum_of(struct counters *counters, enum action action) {
    switch (action) {
    case ACTION_SHRINK: return &counters->in_place;
    case ACTION_SHRINK_MOVED: return &counters->moved;
    default: return &counters->freed;
    }
}

static bool add(int64_t *sum, int64_t value) {
    return !__builtin_add_overflow(*sum, value, sum);
}

/* Sums over all shrinks must fit as well. */
static bool add_shrink(struct counters *counters, const struct step *step,
                       const struct machine *machine) {
    const struct buffer *before = &step->before.buffer, *after = &step->after.buffer;
    struct shrink_sum *sum = sum_of(counters, step->action);
    int64_t bytes = before->held_bytes - after->held_bytes, slots, all;
    sum->fruitless += bytes <= 0;
    if (bytes < 0)
        bytes = 0;
    return add(&sum->slots, step->before.cap - step->after.cap) && add(&sum->bytes, bytes) &&
           (step->after.len > 0 || add(&counters->freed_bytes_when_empty, bytes)) &&
           !__builtin_add_overflow(counters->in_place.slots, counters->moved.slots, &slots) &&
           !__builtin_add_overflow(slots, counters->freed.slots, &all) &&
           !__builtin_add_overflow(counters->in_place.bytes, counters->moved.bytes, &bytes) &&
           !__builtin_add_overflow(bytes, counters->freed.bytes, &all) &&
           add(&counters->freed_pages, machine->kernel->freed_pages(machine, before, after));
}

/* Counts a change of the capacity in its minute. */
static void count_in_minute(struct counters *counters, int64_t time_ns) {
    const int64_t minute_ns = INT64_C(60) * 1000000000;
    if (time_ns >= counters->minute_end_ns) {
        counters->minute_end_ns = (time_ns / minute_ns + 1) * minute_ns;
        counters->minute_reallocs = 0;
    }
    counters_raise(&counters->peak_minute_reallocs, ++counters->minute_reallocs);
}

bool counters_step(struct counters *counters, const struct step *step,
                   const struct machine *machine) {
    counters->actions[step->action]++;
    if (!add(&counters->copied_bytes, step->copied_bytes))
        return false;
    counters_raise(&counters->largest_copy_bytes, step->copied_bytes);
    if (step->after.cap != step->before.cap)
        count_in_minute(counters, step->time_ns);
    if (step->after.cap > step->before.cap) {
        counters->regrows += counters->shrunk_last;
        counters->shrunk_last = false;
    } else if (step->after.cap < step->before.cap) {
        counters->shrunk_last = true;
        return add_shrink(counters, step, machine);
    }
    return true;
}

int64_t counters_grows(const struct counters *counters) {
    const int64_t *actions = counters->actions;
    return actions[ACTION_ALLOC] + actions[ACTION_GROW] + actions[ACTION_GROW_IN_PLACE];
}

int64_t counters_shrinks(const struct counters *counters) {
    const int64_t *actions = counters->actions;
    return actions[ACTION_SHRINK] + actions[ACTION_SHRINK_MOVED] + actions[ACTION_FREE];
}

int64_t counters_moves(const struct counters *counters) {
    return counters->actions[ACTION_GROW] + counters->actions[ACTION_SHRINK_MOVED];
}

int64_t counters_freed_slots(const struct counters *counters) {
    return counters->in_place.slots + counters->moved.slots + counters->freed.slots;
}

int64_t counters_freed_bytes(const struct counters *counters) {
    return counters->in_place.bytes + counters->moved.bytes + counters->freed.bytes;
}
