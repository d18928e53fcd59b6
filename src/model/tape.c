/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tape.h"

#include <stdlib.h>

struct tape_event {
    int64_t time_ns;
    uint32_t entry;
    uint8_t context, kind;
};

_Static_assert(sizeof(struct tape_event) == 16, "an event on a tape takes 16 bytes");

enum tape_result tape_add(struct tape *tape, const struct event *events, int count) {
    for (const struct event *event = events; event < events + count; event++) {
        size_t block = tape->count / TAPE_BLOCK_EVENTS, at = tape->count % TAPE_BLOCK_EVENTS;
        if (block == TAPE_BLOCKS)
            return TAPE_FULL;
        if (at == 0)
            tape->blocks[block] = malloc(TAPE_BLOCK_EVENTS * sizeof *tape->blocks[block]);
        if (!tape->blocks[block])
            return TAPE_NO_MEMORY;
        tape->blocks[block][at] =
            (struct tape_event){event->time_ns, event->entry, event->context, event->kind};
        tape->count++;
    }
    return TAPE_FINE;
}

void tape_fini(struct tape *tape) {
    for (int i = 0; i < TAPE_BLOCKS && tape->blocks[i]; i++)
        free(tape->blocks[i]);
    *tape = (struct tape){.count = 0};
}

int tape_read(const struct tape *tape, size_t at, struct event *events, int room) {
    int count = 0;
    for (; count < room && at < tape->count; count++, at++) {
        const struct tape_event *event =
            &tape->blocks[at / TAPE_BLOCK_EVENTS][at % TAPE_BLOCK_EVENTS];
        events[count] = (struct event){.time_ns = event->time_ns,
                                       .name = "",
                                       .entry = event->entry,
                                       .context = event->context,
                                       .kind = event->kind};
    }
    return count;
}
