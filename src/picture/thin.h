/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A timeline in constant memory: an observer that keeps, of each stretch of time, what a picture of
 * any size would show of it.
 *
 * Time is cut into stretches, which become twice as long whenever there would be too many.  Of each
 * stretch and lane the first and the last step are kept, those with the shortest and the longest
 * list, the smallest and the largest capacity, the least and the most held, and the first growth,
 * shrink and free: lines keep their extremes, and marks do not vanish.
 *
 * Of a run that is not too long, all is kept besides: its events, and the steps that did more than
 * to take or leave a slot, from which the others follow.
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
    uint64_t before; /* how many of its events were before the time that is kept */
    struct thin_event *events;
    size_t count, room;
};

struct thin {
    int64_t from_ns, to_ns; /* what is kept */
    size_t stretch_count;   /* that a lane may have */
    int64_t stretch_ns;
    struct thin_lane *lanes; /* in the order in which they appeared */
    size_t lane_count, lane_room, lane_at;
    bool whole; /* all is kept besides */
    size_t whole_count;
    struct thin_context *contexts;
    size_t context_count, context_room;
};

/* Takes what was kept of a lane. */
struct thin_taker {
    /* The lane, and how many steps it took in all. */
    void (*lane)(void *state, const char *context, const char *policy, uint64_t steps);
    /* One of them, and which one it was: all lanes of a context step at the same events, of which
     * this is the number, from 1; 0 is for the state before the part of the time that is kept. */
    void (*step)(void *state, uint64_t number, const struct step *step);
    void *state;
};

/* For so many lanes, of which there may be more, and the time between two moments; of the time
 * before, each lane's last state is kept. */
void thin_init(struct thin *thin, size_t lanes, int64_t from_ns, int64_t to_ns);
void thin_fini(struct thin *thin);

/* A receiver of the first run, whose state is `thin`. */
struct receiver thin_receiver(struct thin *thin);

/* Tells what was kept, lane by lane; lanes that failed in the cell, or of which the results show no
 * row, are left out.  If all was kept: the steps that did more than to take or leave a slot. */
void thin_tell(const struct thin *thin, const struct results *results, const struct cell *cell,
               bool whole, const struct thin_taker *taker);

/* Writes the same as a timeline. */
void thin_write(const struct thin *thin, const struct results *results, const struct cell *cell,
                FILE *stream);

#endif
