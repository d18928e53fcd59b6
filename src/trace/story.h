/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a log tells of processes: starts, bindings and deaths, each with its time, in the order of
 * the file.
 *
 * A file may hold several sections (the buffers of a bugreport, files put one behind the other).
 * Each keeps the order of its lines; with each other they are merged by time.  A section may tell
 * what another has told already, and text lines may tell what the activity manager's events say.
 * A log is kept in this form, 32 bytes a member, until its end, since a death may be news about the
 * beginning.
 */
#ifndef KVSIM_TRACE_STORY_H
#define KVSIM_TRACE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

enum told_kind {
    TOLD_NOTHING, /* taken back, or told already */
    TOLD_START,
    TOLD_BOUND,
    TOLD_DEATH,
    TOLD_END,     /* a death that is nothing unless the process is known to live */
    TOLD_EXISTS,  /* was there before the log began */
    TOLD_RESTART, /* system_server began anew: its processes are gone */
    /* What these come to (trace/lifecycle.h). */
    TOLD_REGISTER,
    TOLD_DEREGISTER,
};

enum teller {
    TELLER_EVENTS, /* the activity manager's events, am_* */
    TELLER_LMKD,   /* the event killinfo of Android's low memory killer */
    TELLER_TEXT,   /* text lines about apps */
    TELLER_INIT,   /* Android's init, of native services */
    TELLER_KERNEL, /* a Linux trace, or a table of processes */
};

/* Who writes a line, where that does not matter. */
enum { WRITER_NONE = -1 };

struct told {
    int64_t time_ns;   /* since the first line of the section; story_settle makes it the log's */
    uint64_t sequence; /* decides at equal times */
    int32_t pid;
    int32_t writer; /* the pid of the system_server that tells it, or WRITER_NONE */
    uint32_t name;
    uint8_t kind, teller; /* enum told_kind, enum teller */
    uint16_t section;
};

struct story {
    struct told *told;
    size_t count, room;
    struct names names;
    int64_t *origins_ns; /* for each section, the wall clock at its first line */
    size_t section_count, section_room;
    uint64_t repeated; /* members that another one had told, set by story_settle */
};

void story_fini(struct story *story);

/* Begins another section, which the first is as well; false when there are too many: what follows
 * then belongs to the last one. */
bool story_section(struct story *story);

/* The wall clock at the first line of the present section. */
void story_origin(struct story *story, int64_t wall_ns);

/* Adds a member to the present section: its index.  Times within a section of a
 * log never decrease; a table may be in any order. */
size_t story_tell(struct story *story, struct told told, const char *name, size_t name_bytes);

/* The same of a process that a Linux trace or a table tells of; a name that is too long is cut. */
size_t story_tell_process(struct story *story, int64_t time_ns, int32_t pid, enum told_kind kind,
                          const char *name, size_t name_bytes);

/* Merges the sections, leaves out what is told twice, and makes the first member's time 0. */
void story_settle(struct story *story);

/* Puts the members into the order of time and sequence. */
void story_sort(struct story *story);

#endif
