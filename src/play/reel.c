/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "play/reel.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "base/map.h"

/* The event has no partner: its entry stays, or the partner is not on the log. */
#define NO_PARTNER UINT32_MAX

_Static_assert(LIMIT_TAPE_EVENTS < NO_PARTNER, "events have numbers of 32 bits");

struct own_event {
    int64_t time_ns;
    uint32_t log_at; /* events of the log before it */
    uint32_t closes; /* of a deregistration: the event it closes, own or of the log */
    bool closes_own;
    bool taken; /* of a registration: an own event closes it */
    uint8_t context, kind;
};

static struct event log_event(const struct reel *reel, size_t at) {
    struct event event = {.time_ns = 0};
    tape_read(&reel->log, at, &event, 1);
    return event;
}

/* Loading */

static void grow_log(struct reel *reel, size_t count) {
    size_t room = reel->log_room;
    if (count <= room)
        return;
    while (room < count)
        room = room * 2 + EVENT_BATCH;
    reel->partners = realloc(reel->partners, room * sizeof *reel->partners);
    reel->taken = realloc(reel->taken, room);
    if (!reel->partners || !reel->taken)
        diag_no_memory();
    memset(reel->taken + reel->log_room, 0, room - reel->log_room);
    reel->log_room = room;
}

/* Finds the registration of a deregistration.  `open` maps each registered entry's number to its
 * event. */
static void pair(struct reel *reel, struct map *open, const struct event *event, uint32_t number) {
    struct map_slot *slot = map_find(open, event->entry);
    reel->partners[number] = NO_PARTNER;
    if (event->kind == EVENT_REGISTER && !slot->value) {
        map_put(open, slot, (struct map_slot){.key = event->entry, .value = number + 1});
    } else if (event->kind == EVENT_DEREGISTER && slot->value) {
        reel->partners[number] = slot->value - 1;
        reel->partners[slot->value - 1] = number;
        map_remove(open, slot);
    }
    if (event->entry >= reel->first_entry)
        reel->first_entry = event->entry + 1;
}

static bool add(struct reel *reel, struct map *open, const struct event *events, int count) {
    size_t number = reel->log.count;
    switch (tape_add(&reel->log, events, count)) {
    case TAPE_FULL:
        diag_error("--play takes at most %zu events; this run has more", LIMIT_TAPE_EVENTS);
        return false;
    case TAPE_NO_MEMORY: diag_no_memory();
    case TAPE_FINE: break;
    }
    grow_log(reel, reel->log.count);
    for (int i = 0; i < count; i++)
        pair(reel, open, &events[i], (uint32_t)(number + (size_t)i));
    return true;
}

static bool load(struct reel *reel, struct run *run) {
    struct event events[EVENT_BATCH];
    struct map open = {.count = 0};
    int count;
    while ((count = run_next(run, events)) > 0 && !interrupt_arrived())
        if (!add(reel, &open, events, count))
            break;
    map_fini(&open);
    return count == 0;
}

bool reel_init(struct reel *reel, struct run *run) {
    *reel = (struct reel){.log_room = 0};
    if (run && !load(reel, run))
        return false;
    bool fine = run ? contexts_copy(&reel->contexts, &run->contexts)
                    : contexts_add(&reel->contexts, "binder", strlen("binder")) >= 0;
    if (!fine)
        diag_no_memory();
    return true;
}

void reel_fini(struct reel *reel) {
    tape_fini(&reel->log);
    contexts_fini(&reel->contexts);
    free(reel->partners);
    free(reel->taken);
    free(reel->own);
}

/* Going forward */

uint64_t reel_count(const struct reel *reel) {
    return reel->log.count - reel->void_count + reel->own_count;
}

static struct event own_event(const struct reel *reel, size_t at) {
    const struct own_event *own = &reel->own[at];
    uint32_t entry = reel->first_entry + (uint32_t)at;
    if (own->kind == EVENT_DEREGISTER)
        entry =
            own->closes_own ? reel->first_entry + own->closes : log_event(reel, own->closes).entry;
    return (struct event){.time_ns = own->time_ns,
                          .name = "",
                          .entry = entry,
                          .context = own->context,
                          .kind = own->kind};
}

static bool is_void(const struct reel *reel, const struct event *event, size_t at) {
    return event->kind == EVENT_DEREGISTER && reel->partners[at] != NO_PARTNER &&
           reel->taken[reel->partners[at]];
}

