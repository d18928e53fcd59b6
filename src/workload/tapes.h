/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The traces of a study on tapes: each is read once, however many runs replay it.
 *
 * A recording is known by a key: the trace's path and all that decides what is read from it.
 * Recording is one thread's affair and comes first; from then on any number of threads may look
 * recordings up.
 */
#ifndef KVSIM_WORKLOAD_TAPES_H
#define KVSIM_WORKLOAD_TAPES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "model/contexts.h"
#include "model/tape.h"
#include "trace/trace.h"

struct worst; /* worst/worst.h */

struct recording {
    struct tape tape;
    struct contexts contexts; /* once all was read */
    int64_t end_ns;           /* as in struct trace */
    bool too_long;            /* the tape is empty: the trace has to be read from its file */
    struct digest digest;     /* of the events up to this time, once it was asked for */
    int64_t digest_ns;
    bool digested;
};

struct tapes;

struct tapes *tapes_new(void);
void tapes_free(struct tapes *tapes);

/* The recording of that key, NULL when there is none. */
const struct recording *tapes_find(struct tapes *tapes, const char *key);

/* Streams of adversaries, which take long to find, are kept in the same way.  The worst case that
 * is kept is taken over. */
const struct worst *tapes_find_worst(struct tapes *tapes, const char *key);
const struct worst *tapes_keep_worst(struct tapes *tapes, const char *key,
                                     const struct worst *worst);

/* Reads all of an open trace onto a tape, before anything else has read from it.  When the tapes
 * would hold more than LIMIT_TAPE_EVENTS, the recording is `too_long`; where the trace
 * cannot be opened again, that is an error.  Returns NULL after it has reported, or when a signal
 * ends the program. */
const struct recording *tapes_record(struct tapes *tapes, const char *key, struct trace *trace);

/* Adds to a digest those of some events that are not later than a time; a time of -1 is none. */
void tapes_digest_events(struct digest *digest, const struct event *events, int count,
                         int64_t end_ns);

/* The digest of the events of a recording, in the same way. */
uint64_t tapes_digest(struct tapes *tapes, const char *key, int64_t end_ns);

#endif
