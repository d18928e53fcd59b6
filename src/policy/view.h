/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a policy sees of the vector: the variables of its expressions, all signed 64-bit.
 *
 * A policy has no state of its own; history is here.  At a deregistration `len` is the new length
 * and `cap` the capacity before any shrink, as in drivers/android/binder/context.rs of Linux 7.1.
 */
#ifndef KVSIM_POLICY_VIEW_H
#define KVSIM_POLICY_VIEW_H

#include <stdint.h>

enum view_variable {
    VIEW_LEN,          /* entries */
    VIEW_CAP,          /* slots */
    VIEW_ELEMENT_SIZE, /* bytes per entry */
    VIEW_PAGE_SIZE,    /* bytes per page */
    VIEW_PEAK,     /* largest length since the capacity last changed, at first the length then */
    VIEW_AGE,      /* events since then; refused registrations and their closes do not count */
    VIEW_SINCE_MS, /* time since then, truncated to milliseconds */
    VIEW_NOW_MS,   /* time since the beginning, truncated */
    VIEW_VARIABLES
};

struct view {
    int64_t value[VIEW_VARIABLES];
};

struct view_name {
    const char *name;
    const char *summary;
    int64_t low, high; /* of its values when the vector has slots; both included */
};

/* The variables by name, in the order of enum view_variable. */
extern const struct view_name view_names[VIEW_VARIABLES];

#endif
