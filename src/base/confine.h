/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Giving up rights, so that a bug in a reader can do no more than the process still may.
 *
 * It uses Linux's Landlock by its system calls.  A confined process opens no files except those
 * allowed before, runs no program, and makes and removes nothing elsewhere.  It has no TCP (from
 * Linux 6.7 on) and signals no other process (from Linux 6.12 on).  Open files stay open.  Only the
 * calling thread is confined, with all that it starts.
 */
#ifndef KVSIM_BASE_CONFINE_H
#define KVSIM_BASE_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

enum confine_right {
    CONFINE_READ,    /* read the file, or what is below the folder */
    CONFINE_REPLACE, /* remove and rename the files below the folder, in the folder that each is in
                      */
    CONFINE_SCRATCH, /* make, read, write and remove files below the folder */
};

/* The rights to keep. */
struct confine {
    int rules;        /* a descriptor, -1 where the process cannot be confined */
    uint64_t handled; /* the kinds of access to files that the kernel knows */
    int problem;      /* an errno: why it cannot */
};

void confine_init(struct confine *confine);

/* Allows a file or folder.  One that is missing or cannot be reached stays forbidden. */
void confine_allow(struct confine *confine, const char *path, enum confine_right right);

/* Gives up all other rights, for good.  Returns false when it gave up nothing: confine_reason then
 * says why, or returns NULL in a build with sanitizers.  Afterwards only confine_reason may use
 * `confine`. */
bool confine_enter(struct confine *confine);
const char *confine_reason(const struct confine *confine);

#endif
