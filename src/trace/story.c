/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"

/* Sections beyond this many are told as one. */
enum { MOST_SECTIONS = UINT16_MAX };

void story_fini(struct story *story) {
    free(story->told);
    free(story->origins_ns);
    names_fini(&story->names);
}

bool story_section(struct story *story) {
    if (story->section_count == MOST_SECTIONS)
        return false;
    story->origins_ns = array_grow(story->origins_ns, story->section_count, &story->section_room,
                                   sizeof *story->origins_ns);
    story->origins_ns[story->section_count++] = 0;
    return true;
}

void story_origin(struct story *story, int64_t wall_ns) {
    story->origins_ns[story->section_count - 1] = wall_ns;
}

size_t story_tell(struct story *story, struct told told, const char *name, size_t name_bytes) {
    told.name = names_add(&story->names, name, name_bytes);
    told.section = (uint16_t)(story->section_count - 1);
    told.sequence = story->count;
    story->told = array_grow(story->told, story->count, &story->room, sizeof *story->told);
    story->told[story->count] = told;
    return story->count++;
}

size_t story_tell_process(struct story *story, int64_t time_ns, int32_t pid, enum told_kind kind,
                          const char *name, size_t name_bytes) {
    const struct told told = {.time_ns = time_ns,
                              .pid = pid,
                              .writer = WRITER_NONE,
                              .kind = (uint8_t)kind,
                              .teller = TELLER_KERNEL};
    size_t bytes = name_bytes < LIMIT_NAME_BYTES ? name_bytes : LIMIT_NAME_BYTES;
    return story_tell(story, told, name, bytes);
}

static int by_time(const void *a, const void *b) {
    const struct told *left = a, *right = b;
    if (left->time_ns != right->time_ns)
        return left->time_ns < right->time_ns ? -1 : 1;
    if (left->sequence != right->sequence)
        return left->sequence < right->sequence ? -1 : 1;
    return left->pid < right->pid ? -1 : left->pid > right->pid;
}

void story_sort(struct story *story) {
    for (size_t i = 1; i < story->count; i++)
        if (by_time(&story->told[i - 1], &story->told[i]) > 0) {
            qsort(story->told, story->count, sizeof *story->told, by_time);
            return;
        }
}

/* Where the activity manager's events tell of the apps, text about them is left out. */
static void leave_out_text(struct story *story) {
    bool events = false;
    for (size_t i = 0; i < story->count && !events; i++)
        events = story->told[i].teller == TELLER_EVENTS && story->told[i].kind != TOLD_RESTART;
    for (size_t i = 0; i < story->count && events; i++)
        if (story->told[i].teller == TELLER_TEXT) {
            story->told[i].kind = TOLD_NOTHING;
            story->repeated++;
        }
}

static bool is_same(const struct told *a, const struct told *b) {
    return a->kind == b->kind && a->pid == b->pid && a->teller == b->teller && a->name == b->name;
}

/* Whether another section has told this at the same time. */
static bool is_told(const struct story *story, size_t index) {
    enum { MOST_AT_ONCE = 1000 };
    const struct told *told = &story->told[index];
    size_t least = index > MOST_AT_ONCE ? index - MOST_AT_ONCE : 0;
    for (size_t i = index; i-- > least && story->told[i].time_ns == told->time_ns;)
        if (story->told[i].section != told->section && is_same(&story->told[i], told))
            return true;
    return false;
}

static void merge_sections(struct story *story) {
    for (size_t i = 0; i < story->count; i++)
        story->told[i].time_ns += story->origins_ns[story->told[i].section];
    story_sort(story);
    for (size_t i = 0; i < story->count; i++) {
        if (story->told[i].kind != TOLD_NOTHING && is_told(story, i)) {
            story->told[i].kind = TOLD_NOTHING;
            story->repeated++;
        }
        story->told[i].sequence = i;
    }
}

/* Counts time from the first member that happens. */
static void begin_at_zero(struct story *story) {
    int64_t first_ns = INT64_MAX;
    for (size_t i = 0; i < story->count; i++)
        if (story->told[i].kind != TOLD_NOTHING && story->told[i].kind != TOLD_EXISTS &&
            story->told[i].time_ns < first_ns)
            first_ns = story->told[i].time_ns;
    for (size_t i = 0; i < story->count && first_ns != INT64_MAX; i++) {
        int64_t *time_ns = &story->told[i].time_ns;
        *time_ns = *time_ns < first_ns ? 0 : *time_ns - first_ns;
        if (*time_ns > LIMIT_TIME_NS)
            *time_ns = LIMIT_TIME_NS;
    }
}

void story_settle(struct story *story) {
    leave_out_text(story);
    if (story->section_count > 1)
        merge_sections(story);
    else
        story_sort(story);
    begin_at_zero(story);
}
