/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline: an observer that writes a CSV row for every event and lane. */
#ifndef KVSIM_REPORT_TIMELINE_H
#define KVSIM_REPORT_TIMELINE_H

#include <stdio.h>

#include "engine/pass.h"

/* The header line. */
extern const char timeline_header[];

/* Writes a row. */
void timeline_write(FILE *stream, const char *context, const char *policy, const struct step *step);

struct timeline {
    FILE *stream;
    bool replications; /* the first column says of which one a row is */
};

/* Writes the header and returns an observer whose state is the timeline. */
struct observer timeline_begin(struct timeline *timeline);

#endif
