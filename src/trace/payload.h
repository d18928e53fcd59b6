/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The processes in messages of Android's log, by tag: the activity manager's events (am_*, whose
 * layouts grew over the versions of Android), its text, Zygote, lmkd, and init.
 */
#ifndef KVSIM_TRACE_PAYLOAD_H
#define KVSIM_TRACE_PAYLOAD_H

#include "trace/log.h"

/* Receives the records of messages. */
struct payload_sink {
    struct log *log;
    bool native; /* native services count */
    int64_t time_ns;
    int32_t writer; /* the pid that wrote the line */
};

struct payload_tag {
    struct slice name;
    /* Adds the record of a message.  Returns LOG_FOREIGN if it has none, LOG_MALFORMED if it is
     * unreadable. */
    enum log_verdict (*take)(struct payload_sink *sink, struct slice message);
    /* How messages that matter begin, up to a NULL.  NULL for an event: its message is always a
     * payload, or else malformed. */
    const char *const *beginnings;
};

/* Returns the tag at the beginning of this text, up to its end, a blank, ":" or "("; NULL if it is
 * no tag that matters. */
const struct payload_tag *payload_find(struct slice text);

/* Returns whether the message after a tag at the beginning of this text may matter. */
bool payload_may_tell(const struct payload_tag *tag, struct slice text);

/* Takes the tag off a message of the kernel's log that begins with it: "init: ...".  Returns the
 * tag, or NULL if there is none. */
const struct payload_tag *payload_find_in_kernel(struct slice *message);

/* Returns whether a line, which has no readable header, mentions one of the events' tags. */
bool payload_is_mentioned(struct slice line);

#endif
