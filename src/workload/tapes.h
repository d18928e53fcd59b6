/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The traces of a study on tapes: each is read once, for any number of runs.
 *
 * A key identifies a recording: the trace's path and all that decides what is read from it.  One
 * thread records first; after that, any number of threads may look recordings up.
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
    struct contexts contexts; /* after all was read */
    int64_t end_ns;           /* as in struct trace */
    bool too_long;            /* the tape is empty: read the trace from its file */
    struct digest digest;     /* of the events up to digest_ns, if `digested` */
    int64_t digest_ns;
    bool digested;
};

struct tapes;

struct tapes *tapes_new(void);
void tapes_free(struct tapes *tapes);

/* Returns the recording of that key, or NULL. */
const struct recording *tapes_find(struct tapes *tapes, const char *key);

/* The same for the streams of adversaries, which take long to find.  tapes_keep_worst takes *worst
 * over and returns where it is kept. */
const struct worst *tapes_find_worst(struct tapes *tapes, const char *key);
const struct worst *tapes_keep_worst(struct tapes *tapes, const char *key,
                                     const struct worst *worst);

/* Reads all of an open trace onto a tape, before anything else has read from it.  If the tapes
 * would hold more than LIMIT_TAPE_EVENTS, the recording is `too_long`; if the trace then cannot be
 * reopened, that is an error.  Returns NULL after it has reported, or when a signal ends the
 * program. */
const struct recording *tapes_record(struct tapes *tapes, const char *key, struct trace *trace);

/* Adds to a digest the events up to `end_ns`; -1 means all. */
void tapes_digest_events(struct digest *digest, const struct event *events, int count,
                         int64_t end_ns);

/* Returns the digest of a recording's events, in the same way. */
uint64_t tapes_digest(struct tapes *tapes, const char *key, int64_t end_ns);

#endif
