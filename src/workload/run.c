/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/schema.h"
#include "workload/source.h"

/* A source, with events that the merge has not taken yet. */
struct feed {
    const struct source_kind *kind;
    void *state;
    uint64_t number; /* tells its entries from those of other feeds */
    struct spread spread;
    struct event events[EVENT_BATCH];
    int count, at;
    bool ended;
};

static bool find_kind(const struct doc_node *node, const struct source_kind **kind) {
    struct nearest nearest = nearest_to(node->scalar, strlen(node->scalar));
    for (int i = 0; i < source_kind_count; i++) {
        *kind = source_kinds[i];
        if (strcmp((*kind)->name, node->scalar) == 0)
            return true;
        nearest_offer(&nearest, (*kind)->name);
    }
    struct place place = doc_place(node);
    diag_error_at(&place, "unknown kind of source '%s'", node->scalar);
    nearest_hint(&nearest);
    diag_hint("kvsim --list sources lists them");
    return false;
}

/* Checks `name` and `kind`, which decide how to read the rest. */
static bool read_source_head(const struct doc_node *list, size_t index,
                             const struct source_kind **kind) {
    const struct schema_key key = {.name = "name"};
    const struct doc_node *source = list->items[index], *name, *kind_node;
    const char *text;
    if (!schema_kind(source, DOC_MAPPING, "a source"))
        return false;
    if (!(name = doc_get(source, "name")))
        return doc_refuse(source, "a source needs a 'name'");
    if (!schema_name(name, &key, &text))
        return false;
    for (size_t i = 0; i < index; i++)
        if (strcmp(doc_get(list->items[i], "name")->scalar, text) == 0)
            return doc_refuse(name, "another source already has this name");
    if (!(kind_node = doc_get(source, "kind")))
        return doc_refuse(source, "a source needs a 'kind'; kvsim --list sources lists them");
    return schema_kind(kind_node, DOC_SCALAR, "'kind'") && find_kind(kind_node, kind);
}

static bool add_feed(struct run *run, const struct source_kind *kind, uint64_t number,
                     const struct doc_node *mapping, struct source_setup *setup) {
    struct feed *feed = &run->feeds[run->feed_count++];
    *feed = (struct feed){.kind = kind, .state = array_new(1, kind->size), .number = number};
    setup->spread = &feed->spread;
    return kind->init(feed->state, mapping, setup);
}

static bool check_sources(const struct doc_node *list) {
    if (!schema_kind(list, DOC_SEQUENCE, "'processes'"))
        return false;
    if (list->count == 0)
        return doc_refuse(list, "'processes' needs at least one source");
    return list->count <= LIMIT_SOURCES || doc_refuse(list, "too many sources");
}

/* Only the first replication prints the summary of a log. */
static struct trace_options trace_options_of(const struct run *run) {
    struct trace_options options = run->workload->trace_options;
    options.silent = options.silent || run->replication > 1;
    return options;
}

static bool begin_sources(struct run *run, struct source_setup *setup) {
    const struct doc_node *list = run->workload->processes;
    if (!check_sources(list))
        return false;
    run->feeds = array_new(list->count + 1, sizeof *run->feeds);
    if (setup->initial->count > 0 && !add_feed(run, &initial_kind, list->count, NULL, setup))
        return false;
    for (setup->index = 0; setup->index < list->count; setup->index++) {
        const struct source_kind *kind = NULL;
        if (!read_source_head(list, setup->index, &kind) ||
            !add_feed(run, kind, setup->index, list->items[setup->index], setup))
            return false;
    }
    return true;
}

/* The command line's trace is the only source. */
static bool begin_trace(struct run *run, struct source_setup *setup) {
    run->feeds = array_new(1, sizeof *run->feeds);
    setup->path = run->workload->name;
    return add_feed(run, &replay_kind, 0, NULL, setup);
}

struct run *run_new(const struct workload *workload, uint64_t replication, struct tapes *tapes) {
    struct run *run = array_new(1, sizeof *run);
    *run = (struct run){.workload = workload, .replication = replication, .tapes = tapes};
    if (!contexts_copy(&run->contexts, &workload->contexts))
        diag_no_memory();
    const struct trace_options trace = trace_options_of(run);
    struct source_setup setup = {.path = workload->path,
                                 .contexts = &run->contexts,
                                 .duration_ns = workload->duration_ns,
                                 .machine = &workload->machine,
                                 .seed = workload->seed,
                                 .replication = replication,
                                 .random = &run->random,
                                 .trace = &trace,
                                 .tapes = tapes,
                                 .initial = &workload->initial};
    if (workload->processes ? begin_sources(run, &setup) : begin_trace(run, &setup))
        return run;
    run_free(run);
    return NULL;
}

void run_free(struct run *run) {
    if (!run)
        return;
    for (size_t i = 0; i < run->feed_count; i++) {
        run->feeds[i].kind->fini(run->feeds[i].state);
        free(run->feeds[i].state);
    }
    contexts_fini(&run->contexts);
    free(run->feeds);
    free(run);
}

bool run_record(struct run *run) {
    for (size_t i = 0; i < run->feed_count; i++) {
        const struct feed *feed = &run->feeds[i];
        if (feed->kind->record && !feed->kind->record(feed->state))
            return false;
    }
    return true;
}

