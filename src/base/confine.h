/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Giving up rights: what a bug in a reader could do is bounded by what the process may still do.
 *
 * Linux's Landlock, by its system calls.  Once confined, the process opens no file but those that
 * were allowed before, runs no program, makes and removes nothing elsewhere, has no TCP (from Linux
 * 6.7 on) and sends no other process a signal (from Linux 6.12 on).  What is open stays open.  Of
 * the threads it is the calling one that is confined, with all that it starts.
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

/* What will be allowed. */
struct confine {
    int rules;        /* a descriptor, -1 where the process cannot be confined */
    uint64_t handled; /* the kinds of access to files that the kernel knows */
    int problem;      /* an errno: why it cannot */
};

void confine_init(struct confine *confine);

/* Allows something; what is not there, or cannot be reached, stays forbidden. */
void confine_allow(struct confine *confine, const char *path, enum confine_right right);

/* Gives up the rest, for good.  Returns false when nothing was given up: confine_reason says why,
 * NULL in a build with sanitizers.  Nothing else of `confine` can be used after it. */
bool confine_enter(struct confine *confine);
const char *confine_reason(const struct confine *confine);

#endif
