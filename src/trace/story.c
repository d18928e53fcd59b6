/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"

/* Sections beyond this many count as one. */
enum { MOST_SECTIONS = UINT16_MAX };

void story_fini(struct story *story) {
    free(story->records);
    free(story->sections);
    names_fini(&story->names);
}

bool story_section(struct story *story) {
    if (story->section_count == MOST_SECTIONS)
        return false;
    story->sections = array_grow(story->sections, story->section_count, &story->section_room,
                                 sizeof *story->sections);
    story->sections[story->section_count++] = (struct story_section){0};
    return true;
}

void story_section_start(struct story *story, int64_t wall_ns, bool after_february) {
    story->sections[story->section_count - 1] = (struct story_section){wall_ns, after_february};
}

size_t story_add(struct story *story, struct record record, const char *name, size_t name_bytes) {
    record.name = names_add(&story->names, name, name_bytes);
    record.section = (uint16_t)(story->section_count - 1);
    record.sequence = story->count;
    story->records = array_grow(story->records, story->count, &story->room, sizeof *story->records);
    story->records[story->count] = record;
    return story->count++;
}

size_t story_add_process(struct story *story, int64_t time_ns, int32_t pid, enum record_kind kind,
                         const char *name, size_t name_bytes) {
    const struct record record = {.time_ns = time_ns,
                                  .pid = pid,
                                  .writer = WRITER_NONE,
                                  .kind = (uint8_t)kind,
                                  .origin = ORIGIN_KERNEL};
    size_t bytes = name_bytes < LIMIT_NAME_BYTES ? name_bytes : LIMIT_NAME_BYTES;
    return story_add(story, record, name, bytes);
}

static int by_time(const void *a, const void *b) {
    const struct record *left = a, *right = b;
    if (left->time_ns != right->time_ns)
        return left->time_ns < right->time_ns ? -1 : 1;
    if (left->sequence != right->sequence)
        return left->sequence < right->sequence ? -1 : 1;
    return left->pid < right->pid ? -1 : left->pid > right->pid;
}

/* Most records are in order already, and those that no line made follow them: these are sorted
 * separately and merged from the back. */
void story_sort(struct story *story) {
    struct record *records = story->records;
    size_t sorted = story->count > 0;
    while (sorted < story->count && by_time(&records[sorted - 1], &records[sorted]) <= 0)
        sorted++;
    size_t left = story->count - sorted, to = story->count;
    if (left == 0)
        return;
    struct record *rest = array_new(left, sizeof *rest);
    memcpy(rest, records + sorted, left * sizeof *rest);
    qsort(rest, left, sizeof *rest, by_time);
    while (left > 0) {
        bool later = sorted > 0 && by_time(&records[sorted - 1], &rest[left - 1]) > 0;
        records[--to] = later ? records[--sorted] : rest[--left];
    }
    free(rest);
}

static bool is_event(const struct record *record) {
    return record->origin == ORIGIN_EVENTS && record->kind != RECORD_RESTART;
}

/* Returns whether a record is an event that says the same as a text. */
static bool is_told(const struct story *story, size_t event, size_t text) {
    const struct record *a = &story->records[event], *b = &story->records[text];
    return is_event(a) && a->kind == b->kind && a->pid == b->pid;
}

enum { NEAR_NS = 1000000000, MOST_NEAR = 1000 };

static bool is_told_later(const struct story *story, size_t text, size_t first) {
    const struct record *records = story->records;
    for (size_t i = first; i < story->count && i < first + MOST_NEAR &&
                           records[i].time_ns - records[text].time_ns < NEAR_NS;
         i++)
        if (is_told(story, i, text))
            return true;
    return false;
}

static bool is_told_earlier(const struct story *story, size_t text, size_t last) {
    const struct record *records = story->records;
    for (size_t i = last + 1;
         i-- > 0 && i + MOST_NEAR > last && records[text].time_ns - records[i].time_ns < NEAR_NS;)
        if (is_told(story, i, text))
            return true;
    return false;
}

/* Drops text about apps that repeats the activity manager's events: all of it from the first to the
 * last event, and next to them what an event says as well. */
static void leave_out_text(struct story *story) {
    size_t first = 0, last = story->count;
    while (first < story->count && !is_event(&story->records[first]))
        first++;
    if (first == story->count)
        return;
    while (!is_event(&story->records[--last]))
        ;
    for (size_t i = 0; i < story->count; i++)
        if (story->records[i].origin == ORIGIN_TEXT && (i < first  ? is_told_later(story, i, first)
                                                        : i > last ? is_told_earlier(story, i, last)
                                                                   : true)) {
            story->records[i].kind = RECORD_NOTHING;
            story->repeated++;
        }
}

static bool is_same(const struct record *a, const struct record *b) {
    return a->kind == b->kind && a->pid == b->pid && a->origin == b->origin && a->name == b->name;
}

/* Returns whether another section has this record at the same time. */
static bool is_repeated(const struct story *story, size_t index) {
    enum { MOST_AT_ONCE = 1000 };
    const struct record *record = &story->records[index];
    size_t least = index > MOST_AT_ONCE ? index - MOST_AT_ONCE : 0;
    for (size_t i = index; i-- > least && story->records[i].time_ns == record->time_ns;)
        if (story->records[i].section != record->section && is_same(&story->records[i], record))
            return true;
    return false;
}

static void merge_sections(struct story *story, bool leap) {
    const int64_t day_ns = 86400 * INT64_C(1000000000);
    for (size_t i = 0; i < story->count; i++) {
        const struct story_section *section = &story->sections[story->records[i].section];
        int64_t moved_ns = leap && section->after_february ? day_ns : 0;
        story->records[i].time_ns += section->start_ns + moved_ns;
    }
    story_sort(story);
    for (size_t i = 0; i < story->count; i++) {
        if (story->records[i].kind != RECORD_NOTHING && is_repeated(story, i)) {
            story->records[i].kind = RECORD_NOTHING;
            story->repeated++;
        }
        story->records[i].sequence = i;
    }
}

/* Counts time from the first record that happens. */
static void begin_at_zero(struct story *story) {
    int64_t first_ns = INT64_MAX;
    for (size_t i = 0; i < story->count; i++)
        if (story->records[i].kind != RECORD_NOTHING && story->records[i].kind != RECORD_EXISTS &&
            story->records[i].time_ns < first_ns)
            first_ns = story->records[i].time_ns;
    for (size_t i = 0; i < story->count && first_ns != INT64_MAX; i++) {
        int64_t *time_ns = &story->records[i].time_ns;
        *time_ns = *time_ns < first_ns ? 0 : *time_ns - first_ns;
        if (*time_ns > LIMIT_TIME_NS)
            *time_ns = LIMIT_TIME_NS;
    }
}

void story_finish(struct story *story, bool leap) {
    if (story->section_count > 1)
        merge_sections(story, leap);
    else
        story_sort(story);
    leave_out_text(story);
    begin_at_zero(story);
}