static bool own_is_next(const struct reel *reel, const struct reel_place *place) {
    return place->own_at < reel->own_count && reel->own[place->own_at].log_at <= place->log_at;
}

bool reel_next(const struct reel *reel, struct reel_place *place, struct event *event) {
    for (bool passed = false; !passed;) {
        if (own_is_next(reel, place)) {
            *event = own_event(reel, place->own_at++);
            passed = true;
        } else if (place->log_at < reel->log.count) {
            *event = log_event(reel, place->log_at);
            passed = !is_void(reel, event, place->log_at++);
        } else {
            return false;
        }
    }
    place->number++;
    place->time_ns = event->time_ns;
    return true;
}

bool reel_is_own(const struct reel *reel, const struct reel_place *place) {
    return place->own_at > 0 && reel->own[place->own_at - 1].log_at == place->log_at;
}

/* Own events */

/* Sets whether an own deregistration takes its entry. */
static void take(struct reel *reel, const struct own_event *own, bool taken) {
    if (own->closes_own) {
        reel->own[own->closes].taken = taken;
        return;
    }
    reel->taken[own->closes] = taken;
    if (reel->partners[own->closes] == NO_PARTNER)
        return;
    if (taken)
        reel->void_count++;
    else
        reel->void_count--;
}

/* Sets whether the entries of the own deregistrations, from one event to another, are taken. */
static void take_all(struct reel *reel, size_t from, size_t to, bool taken) {
    for (size_t i = from; i < to; i++)
        if (reel->own[i].kind == EVENT_DEREGISTER)
            take(reel, &reel->own[i], taken);
}

static void forget_ahead(struct reel *reel, const struct reel_place *place) {
    take_all(reel, place->own_at, reel->own_count, false);
    reel->own_count = place->own_at;
}

static struct own_event *append(struct reel *reel, const struct reel_place *place, uint8_t context,
                                int64_t time_ns, enum event_kind kind) {
    reel->own = array_grow(reel->own, reel->own_count, &reel->own_room, sizeof *reel->own);
    struct own_event *own = &reel->own[reel->own_count++];
    *own = (struct own_event){.time_ns = time_ns,
                              .log_at = (uint32_t)place->log_at,
                              .context = context,
                              .kind = (uint8_t)kind};
    return own;
}

static bool is_full(const struct reel *reel) {
    return reel->own_count >= REEL_OWN_EVENTS;
}

size_t reel_register(struct reel *reel, const struct reel_place *place, uint8_t context,
                     int64_t time_ns, size_t count) {
    size_t made = 0;
    forget_ahead(reel, place);
    for (; made < count && !is_full(reel); made++)
        append(reel, place, context, time_ns, EVENT_REGISTER);
    return made;
}

/* Returns whether the log's event is a registration in the context, of an entry that is still
 * there. */
static bool is_there(const struct reel *reel, const struct reel_place *place, uint8_t context,
                     size_t at) {
    const struct event event = log_event(reel, at);
    return event.kind == EVENT_REGISTER && event.context == context && !reel->taken[at] &&
           (reel->partners[at] == NO_PARTNER || reel->partners[at] >= place->log_at);
}

/* Entries leave in reverse order of registration: what is before `log` and `own` is still to be
 * looked at. */
size_t reel_deregister(struct reel *reel, const struct reel_place *place, uint8_t context,
                       int64_t time_ns, size_t count) {
    size_t made = 0, log = place->log_at, own = place->own_at, ahead = reel->own_count;
    forget_ahead(reel, place);
    for (; made < count && !is_full(reel); made++) {
        while (own > 0 && (reel->own[own - 1].kind != EVENT_REGISTER || reel->own[own - 1].taken ||
                           reel->own[own - 1].context != context))
            own--;
        while (log > 0 && (own == 0 || reel->own[own - 1].log_at < log) &&
               !is_there(reel, place, context, log - 1))
            log--;
        bool is_own = own > 0 && reel->own[own - 1].log_at >= log;
        if (!is_own && log == 0)
            break;
        struct own_event *event = append(reel, place, context, time_ns, EVENT_DEREGISTER);
        event->closes_own = is_own;
        event->closes = (uint32_t)(is_own ? --own : --log);
        take(reel, event, true);
    }
    if (made == 0) { /* what was ahead is still there */
        take_all(reel, place->own_at, ahead, true);
        reel->own_count = ahead;
    }
    return made;
}
