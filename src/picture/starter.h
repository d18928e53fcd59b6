/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that starts gnuplot for a program that has given up the right to.  Forked before that,
 * it starts only gnuplot with the scripts known then, and receives only values and open files.
 * Neither it nor gnuplot outlives the program.
 */
#ifndef KVSIM_PICTURE_STARTER_H
#define KVSIM_PICTURE_STARTER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What gnuplot starts with: one of the known scripts, values (NUL-terminated texts), and open
 * files. */
enum starter_file { STARTER_DRAWN, STARTER_RESULTS, STARTER_OUTPUT, STARTER_ERRORS, STARTER_FILES };
struct starter_job {
    size_t script;
    const char *values;
    size_t value_bytes;
    int files[STARTER_FILES];
};

struct starter {
    pid_t process; /* 0 for none */
    int socket;
};

/* Scripts by their full paths; `program` runs each.  Script number `here` starts in the current
 * folder, the others in /. */
struct starter_scripts {
    const char *program;
    const char *const *scripts;
    size_t count, here;
};

/* Forks the process.  Returns false with errno set. */
bool starter_begin(struct starter *starter, const struct starter_scripts *scripts);

/* Starts gnuplot.  Returns false with errno set. */
bool starter_start(struct starter *starter, const struct starter_job *job);

/* Waits for gnuplot to end, and gives its status, as of waitpid.  Returns false when the program
 * was asked to end; gnuplot has been ended with it. */
bool starter_await(struct starter *starter, int *status);

/* Ends the process, and gnuplot if it runs. */
void starter_end(struct starter *starter);

#endif
