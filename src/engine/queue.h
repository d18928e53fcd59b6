/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A priority queue of numbers from 0, each with a key: a heap of four branches that records the
 * place of every number.
 */
#ifndef KVSIM_ENGINE_QUEUE_H
#define KVSIM_ENGINE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue_item {
    int64_t key;
    uint32_t number;
};

struct queue {
    struct queue_item *items; /* no item has a smaller key than its parent */
    uint32_t *places;         /* per number, its place in the items */
    uint32_t count;
};

/* Makes an empty queue with room for `room` numbers.  Returns false when there is no memory;
 * queue_fini is due all the same. */
bool queue_init(struct queue *queue, size_t room);
void queue_fini(struct queue *queue);

/* Adds the next number. */
void queue_add(struct queue *queue, int64_t key);

void queue_set(struct queue *queue, uint32_t number, int64_t key);

/* Returns the least key; INT64_MAX of an empty queue. */
static inline int64_t queue_least(const struct queue *queue) {
    return queue->count > 0 ? queue->items[0].key : INT64_MAX;
}

/* As queue_below(), where there are any. */
size_t queue_collect(const struct queue *queue, int64_t limit, uint32_t *numbers);

/* Puts the numbers with keys below a limit into an array with room for all, in any order.  Returns
 * how many. */
static inline size_t queue_below(const struct queue *queue, int64_t limit, uint32_t *numbers) {
    return queue_least(queue) < limit ? queue_collect(queue, limit, numbers) : 0;
}

#endif
