/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes events as a native trace, which gives the same results when it is replayed. */
#ifndef KVSIM_REPORT_DUMP_H
#define KVSIM_REPORT_DUMP_H

#include <stdio.h>

#include "model/contexts.h"
#include "model/event.h"

struct dump {
    FILE *stream;
    const struct contexts *contexts;
    bool seen[LIMIT_CONTEXTS];
    int appeared[LIMIT_CONTEXTS]; /* indices in the order of their first events */
    int count;
};

void dump_begin(struct dump *dump, FILE *stream, const struct contexts *contexts);
void dump_events(struct dump *dump, const struct event *events, int count);

/* Writes the row `end`; it lists the contexts where their order does not follow from the rows. */
void dump_end(struct dump *dump, int64_t end_ns);

#endif
