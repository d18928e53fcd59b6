/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a log tells of processes, as records: starts, bindings and deaths, each with its time, in
 * the order of the file.
 *
 * A file may hold several sections (the buffers of a bugreport, files put one after the other).
 * Each keeps the order of its lines; with each other they are merged by time.  A section may tell
 * what another has told already, and text lines may tell what the activity manager's events say.
 * A log is kept in this form, 32 bytes a record, until its end, since a death may be news about the
 * beginning.
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
    RECORD_BOUND,
    RECORD_DEATH,
    RECORD_END,     /* a death that is nothing unless the process is known to live */
    RECORD_EXISTS,  /* was there before the log began */
    RECORD_RESTART, /* system_server began anew: its processes are gone */
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

/* Who writes a line, where that does not matter. */
enum { WRITER_NONE = -1 };

struct record {
    int64_t time_ns;   /* since the first line of the section; story_finish makes it the log's */
    uint64_t sequence; /* decides at equal times */
    int32_t pid;
    union {
        int32_t writer;  /* the pid of the system_server that tells it, or WRITER_NONE */
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
        bool after_february; /* of a year that is not known to be a leap year */
    } * sections;
    size_t section_count, section_room;
    uint64_t repeated; /* records that another section had already, set by story_finish */
};

void story_fini(struct story *story);

/* Begins another section, which the first is as well; false when there are too many: what follows
 * then belongs to the last one. */
bool story_section(struct story *story);

/* The wall clock at the first line of the present section; whether that is in March or later of a
 * year that is taken for a common one. */
void story_section_start(struct story *story, int64_t wall_ns, bool after_february);

/* Adds a record to the present section: its index.  Times within a section of a log never decrease;
 * a table may be in any order. */
size_t story_add(struct story *story, struct record record, const char *name, size_t name_bytes);

/* The same of a process that a Linux trace or a table tells of; a name that is too long is cut. */
size_t story_add_process(struct story *story, int64_t time_ns, int32_t pid, enum record_kind kind,
                         const char *name, size_t name_bytes);

/* Merges the sections, leaves out duplicates, and makes the first record's time 0.
 * `leap`: a section tells that the year is a leap year. */
void story_finish(struct story *story, bool leap);

/* Puts the records into the order of time and sequence. */
void story_sort(struct story *story);

#endif
