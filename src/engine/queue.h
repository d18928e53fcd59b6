/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers from 0, each with a key, such that those with the smallest keys are at hand: a heap of
 * four branches, in which every number has its place.
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
    struct queue_item *items; /* none has a smaller key than the one above it */
    uint32_t *places;         /* of each number in the items */
    uint32_t count;
};

/* An empty queue with room for so many.  Returns false when there is no memory; the queue is to be
 * finished all the same. */
bool queue_init(struct queue *queue, size_t room);
void queue_fini(struct queue *queue);

/* Adds the next number. */
void queue_add(struct queue *queue, int64_t key);

void queue_set(struct queue *queue, uint32_t number, int64_t key);

/* The least key; of an empty queue the greatest there is. */
static inline int64_t queue_least(const struct queue *queue) {
    return queue->count > 0 ? queue->items[0].key : INT64_MAX;
}

/* The same where there are any. */
size_t queue_collect(const struct queue *queue, int64_t limit, uint32_t *numbers);

/* Puts the numbers whose keys are below a limit into an array that has room for all, in any order;
 * returns how many. */
static inline size_t queue_below(const struct queue *queue, int64_t limit, uint32_t *numbers) {
    return queue_least(queue) < limit ? queue_collect(queue, limit, numbers) : 0;
}

#endif
