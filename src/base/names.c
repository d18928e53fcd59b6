/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

struct names_member {
    size_t at, bytes;
};

static bool is_name(const struct names *names, uint32_t number, const char *text, size_t bytes) {
    const struct names_member *member = &names->members[number];
    return member->bytes == bytes &&
           (bytes == 0 || memcmp(names->text + member->at, text, bytes) == 0);
}

static uint32_t append(struct names *names, const char *text, size_t bytes) {
    while (names->text_room < names->text_bytes + bytes)
        names->text = array_grow(names->text, names->text_room, &names->text_room, 1);
    if (bytes > 0)
        memcpy(names->text + names->text_bytes, text, bytes);
    names->members = array_grow(names->members, names->count, &names->room, sizeof *names->members);
    names->members[names->count] = (struct names_member){names->text_bytes, bytes};
    names->text_bytes += bytes;
    return (uint32_t)names->count++;
}

/* Returns the slot of a name, or the empty slot where it belongs, and its key. */
static struct map_slot *find(struct names *names, const char *text, size_t bytes, uint64_t *key) {
    *key = map_key_of_text(text, bytes);
    struct map_slot *slot = map_find(&names->map, *key);
    while (slot->value && !is_name(names, slot->value - 1, text, bytes))
        slot = map_find(&names->map, ++*key);
    return slot;
}

uint32_t names_add(struct names *names, const char *text, size_t bytes) {
    uint64_t key;
    struct map_slot *slot = find(names, text, bytes, &key);
    if (slot->value)
        return slot->value - 1;
    uint32_t number = append(names, text, bytes);
    map_put(&names->map, slot, (struct map_slot){.key = key, .value = number + 1});
    return number;
}

bool names_find(struct names *names, const char *text, size_t bytes, uint32_t *number) {
    uint64_t key;
    if (names->count == 0)
        return false;
    const struct map_slot *slot = find(names, text, bytes, &key);
    *number = slot->value - 1;
    return slot->value > 0;
}

const char *names_get(const struct names *names, uint32_t number, size_t *bytes) {
    const struct names_member *member = &names->members[number];
    *bytes = member->bytes;
    return member->bytes > 0 ? names->text + member->at : "";
}

void names_fini(struct names *names) {
    free(names->text);
    free(names->members);
    map_fini(&names->map);
}
