/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names kept once each, by number. */
#ifndef KVSIM_BASE_NAMES_H
#define KVSIM_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct names {
    char *text; /* all names, one behind the other */
    size_t text_bytes, text_room;
    struct names_member *members;
    size_t count, room;
    uint32_t *slots; /* a hash table of member numbers + 1 */
    size_t slot_count;
};

/* The number of a name, a new one when it was not there. */
uint32_t names_add(struct names *names, const char *text, size_t bytes);

/* Whether a name is there already, and its number. */
bool names_find(const struct names *names, const char *text, size_t bytes, uint32_t *number);

/* The name of a number; it stays where it is until names_add. */
const char *names_get(const struct names *names, uint32_t number, size_t *bytes);

void names_fini(struct names *names);

#endif
