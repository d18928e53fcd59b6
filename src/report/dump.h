/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes events as a native trace, which gives the same results when it is replayed. */
#ifndef KVSIM_REPORT_DUMP_H
#define KVSIM_REPORT_DUMP_H

#include <stdio.h>

#include "engine/receiver.h"

struct dump {
    FILE *stream;
    const struct contexts *contexts;
    bool seen[LIMIT_CONTEXTS];
    int appeared[LIMIT_CONTEXTS]; /* indices in the order of their first events */
    int count;
};

/* A receiver of one run, whose state is the dump.  At the end it writes the row `end`, which lists
 * the contexts where their order does not follow from the rows. */
struct receiver dump_receiver(struct dump *dump, FILE *stream);

#endif
