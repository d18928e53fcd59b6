/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a long study is, on standard error: one line, once a second, from the first second on. */
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
    int64_t begin_ns, told_ns; /* by a clock that is never set */
};

/* From here to progress_end, the line is taken off the terminal before each message. */
void progress_begin(struct progress *progress, enum progress_when when);
void progress_end(struct progress *progress);

/* Tells, when it is time. */
void progress_tell(struct progress *progress, const struct study_progress *study);

/* The same of work before the study whose end is not known: what is done, and for how long. */
void progress_tell_work(struct progress *progress, const char *work);

/* Takes the line of a struct progress off the terminal, before something else is printed there. */
void progress_clear(void *progress);

#endif
