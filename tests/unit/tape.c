/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tapes: the events read are the events added, from any place and in pieces of any size; a full
 * tape says so.
 */
#include "model/tape.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static uint64_t state = 1;

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

static struct event random_event(void) {
    static const char name[] = "com.example";
    return (struct event){.time_ns = random_below(INT64_MAX),
                          .name = name,
                          .name_bytes = sizeof name - 1,
                          .pid = (int32_t)random_below(INT32_MAX),
                          .entry = (uint32_t)random_below(LIMIT_ENTRIES),
                          .context = (uint8_t)random_below(LIMIT_CONTEXTS),
                          .kind = (uint8_t)random_below(2)};
}

static bool is_same(const struct event *read, const struct event *put) {
    return read->time_ns == put->time_ns && read->entry == put->entry &&
           read->context == put->context && read->kind == put->kind && read->name_bytes == 0 &&
           read->name[0] == '\0' && read->pid == 0;
}

/* Returns how many of the events from `at` on are read back right, in pieces of random size. */
static size_t count_same(const struct tape *tape, const struct event *events, size_t at) {
    struct event read[EVENT_BATCH];
    size_t same = 0;
    for (int count; (count = tape_read(tape, at, read, 1 + (int)random_below(EVENT_BATCH))) > 0;)
        for (int i = 0; i < count; i++)
            same += is_same(&read[i], &events[at++]);
    return same;
}

static void put_and_read(size_t count) {
    struct tape tape = {.count = 0};
    struct event *events = calloc(count + 1, sizeof *events);
    bool fine = true;
    for (size_t i = 0; i < count; i++)
        events[i] = random_event();
    for (size_t i = 0; i < count;) {
        size_t piece = 1 + (size_t)random_below(EVENT_BATCH);
        if (piece > count - i)
            piece = count - i;
        fine = fine && tape_add(&tape, events + i, (int)piece) == TAPE_FINE;
        i += piece;
    }
    tap_ok(fine && tape.count == count, "%zu events are put on a tape", count);
    tap_ok(count_same(&tape, events, 0) == count, "and read from the beginning");
    size_t at = (size_t)random_below((int64_t)count + 1);
    tap_ok(count_same(&tape, events, at) == count - at, "and from event %zu on", at);
    struct event none;
    tap_ok(tape_read(&tape, count, &none, 1) == 0 && tape_read(&tape, SIZE_MAX, &none, 1) == 0,
           "nothing is read beyond its end");
    tape_fini(&tape);
    tap_ok(tape.count == 0 && tape_read(&tape, 0, &none, 1) == 0, "a tape can be emptied");
    free(events);
}

/* Pretends that blocks exist, so that the test needs no memory for them. */
static void fill_up(void) {
    struct tape tape = {.count = LIMIT_TAPE_EVENTS - 2};
    void *last = calloc(TAPE_BLOCK_EVENTS, 16);
    tape.blocks[TAPE_BLOCKS - 1] = last;
    struct event events[3] = {random_event(), random_event(), random_event()};
    tap_ok(tape_add(&tape, events, 3) == TAPE_FULL && tape.count == LIMIT_TAPE_EVENTS,
           "a tape takes %zu events and says that there is room for no more", LIMIT_TAPE_EVENTS);
    tap_ok(tape_add(&tape, events, 1) == TAPE_FULL, "nor for another one");
    tap_ok(tape_add(&tape, events, 0) == TAPE_FINE, "but for none");
    free(last);
}

int main(void) {
    put_and_read(0);
    put_and_read(1);
    put_and_read(TAPE_BLOCK_EVENTS - 1);
    put_and_read(TAPE_BLOCK_EVENTS);
    put_and_read(3 * TAPE_BLOCK_EVENTS + 1);
    fill_up();
    return tap_done();
}