bool run_digest(const struct run *run, struct digest *digest) {
    for (size_t i = 0; i < run->feed_count; i++) {
        const struct feed *feed = &run->feeds[i];
        if (feed->kind->digest && !feed->kind->digest(feed->state, digest))
            return false;
    }
    for (int c = 0; c < run->contexts.count; c++)
        digest_text(digest, run->contexts.names[run->contexts.rows[c]]);
    return true;
}

/* Merging */

static int report_too_many(const struct run *run) {
    diag_error("%s: too many processes are alive at once", run->workload->name);
    return -1;
}

_Static_assert(LIMIT_CONTEXTS <= EVENT_BATCH, "an event in each context is in one batch");

static uint64_t copies_of(const struct feed *feed) {
    return feed->spread.count > 1 ? (uint64_t)feed->spread.count : 1;
}

/* Makes the source's next events.  If processes register in several contexts, each event happens in
 * all of them, to separate entries. */
static int fill(const struct run *run, const struct feed *feed, struct event *events) {
    uint64_t copies = copies_of(feed);
    int count = feed->kind->fill(feed->state, events, EVENT_BATCH / (int)copies);
    for (int i = count - 1; i >= 0 && feed->spread.count > 0; i--) {
        const struct event event = events[i];
        uint64_t first = event.entry * copies;
        if (first > LIMIT_PID - copies)
            return report_too_many(run);
        for (int c = feed->spread.count - 1; c >= 0; c--) {
            struct event *copy = &events[i * feed->spread.count + c];
            *copy = event;
            copy->context = feed->spread.contexts[c];
            copy->entry = (uint32_t)first + (uint32_t)c;
        }
    }
    return count > 0 ? count * (int)copies : count;
}

static bool refill(const struct run *run, struct feed *feed) {
    if (feed->at < feed->count || feed->ended)
        return true;
    feed->at = 0;
    feed->count = fill(run, feed, feed->events);
    feed->ended = feed->count == 0;
    return feed->count >= 0;
}

/* Returns the feed with the earliest next event; at equal times, the first such feed. */
static struct feed *earliest(const struct run *run) {
    struct feed *best = NULL;
    for (size_t i = 0; i < run->feed_count; i++) {
        struct feed *feed = &run->feeds[i];
        if (feed->ended)
            continue;
        if (!best || feed->events[feed->at].time_ns < best->events[best->at].time_ns)
            best = feed;
    }
    return best;
}

/* Entries of different sources get different numbers, and so do processes: the latter are a
 * workload's pids. */
static bool renumber(const struct run *run, struct event *event, const struct feed *feed) {
    uint64_t feeds = run->feed_count, entry = event->entry * feeds + feed->number;
    uint64_t process = event->entry;
    if (feed->spread.count > 1)
        process /= (uint64_t)feed->spread.count;
    if (entry >= LIMIT_PID)
        return report_too_many(run) >= 0;
    event->entry = (uint32_t)entry;
    event->pid = (int32_t)(process * feeds + feed->number) + 1;
    return true;
}

/* Makes the events of the only feed, whose entries keep their numbers.  The command line's trace
 * keeps its pids. */
static int fill_alone(struct run *run, struct event *events) {
    struct feed *feed = &run->feeds[0];
    int count = feed->ended ? 0 : fill(run, feed, events);
    feed->ended = count == 0;
    if (!run->workload->processes)
        return count;
    uint32_t copies = (uint32_t)copies_of(feed);
    for (int i = 0; i < count; i++)
        events[i].pid = (int32_t)(copies > 1 ? events[i].entry / copies : events[i].entry) + 1;
    return count;
}

/* Stops as soon as a feed is empty: filling it would move the names that events point to. */
static int merge(struct run *run, struct event *events) {
    if (run->feed_count == 1)
        return fill_alone(run, events);
    for (size_t i = 0; i < run->feed_count; i++)
        if (!refill(run, &run->feeds[i]))
            return -1;
    int count = 0;
    while (count < EVENT_BATCH) {
        struct feed *feed = earliest(run);
        if (!feed)
            break;
        events[count] = feed->events[feed->at++];
        if (!renumber(run, &events[count++], feed))
            return -1;
        if (feed->at == feed->count)
            break;
    }
    return count;
}

/* Returns how many of the events are not later than the workload's end. */
static int in_time(const struct run *run, const struct event *events, int count) {
    if (run->workload->duration_ns < 0)
        return count;
    while (count > 0 && events[count - 1].time_ns > run->workload->duration_ns)
        count--;
    return count;
}

int run_next(struct run *run, struct event events[EVENT_BATCH]) {
    int count = merge(run, events);
    if (count == 0 && run->contexts.count == 0 &&
        contexts_add(&run->contexts, "binder", strlen("binder")) < 0)
        diag_no_memory();
    if (count <= 0)
        return count;
    count = in_time(run, events, count);
    if (count > 0)
        run->last_ns = events[count - 1].time_ns;
    return count;
}

int64_t run_end_ns(const struct run *run) {
    if (run->workload->duration_ns >= 0)
        return run->workload->duration_ns;
    int64_t end_ns = run->last_ns;
    for (size_t i = 0; i < run->feed_count; i++) {
        const struct feed *feed = &run->feeds[i];
        int64_t known = feed->kind->end_ns ? feed->kind->end_ns(feed->state) : 0;
        if (known > end_ns)
            end_ns = known;
    }
    return end_ns;
}
