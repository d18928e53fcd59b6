/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes events as a native trace, whose replay gives the same results. */
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

/* Returns a receiver of one run, whose state is the dump.  At the end it writes the row `end`,
 * which lists the contexts if their order does not follow from the rows. */
struct receiver dump_receiver(struct dump *dump, FILE *stream);

#endif
