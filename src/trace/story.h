/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log's processes as records: starts, bindings and deaths, each with its time, in the order of
 * the file.
 *
 * A file may hold several sections (the buffers of a bugreport, concatenated files).  Each keeps
 * the order of its lines; story_finish merges them by time.  A section may repeat another one's
 * records, and text lines may repeat the activity manager's events.  A log stays in this form, 32
 * bytes per record, until its end, since a death may be news about the beginning.
 */
#ifndef KVSIM_TRACE_STORY_H
#define KVSIM_TRACE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

enum record_kind {
    RECORD_NOTHING, /* taken back, or a duplicate */
    RECORD_START,
    RECORD_APPEAR, /* a start, unless a snapshot shows that it was there before the log began */
    RECORD_BOUND,
    RECORD_DEATH,
    RECORD_END,     /* a death that counts only if the process is known to be alive */
    RECORD_EXISTS,  /* was there before the log began */
    RECORD_RESTART, /* system_server restarted: its processes are gone */
    /* A device of binder (trace/openings.h). */
    RECORD_OPEN,  /* is opened */
    RECORD_HELD,  /* was opened before the log began */
    RECORD_CLOSE, /* is closed for good */
    /* The result (trace/lifecycle.h). */
    RECORD_REGISTER,
    RECORD_DEREGISTER,
};

enum origin {
    ORIGIN_EVENTS, /* the activity manager's events, am_* */
    ORIGIN_LMKD,   /* the event killinfo of Android's low memory killer */
    ORIGIN_TEXT,   /* text lines about apps */
    ORIGIN_INIT,   /* Android's init, of native services */
    ORIGIN_KERNEL, /* a Linux trace, or a table of processes */
};

/* The writer of a line whose writer does not matter. */
enum { WRITER_NONE = -1 };

struct record {
    int64_t time_ns;   /* since the first line of the section; story_finish makes it the log's */
    uint64_t sequence; /* decides at equal times */
    int32_t pid;
    union {
        int32_t writer;  /* the pid of the system_server that wrote it, or WRITER_NONE */
        int32_t context; /* of a device's opening */
    };
    uint32_t name;
    uint8_t kind, origin; /* enum record_kind, enum origin */
    uint16_t section;
};

struct story {
    struct record *records;
    size_t count, room;
    struct names names;
    struct story_section {
        int64_t start_ns;    /* the wall clock at its first line */
        bool after_february; /* of a year not known to be a leap year */
    } * sections;
    size_t section_count, section_room;
    uint64_t repeated; /* records that repeat another section or an event, set by story_finish */
};

void story_fini(struct story *story);

/* Begins a section, also the first one.  Returns false if there are too many: the last one then
 * continues. */
bool story_section(struct story *story);

/* Sets the wall clock at the first line of the current section, and whether that is in March or
 * later of a year taken as common. */
void story_section_start(struct story *story, int64_t wall_ns, bool after_february);

/* Adds a record to the current section.  Returns its index.  Times within a section of a log never
 * decrease; a table may be in any order. */
size_t story_add(struct story *story, struct record record, const char *name, size_t name_bytes);

/* The same for a process in a Linux trace or a table; truncates the name to LIMIT_NAME_BYTES. */
size_t story_add_process(struct story *story, int64_t time_ns, int32_t pid, enum record_kind kind,
                         const char *name, size_t name_bytes);

/* Merges the sections, drops duplicates, and counts time from the first record.  `leap`: a date
 * proves that the year is a leap year. */
void story_finish(struct story *story, bool leap);

/* Sorts the records by time, then sequence. */
void story_sort(struct story *story);

#endif
