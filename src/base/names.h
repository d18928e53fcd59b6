/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of distinct names, numbered from 0. */
#ifndef KVSIM_BASE_NAMES_H
#define KVSIM_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

struct names {
    char *text; /* all names, one after the other */
    size_t text_bytes, text_room;
    struct names_member *members;
    size_t count, room;
    struct map map; /* to the number of a name plus 1 */
};

/* Returns the number of a name, a new one if the name is new. */
uint32_t names_add(struct names *names, const char *text, size_t bytes);

/* Returns whether a name is in the set, and sets its number.  Adds nothing. */
bool names_find(struct names *names, const char *text, size_t bytes, uint32_t *number);

/* Returns the name of a number, not NUL-terminated.  It stays valid until names_add. */
const char *names_get(const struct names *names, uint32_t number, size_t *bytes);

void names_fini(struct names *names);

#endif
