/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/tapes.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "base/names.h"
#include "worst/worst.h"

struct tapes {
    struct names keys; /* of the recordings, by the same numbers */
    struct recording **recordings;
    size_t count, room;
    size_t events;           /* on all tapes */
    struct names worst_keys; /* of the worst cases, likewise */
    struct worst **worst;
    size_t worst_count, worst_room;
};

struct tapes *tapes_new(void) {
    return array_new(1, sizeof(struct tapes));
}

void tapes_free(struct tapes *tapes) {
    for (size_t i = 0; i < tapes->count; i++) {
        tape_fini(&tapes->recordings[i]->tape);
        contexts_fini(&tapes->recordings[i]->contexts);
        free(tapes->recordings[i]);
    }
    for (size_t i = 0; i < tapes->worst_count; i++) {
        worst_fini(tapes->worst[i]);
        free(tapes->worst[i]);
    }
    names_fini(&tapes->keys);
    names_fini(&tapes->worst_keys);
    free(tapes->recordings);
    free(tapes->worst);
    free(tapes);
}

const struct recording *tapes_find(struct tapes *tapes, const char *key) {
    uint32_t number;
    return names_find(&tapes->keys, key, strlen(key), &number) ? tapes->recordings[number] : NULL;
}

static struct recording *add(struct tapes *tapes, const char *key) {
    names_add(&tapes->keys, key, strlen(key));
    tapes->recordings =
        array_grow(tapes->recordings, tapes->count, &tapes->room, sizeof *tapes->recordings);
    return tapes->recordings[tapes->count++] = array_new(1, sizeof(struct recording));
}

/* Keeps no events: each run reads the trace again. */
static bool give_up(struct recording *recording, const struct trace *trace) {
    tape_fini(&recording->tape);
    recording->too_long = true;
    if (trace_can_be_reopened(trace))
        return true;
    diag_error("%s: more than %zu events do not fit in memory", trace->lines.name,
               LIMIT_TAPE_EVENTS);
    diag_hint("this study reads them several times: store them in a file");
    return false;
}

/* Takes the rest of the trace. */
static bool record(struct tapes *tapes, struct recording *recording, struct trace *trace) {
    struct event events[EVENT_BATCH];
    int count;
    while ((count = trace_fill(trace, events, EVENT_BATCH)) > 0 && !interrupt_arrived()) {
        if (tapes->events + recording->tape.count + (size_t)count > LIMIT_TAPE_EVENTS)
            return give_up(recording, trace);
        if (tape_add(&recording->tape, events, count) != TAPE_FINE)
            diag_no_memory();
    }
    return count == 0;
}

const struct recording *tapes_record(struct tapes *tapes, const char *key, struct trace *trace) {
    struct recording *recording = add(tapes, key);
    if (!record(tapes, recording, trace))
        return NULL;
    tapes->events += recording->tape.count;
    recording->end_ns = trace->end_ns;
    if (!contexts_copy(&recording->contexts, trace->contexts))
        diag_no_memory();
    return recording;
}

void tapes_digest_events(struct digest *digest, const struct event *events, int count,
                         int64_t end_ns) {
    for (int i = 0; i < count && (end_ns < 0 || events[i].time_ns <= end_ns); i++) {
        const struct event *event = &events[i];
        uint64_t what =
            (uint64_t)event->entry << 16 | (uint64_t)event->context << 8 | (uint64_t)event->kind;
        digest_number(digest, (uint64_t)event->time_ns ^ (what << 48 | what >> 16));
    }
}

uint64_t tapes_digest(struct tapes *tapes, const char *key, int64_t end_ns) {
    uint32_t number = 0;
    names_find(&tapes->keys, key, strlen(key), &number);
    struct recording *recording = tapes->recordings[number];
    struct event events[EVENT_BATCH];
    if (!recording->digested || recording->digest_ns != end_ns) {
        recording->digest = (struct digest){0};
        recording->digest_ns = end_ns;
        recording->digested = true;
        size_t at = 0;
        for (int count; (count = tape_read(&recording->tape, at, events, EVENT_BATCH)) > 0;) {
            tapes_digest_events(&recording->digest, events, count, end_ns);
            at += (size_t)count;
        }
    }
    return recording->digest.state;
}

const struct worst *tapes_find_worst(struct tapes *tapes, const char *key) {
    uint32_t number;
    return names_find(&tapes->worst_keys, key, strlen(key), &number) ? tapes->worst[number] : NULL;
}

const struct worst *tapes_keep_worst(struct tapes *tapes, const char *key,
                                     const struct worst *worst) {
    names_add(&tapes->worst_keys, key, strlen(key));
    tapes->worst =
        array_grow(tapes->worst, tapes->worst_count, &tapes->worst_room, sizeof *tapes->worst);
    struct worst *kept = array_new(1, sizeof *kept);
    *kept = *worst;
    return tapes->worst[tapes->worst_count++] = kept;
}
