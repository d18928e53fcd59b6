/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/queue.h"

#include <stdlib.h>

enum { BRANCHES = 4 };

bool queue_init(struct queue *queue, size_t room) {
    *queue = (struct queue){.count = 0};
    if (room == 0)
        return true;
    queue->items = malloc(room * sizeof *queue->items);
    queue->places = malloc(room * sizeof *queue->places);
    return queue->items && queue->places;
}

void queue_fini(struct queue *queue) {
    free(queue->items);
    free(queue->places);
}

static void put(struct queue *queue, uint32_t place, struct queue_item item) {
    queue->items[place] = item;
    queue->places[item.number] = place;
}

static void move_up(struct queue *queue, uint32_t place, struct queue_item item) {
    while (place > 0) {
        uint32_t above = (place - 1) / BRANCHES;
        if (queue->items[above].key <= item.key)
            break;
        put(queue, place, queue->items[above]);
        place = above;
    }
    put(queue, place, item);
}

void queue_add(struct queue *queue, int64_t key) {
    uint32_t number = queue->count++;
    move_up(queue, number, (struct queue_item){key, number});
}

static void move_down(struct queue *queue, uint32_t place, struct queue_item item) {
    for (;;) {
        uint64_t first = (uint64_t)place * BRANCHES + 1, end = first + BRANCHES;
        if (first >= queue->count)
            break;
        uint32_t least = (uint32_t)first;
        for (uint64_t below = first + 1; below < end && below < queue->count; below++)
            if (queue->items[below].key < queue->items[least].key)
                least = (uint32_t)below;
        if (queue->items[least].key >= item.key)
            break;
        put(queue, place, queue->items[least]);
        place = least;
    }
    put(queue, place, item);
}

void queue_set(struct queue *queue, uint32_t number, int64_t key) {
    uint32_t place = queue->places[number];
    int64_t old = queue->items[place].key;
    if (key < old)
        move_up(queue, place, (struct queue_item){key, number});
    else if (key > old)
        move_down(queue, place, (struct queue_item){key, number});
}

size_t queue_collect(const struct queue *queue, int64_t limit, uint32_t *numbers) {
    size_t count = 1;
    numbers[0] = 0;
    /* Collects their places first; an item's children come after it. */
    for (size_t i = 0; i < count; i++) {
        uint64_t first = (uint64_t)numbers[i] * BRANCHES + 1, end = first + BRANCHES;
        for (uint64_t below = first; below < end && below < queue->count; below++)
            if (queue->items[below].key < limit)
                numbers[count++] = (uint32_t)below;
    }
    for (size_t i = 0; i < count; i++)
        numbers[i] = queue->items[numbers[i]].number;
    return count;
}
