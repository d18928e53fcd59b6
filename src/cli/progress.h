/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress of a long study, on standard error: a line per second, from the first second on. */
#ifndef KVSIM_CLI_PROGRESS_H
#define KVSIM_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/study.h"

enum progress_when {
    PROGRESS_AUTO, /* when standard error is a terminal */
    PROGRESS_ALWAYS,
    PROGRESS_NEVER,
    PROGRESS_WHENS
};

extern const char *const progress_names[PROGRESS_WHENS];

/* Reads "auto", "always" or "never".  Returns false after it has reported. */
bool progress_find(const char *name, enum progress_when *when);

struct progress {
    bool wanted, terminal;
    bool shown;                /* a line is on the terminal */
    int64_t begin_ns, told_ns; /* by a monotonic clock */
};

/* Begins.  Until progress_end, each message first takes the line off the terminal. */
void progress_begin(struct progress *progress, enum progress_when when);
void progress_end(struct progress *progress);

/* Writes the line, when it is time. */
void progress_tell(struct progress *progress, const struct study_progress *study);

/* Does the same for work before the study whose end is unknown: what is done, and for how long. */
void progress_tell_work(struct progress *progress, const char *work);

/* Takes the line of a struct progress off the terminal, before other output there. */
void progress_clear(void *progress);

#endif
