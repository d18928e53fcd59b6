/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/shelves.h"

#include <stdlib.h>
#include <string.h>

bool shelves_init(struct shelves *shelves, size_t room) {
    *shelves = (struct shelves){.places = malloc(room * sizeof *shelves->places)};
    return shelves->places;
}

void shelves_fini(struct shelves *shelves) {
    free(shelves->places);
    free(shelves->first);
}

void shelves_add(struct shelves *shelves) {
    shelves->places[shelves->count++].key = -1;
}

static bool grow(struct shelves *shelves, int64_t key) {
    int64_t room = shelves->room ? shelves->room : 64;
    while (room <= key)
        room *= 2;
    uint32_t *first = realloc(shelves->first, (size_t)room * sizeof *first);
    if (!first)
        return false;
    memset(first + shelves->room, 0xff, (size_t)(room - shelves->room) * sizeof *first);
    shelves->first = first;
    shelves->room = room;
    return true;
}

bool shelves_put(struct shelves *shelves, uint32_t number, int64_t key) {
    struct shelves_place *places = shelves->places, *place = &places[number];
    if (place->key == key)
        return true;
    if (key >= shelves->room && !grow(shelves, key))
        return false;
    if (place->key >= 0) {
        if (place->before == SHELVES_NOBODY)
            shelves->first[place->key] = place->next;
        else
            places[place->before].next = place->next;
        if (place->next != SHELVES_NOBODY)
            places[place->next].before = place->before;
    }
    place->key = key;
    if (key < 0)
        return true;
    place->before = SHELVES_NOBODY;
    place->next = shelves->first[key];
    if (place->next != SHELVES_NOBODY)
        places[place->next].before = number;
    shelves->first[key] = number;
    return true;
}

size_t shelves_collect(const struct shelves *shelves, int64_t key, uint32_t *numbers) {
    size_t count = 0;
    for (uint32_t number = shelves_first(shelves, key); number != SHELVES_NOBODY;
         number = shelves->places[number].next)
        numbers[count++] = number;
    return count;
}
