/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/openings.h"

#include <stdlib.h>

#include "base/array.h"
#include "trace/contextname.h"
#include "trace/trace.h"

struct opening_descriptor {
    uint64_t number;
    uint32_t opening;
    uint32_t next; /* of the same process, or free: the index plus 1 */
    bool inherited;
};

struct opening_owner {
    uint32_t first; /* of its descriptors: the index plus 1 */
    uint32_t count;
    uint32_t last; /* the last opening that it or a thread of it made: the index plus 1 */
};

/* Tracks at most this many descriptors per process.  Files of further ones stay open until the
 * process is gone. */
enum { MOST_DESCRIPTORS = 1024 };

void openings_init(struct openings *openings, struct trace *trace, struct story *story) {
    *openings = (struct openings){.trace = trace, .story = story};
}

void openings_fini(struct openings *openings) {
    pids_fini(&openings->pids);
    map_fini(&openings->files);
    free(openings->owners);
    free(openings->descriptors);
    free(openings->openings);
}

bool openings_context(struct slice path, struct slice *context) {
    struct slice rest, kind;
    if (!slice_find_last(path, "/dev/", &rest))
        return false;
    if (slice_find(rest, "<char ", &kind)) /* strace -yy adds the numbers of the device */
        rest.bytes = (size_t)(kind.text - rest.text) - strlen("<char ");
    *context = rest;
    if (slice_is(rest, "binder") || slice_is(rest, "hwbinder") || slice_is(rest, "vndbinder"))
        return true;
    return slice_take(context, "binderfs/") && !slice_is(*context, "binder-control") &&
           !slice_find(*context, "/", NULL) && !contextname_bad_byte(context->text, context->bytes);
}

/* Adds a record.  Returns its index plus 1. */
static size_t tell(struct openings *openings, const struct opening_moment *moment,
                   enum record_kind kind, int32_t context) {
    size_t index = story_add_process(openings->story, moment->time_ns, moment->pid, kind,
                                     moment->name.text, moment->name.bytes);
    openings->story->records[index].context = context;
    return index + 1;
}

static struct opening_owner *owner_of(struct openings *openings, int32_t pid) {
    uint32_t number = pids_number(&openings->pids, pid);
    if (number == openings->owner_count) {
        openings->owners = array_grow(openings->owners, openings->owner_count,
                                      &openings->owner_room, sizeof *openings->owners);
        openings->owners[openings->owner_count++] = (struct opening_owner){0};
    }
    return &openings->owners[number];
}

/* Adds an opening.  Returns its index. */
static uint32_t add(struct openings *openings, const struct opening_moment *moment,
                    struct slice context, enum record_kind kind) {
    bool wanted = !openings->trace->options.contexts;
    int found = wanted ? trace_context(openings->trace, context.text, context.bytes) : -1;
    openings->opened += kind == RECORD_OPEN;
    openings->held += kind == RECORD_HELD;
    openings->left_out += wanted && found < 0;
    struct opening_owner *owner = owner_of(openings, moment->pid);
    struct opening opening = {
        .pid = moment->pid, .context = found, .previous = owner->last, .held = kind == RECORD_HELD};
    if (found >= 0)
        opening.began = tell(openings, moment, kind, found);
    openings->openings = array_grow(openings->openings, openings->count, &openings->room,
                                    sizeof *openings->openings);
    openings->openings[openings->count++] = opening;
    owner->last = (uint32_t)openings->count;
    return (uint32_t)openings->count - 1;
}

static void end(struct openings *openings, const struct opening_moment *moment, uint32_t number) {
    struct opening *opening = &openings->openings[number];
    const struct opening_moment owners = {moment->time_ns, opening->pid, {"", 0}};
    if (opening->context >= 0)
        opening->ended = tell(openings, &owners, RECORD_CLOSE, opening->context);
    openings->closed++;
}

static void attach(struct openings *openings, int32_t pid, uint64_t number, uint32_t opening,
                   bool inherited) {
    struct opening_owner *owner = owner_of(openings, pid);
    if (owner->count == MOST_DESCRIPTORS)
        return;
    size_t index = openings->free ? openings->free - 1 : openings->descriptor_count++;
    if (openings->free)
        openings->free = openings->descriptors[index].next;
    else
        openings->descriptors = array_grow(openings->descriptors, index, &openings->descriptor_room,
                                           sizeof *openings->descriptors);
    openings->descriptors[index] =
        (struct opening_descriptor){number, opening, owner->first, inherited};
    owner->first = (uint32_t)index + 1;
    owner->count++;
    openings->openings[opening].descriptors++;
}

/* Removes descriptors from a process: those in the range, or of these those that are not inherited.
 * Closes an opening whose last descriptor goes, unless `moment` is NULL. */
static void detach(struct openings *openings, const struct opening_moment *moment, int32_t pid,
                   uint64_t first, uint64_t last, bool executes) {
    if (openings->opened + openings->held == 0)
        return;
    struct opening_owner *owner = owner_of(openings, pid);
    uint32_t *link = &owner->first;
    while (*link) {
        uint32_t at = *link;
        struct opening_descriptor *descriptor = &openings->descriptors[at - 1];
        if (descriptor->number < first || descriptor->number > last ||
            (executes && descriptor->inherited)) {
            link = &descriptor->next;
            continue;
        }
        *link = descriptor->next;
        descriptor->next = openings->free;
        openings->free = at;
        owner->count--;
        if (--openings->openings[descriptor->opening].descriptors == 0 && moment)
            end(openings, moment, descriptor->opening);
    }
}

