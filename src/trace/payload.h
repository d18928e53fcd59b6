/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the messages of Android's log tell of processes, by their tags: the activity manager's
 * events (am_*, whose layouts grew over the versions of Android), its text, Zygote, lmkd, and init.
 */
#ifndef KVSIM_TRACE_PAYLOAD_H
#define KVSIM_TRACE_PAYLOAD_H

#include "trace/log.h"
#include "trace/logheader.h"

/* Where what a message tells is put. */
struct payload_sink {
    struct log *log;
    bool native; /* native services count */
    int64_t time_ns;
    int32_t writer; /* the pid that wrote the line */
};

struct payload_tag {
    struct slice name;
    /* Whether a message is one of those that tell something, and if so, whether it could be read.
     */
    enum log_verdict (*take)(struct payload_sink *sink, struct slice message);
    /* What messages that tell something begin with, up to a NULL; NULL for an event, whose message
     * is always a payload: one that is not is malformed. */
    const char *const *beginnings;
};

/* The tag at the beginning of this text, which something other than a tag's character follows; NULL
 * when it is none of those that matter. */
const struct payload_tag *payload_find(struct slice text);

/* Whether the message after a tag at the beginning of this text may tell something. */
bool payload_may_tell(const struct payload_tag *tag, struct slice text);

/* The tag of messages of the kernel's log, where the message begins with its tag: "init: ...";
 * takes it off the message. */
const struct payload_tag *payload_find_in_kernel(struct slice *message);

/* Whether a line that has no readable header has one of the events' tags all the same. */
bool payload_is_mentioned(struct slice line);

#endif
