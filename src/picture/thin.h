/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A timeline in constant memory: an observer that keeps, per stretch of time, what a picture of any
 * size would show.
 *
 * Stretches double in length whenever there would be too many.  Per stretch and lane, it keeps the
 * first and the last step, the steps with the shortest and the longest list, the smallest and the
 * largest capacity, the least and the most held, and the first growth, shrink and free.  So lines
 * keep their extremes, and marks do not vanish.
 *
 * Of a run that is not too long, it also keeps everything: the events, and the steps that did more
 * than take or leave a slot; the other steps follow from these.
 */
#ifndef KVSIM_PICTURE_THIN_H
#define KVSIM_PICTURE_THIN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/cell.h"
#include "engine/receiver.h"

struct results;

struct thin_event {
    int64_t time_ns;
    bool registration;
};

struct thin_context {
    char *name;
    uint64_t before; /* its events before the time kept */
    struct thin_event *events;
    size_t count, room;
};

struct thin {
    int64_t from_ns, to_ns; /* the time kept */
    size_t stretch_count;   /* the most stretches per lane */
    int64_t stretch_ns;
    struct thin_lane *lanes; /* in order of appearance */
    size_t lane_count, lane_room, lane_at;
    bool whole; /* everything is kept as well */
    size_t whole_count;
    struct thin_context *contexts;
    size_t context_count, context_room;
};

/* Receives what was kept of a lane. */
struct thin_taker {
    /* A lane, and its number of steps in all. */
    void (*lane)(void *state, const char *context, const char *policy, uint64_t steps);
    /* A step kept, and its number.  All lanes of a context step at the same events; `number` is the
     * event's, from 1.  0 is for the state before the part of the time kept. */
    void (*step)(void *state, uint64_t number, const struct step *step);
    void *state;
};

/* Begins with an expected number of lanes, which may be exceeded, and the time between two moments.
 * Keeps each lane's last state before that time. */
void thin_init(struct thin *thin, size_t lanes, int64_t from_ns, int64_t to_ns);
void thin_fini(struct thin *thin);

/* Makes a receiver of the first run, whose state is `thin`. */
struct receiver thin_receiver(struct thin *thin);

/* Reports what was kept, lane by lane.  Leaves out lanes that failed in the cell, and lanes without
 * a row in the results.  If everything was kept: reports the steps that did more than take or leave
 * a slot. */
void thin_tell(const struct thin *thin, const struct results *results, const struct cell *cell,
               bool whole, const struct thin_taker *taker);

/* Writes the same as a timeline. */
void thin_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                FILE *stream);

#endif