/* Returns the descriptor of that number; NULL if it is of another file. */
static struct opening_descriptor *find(struct openings *openings, int32_t pid, uint64_t number) {
    for (uint32_t at = owner_of(openings, pid)->first; at; at = openings->descriptors[at - 1].next)
        if (openings->descriptors[at - 1].number == number)
            return &openings->descriptors[at - 1];
    return NULL;
}

void openings_open(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor, bool inherited) {
    if (openings->driver)
        return;
    openings_close(openings, moment, descriptor, descriptor);
    uint32_t opening = add(openings, moment, context, RECORD_OPEN);
    attach(openings, moment->pid, descriptor, opening, inherited);
}

void openings_hold(struct openings *openings, const struct opening_moment *moment,
                   struct slice context, uint64_t descriptor) {
    if (openings->driver || find(openings, moment->pid, descriptor) ||
        owner_of(openings, moment->pid)->count == MOST_DESCRIPTORS)
        return;
    uint32_t opening = add(openings, moment, context, RECORD_HELD);
    attach(openings, moment->pid, descriptor, opening, false);
}

void openings_copy(struct openings *openings, const struct opening_moment *moment, uint64_t from,
                   uint64_t to, bool inherited) {
    if (from == to)
        return;
    openings_close(openings, moment, to, to);
    const struct opening_descriptor *descriptor = find(openings, moment->pid, from);
    if (descriptor)
        attach(openings, moment->pid, to, descriptor->opening, inherited);
}

void openings_inherit(struct openings *openings, const struct opening_moment *moment,
                      uint64_t descriptor, bool inherited) {
    struct opening_descriptor *found = find(openings, moment->pid, descriptor);
    if (found)
        found->inherited = inherited;
}

void openings_close(struct openings *openings, const struct opening_moment *moment, uint64_t first,
                    uint64_t last) {
    detach(openings, moment, moment->pid, first, last, false);
}

void openings_execute(struct openings *openings, const struct opening_moment *moment) {
    detach(openings, moment, moment->pid, 0, UINT64_MAX, true);
}

void openings_forget(struct openings *openings, int32_t pid) {
    detach(openings, NULL, pid, 0, UINT64_MAX, false);
    if (openings->count > 0)
        owner_of(openings, pid)->last = 0;
}

static void move_record(struct openings *openings, size_t record, int32_t pid) {
    if (record)
        openings->story->records[record - 1].pid = pid;
}

/* An opening moves again if the leader proves to be a thread, but not without end, so that nothing
 * takes quadratic time. */
void openings_join(struct openings *openings, int32_t tid, int32_t leader) {
    enum { MOST_MOVES = 100 };
    if (openings->count == 0)
        return;
    uint32_t last = owner_of(openings, leader)->last;
    for (uint32_t at = owner_of(openings, tid)->last; at;) {
        struct opening *opening = &openings->openings[at - 1];
        const uint32_t number = at;
        at = opening->previous;
        opening->pid = leader;
        move_record(openings, opening->began, leader);
        move_record(openings, opening->ended, leader);
        if (++opening->moves < MOST_MOVES) {
            opening->previous = last;
            last = number;
        }
    }
    owner_of(openings, leader)->last = last;
    for (uint32_t at = owner_of(openings, tid)->first; at;) {
        const struct opening_descriptor descriptor = openings->descriptors[at - 1];
        attach(openings, leader, descriptor.number, descriptor.opening, descriptor.inherited);
        at = descriptor.next;
    }
    openings_forget(openings, tid);
}

void openings_take_back(struct openings *openings, struct opening *opening) {
    if (opening->began)
        openings->story->records[opening->began - 1].kind = RECORD_NOTHING;
    if (opening->ended)
        openings->story->records[opening->ended - 1].kind = RECORD_NOTHING;
    openings->held -= opening->held;
    openings->opened -= !opening->held;
    openings->left_out -= opening->context < 0 && !openings->trace->options.contexts;
}

void openings_open_file(struct openings *openings, const struct opening_moment *moment,
                        struct slice context, uint64_t file) {
    openings->driver = true;
    uint32_t opening = add(openings, moment, context, RECORD_OPEN);
    struct map_slot *slot = map_find(&openings->files, file);
    if (slot->value)
        slot->value = opening + 1;
    else
        map_put(&openings->files, slot, (struct map_slot){.key = file, .value = opening + 1});
}

void openings_release_file(struct openings *openings, const struct opening_moment *moment,
                           struct slice context, uint64_t file) {
    openings->driver = true;
    struct map_slot *slot = map_find(&openings->files, file);
    uint32_t opening = slot->value ? slot->value - 1 : add(openings, moment, context, RECORD_HELD);
    end(openings, moment, opening);
    if (slot->value)
        map_remove(&openings->files, slot);
}
