/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that starts gnuplot for one that has given up the right to.  It is forked before,
 * starts nothing but gnuplot with the scripts that it knew then, and gets from the other one values
 * and open files.  Neither it nor gnuplot outlives the program.
 */
#ifndef KVSIM_PICTURE_STARTER_H
#define KVSIM_PICTURE_STARTER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What gnuplot is started with: a script of those that are known, values (texts with a NUL after
 * each), and open files. */
enum starter_file { STARTER_DRAWN, STARTER_RESULTS, STARTER_OUTPUT, STARTER_ERRORS, STARTER_FILES };
struct starter_job {
    size_t script;
    const char *values;
    size_t value_bytes;
    int files[STARTER_FILES];
};

struct starter {
    pid_t process; /* 0 where there is none */
    int socket;
};

/* Scripts by their full paths, of which `program` runs each; the one of the number `here` starts in
 * the current folder, the others in /. */
struct starter_scripts {
    const char *program;
    const char *const *scripts;
    size_t count, here;
};

/* Forks the process.  Returns false with errno set. */
bool starter_begin(struct starter *starter, const struct starter_scripts *scripts);

/* Starts gnuplot.  Returns false with errno set. */
bool starter_start(struct starter *starter, const struct starter_job *job);

/* Waits for the end of gnuplot: its status, as of waitpid.  Returns false when the program was
 * asked to end, and gnuplot has been ended with it. */
bool starter_await(struct starter *starter, int *status);

/* Ends the process, and gnuplot if it runs. */
void starter_end(struct starter *starter);

#endif
