/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frontier: a case worked out by hand, the definition over random points with many ties, and
 * the time for a hundred thousand of them. */
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "picture/frontier.h"
#include "tap.h"

enum { MANY = 100000 };

static uint64_t state = 1;

/* Below the limit; Knuth's multiplier. */
static uint64_t draw(uint64_t limit) {
    state = state * UINT64_C(6364136223846793005) + 1;
    return (state >> 33) % limit;
}

static void by_hand(void) {
    struct frontier_point points[] = {
        {.x = 3, .y = 1, .policy = 0}, /* beaten by 4, which has less x and no more y */
        {.x = 0, .y = 9, .policy = 1},   {.x = 2, .y = 5, .policy = 2},
        {.x = 2, .y = 4, .policy = 3}, /* beats 2, as far to the left */
        {.x = 2.5, .y = 1, .policy = 4}, {.x = 0, .y = 9, .policy = 5}, /* coincides with 1 */
        {.x = 1, .y = 9, .policy = 6},                                  /* no better than 1 in y */
    };
    static const size_t order[] = {1, 5, 6, 3, 2, 4, 0};
    static const bool optimal[] = {true, true, false, true, false, true, false};
    frontier_find(points, 7);
    for (size_t i = 0; i < 7; i++)
        tap_ok(points[i].policy == order[i] && points[i].optimal == optimal[i],
               "place %zu is that of point %zu, %s", i, order[i],
               optimal[i] ? "optimal" : "beaten");
}

static bool beats(const struct frontier_point *a, const struct frontier_point *b) {
    return a->x <= b->x && a->y <= b->y && (a->x < b->x || a->y < b->y);
}

static bool is_as_defined(const struct frontier_point *points, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool beaten = false;
        for (size_t k = 0; k < count; k++)
            beaten = beaten || beats(&points[k], &points[i]);
        if (points[i].optimal == beaten)
            return false;
    }
    return true;
}

static bool is_sorted(const struct frontier_point *points, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct frontier_point *a = &points[i - 1], *b = &points[i];
        if (a->x > b->x || (a->x == b->x && a->y > b->y) ||
            (a->x == b->x && a->y == b->y && a->policy >= b->policy))
            return false;
    }
    return true;
}

/* Points on a grid so small that many coincide or are level with others. */
static void scatter(struct frontier_point *points, size_t count, uint64_t grid) {
    for (size_t i = 0; i < count; i++)
        points[i] = (struct frontier_point){
            .x = (double)draw(grid) / 8, .y = (double)draw(grid) / 8, .policy = i};
}

static void at_random(void) {
    struct frontier_point points[60];
    int wrong = 0, unsorted = 0;
    size_t optimal = 0, beaten = 0;
    for (int round = 0; round < 20000; round++) {
        size_t count = draw(61);
        scatter(points, count, 1 + draw(40));
        frontier_find(points, count);
        wrong += !is_as_defined(points, count);
        unsorted += !is_sorted(points, count);
        for (size_t i = 0; i < count; i++)
            *(points[i].optimal ? &optimal : &beaten) += 1;
    }
    tap_ok(wrong == 0, "optimal are those that the definition says (%d rounds of 20000 differ)",
           wrong);
    tap_ok(unsorted == 0, "points are sorted, and those that coincide by policy");
    tap_ok(optimal > 50000 && beaten > 50000, "of both kinds there are many");
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* All optimal, as many coincident, and random ones. */
static void in_time(void) {
    struct frontier_point *points = calloc(MANY, sizeof *points);
    size_t optimal = 0;
    double begin = seconds();
    for (size_t i = 0; points && i < MANY; i++)
        points[i] = (struct frontier_point){.x = (double)i, .y = (double)(MANY - i), .policy = i};
    frontier_find(points, MANY);
    for (size_t i = 0; points && i < MANY; i++)
        optimal += points[i].optimal;
    tap_ok(optimal == MANY, "a hundred thousand points on one frontier");
    scatter(points, MANY, 3);
    frontier_find(points, MANY);
    tap_ok(is_sorted(points, MANY), "as many on nine places");
    scatter(points, MANY, UINT32_MAX);
    frontier_find(points, MANY);
    double took = seconds() - begin;
    tap_ok(took < 1, "in less than a second (%.3f)", took);
    free(points);
}

int main(void) {
    by_hand();
    at_random();
    in_time();
    return tap_done();
}
