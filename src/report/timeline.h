/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: a receiver that writes a CSV row for every event and lane. */
#ifndef KVSIM_REPORT_TIMELINE_H
#define KVSIM_REPORT_TIMELINE_H

#include <stdio.h>

#include "engine/receiver.h"

/* Returns the action's name in the column `action`. */
const char *timeline_action(enum action action);

/* The header line. */
extern const char timeline_header[];

/* Writes a row. */
void timeline_write(FILE *stream, const char *context, const char *policy, const struct step *step);

struct timeline {
    FILE *stream;
    bool replications; /* the first column is the replication */
    uint64_t replication;
};

/* Writes the header and returns a receiver whose state is the timeline. */
struct receiver timeline_receiver(struct timeline *timeline);

#endif
