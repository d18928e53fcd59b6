/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

struct names_member {
    size_t at, bytes;
};

/* FNV-1a. */
static uint64_t hash(const char *text, size_t bytes) {
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < bytes; i++)
        sum = (sum ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return sum;
}

static uint32_t *find(const struct names *names, const char *text, size_t bytes) {
    size_t i = hash(text, bytes) & (names->slot_count - 1);
    for (; names->slots[i]; i = (i + 1) & (names->slot_count - 1)) {
        const struct names_member *member = &names->members[names->slots[i] - 1];
        if (member->bytes == bytes &&
            (bytes == 0 || memcmp(names->text + member->at, text, bytes) == 0))
            break;
    }
    return &names->slots[i];
}

static void enlarge(struct names *names) {
    free(names->slots);
    names->slot_count = names->slot_count ? names->slot_count * 2 : 256;
    names->slots = array_new(names->slot_count, sizeof *names->slots);
    for (size_t i = 0; i < names->count; i++)
        *find(names, names->text + names->members[i].at, names->members[i].bytes) = (uint32_t)i + 1;
}

uint32_t names_add(struct names *names, const char *text, size_t bytes) {
    if (names->count * 2 >= names->slot_count)
        enlarge(names);
    uint32_t *slot = find(names, text, bytes);
    if (*slot)
        return *slot - 1;
    while (names->text_room < names->text_bytes + bytes)
        names->text = array_grow(names->text, names->text_room, &names->text_room, 1);
    if (bytes > 0)
        memcpy(names->text + names->text_bytes, text, bytes);
    names->members = array_grow(names->members, names->count, &names->room, sizeof *names->members);
    names->members[names->count] = (struct names_member){names->text_bytes, bytes};
    names->text_bytes += bytes;
    *slot = (uint32_t)++names->count;
    return *slot - 1;
}

bool names_find(const struct names *names, const char *text, size_t bytes, uint32_t *number) {
    uint32_t slot = names->slot_count > 0 ? *find(names, text, bytes) : 0;
    *number = slot - 1;
    return slot > 0;
}

const char *names_get(const struct names *names, uint32_t number, size_t *bytes) {
    const struct names_member *member = &names->members[number];
    *bytes = member->bytes;
    return member->bytes > 0 ? names->text + member->at : "";
}

void names_fini(struct names *names) {
    free(names->text);
    free(names->members);
    free(names->slots);
}
