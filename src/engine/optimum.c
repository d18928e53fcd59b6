/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/optimum.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/room.h"

/* Prices */

/* More growths than any vector has without a shrink. */
enum { MOST_GROWTHS = 64 };

/* The cost of changes and area: a * count + b * area. */
struct slope {
    number_u128 change, area;
};

static int bits_of(number_u128 number) {
    int bits = 0;
    for (; number; number >>= 1)
        bits++;
    return bits;
}

/* The greatest common divisor, as number_divisor, in 128 bits. */
static number_u128 greatest_divisor(number_u128 a, number_u128 b) {
    while (b) {
        number_u128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Returns the area, in spans, of the most expensive state over the whole course. */
static number_u128 most_area(const struct optimum *optimum) {
    return (number_u128)sweep_most_units(&optimum->sweep) * (uint64_t)optimum->setup.course->span;
}

/* Returns one more than the most counted changes in a schedule that is best at this price: from any
 * state, letting the vector grow without a shrink costs at most `most`. */
static number_u128 count_bound(const struct optimum *optimum, const struct slope *slope,
                               number_u128 most) {
    number_u128 events = optimum->setup.course->count + 2;
    if (slope->change == 0)
        return events;
    number_u128 paid = most / slope->change + 2;
    return paid < events ? paid : events;
}

/* Packs the number of counted changes below the cost, so that fewer of them win; with `all`, the
 * number of all changes below that.  Sets `radix` to the factor of the cost.  Returns false where
 * sums may not fit. */
static bool make_price(const struct optimum *optimum, const struct slope *slope, bool all,
                       struct sweep_price *price, number_u128 *radix) {
    number_u128 area = most_area(optimum);
    if (bits_of(slope->area) + bits_of(area) > SWEEP_BITS - 1 ||
        bits_of(slope->change) > SWEEP_BITS - 1 - 7)
        return false;
    number_u128 most = slope->area * area + slope->change * MOST_GROWTHS;
    number_u128 counts = count_bound(optimum, slope, most);
    number_u128 changes =
        all && optimum->setup.goal == GOAL_HELD ? optimum->setup.course->count + 2 : 1;
    int bits = bits_of(most) + bits_of(counts) + bits_of(changes) + 1;
    if (bits > SWEEP_BITS)
        return false;
    *radix = counts * changes;
    *price = (struct sweep_price){.change = {changes > 1, slope->change * *radix + changes},
                                  .area = slope->area * *radix,
                                  .narrow = bits < 64};
    price->change[1] += changes > 1;
    return true;
}

static enum optimum_result result_of(enum sweep_result result) {
    switch (result) {
    case SWEEP_FINE: return OPTIMUM_FINE;
    case SWEEP_NO_MEMORY: return OPTIMUM_NO_MEMORY;
    case SWEEP_STOPPED: break;
    }
    return OPTIMUM_STOPPED;
}

/* Finds the best vertex at this price; of two, the one with fewer changes. */
static enum optimum_result solve(struct optimum *optimum, const struct slope *slope,
                                 struct optimum_vertex *vertex) {
    struct sweep_price price;
    number_u128 radix, cost;
    if (!make_price(optimum, slope, false, &price, &radix))
        return OPTIMUM_TOO_LARGE;
    enum optimum_result result = result_of(sweep_cost(&optimum->sweep, &price, &cost));
    if (result != OPTIMUM_FINE)
        return result;
    number_u128 count = cost % radix;
    number_u128 area = (cost / radix - slope->change * count) / slope->area;
    *vertex = (struct optimum_vertex){.count = (int64_t)count,
                                      .area_ns = area * (uint64_t)optimum->setup.course->unit_ns};
    return OPTIMUM_FINE;
}

/* The hull */

static bool insert(struct optimum *optimum, size_t at, const struct optimum_vertex *vertex) {
    struct optimum_vertex *vertices = room_for_one_more(optimum->vertices, optimum->vertex_count,
                                                        &optimum->vertex_room, sizeof *vertices);
    if (!vertices)
        return false;
    optimum->vertices = vertices;
    memmove(vertices + at + 1, vertices + at, (optimum->vertex_count - at) * sizeof *vertices);
    vertices[at] = *vertex;
    optimum->vertex_count++;
    return true;
}

/* Returns the price at which a vertex costs the same as the next one; for the last one, the price
 * of the area alone. */
static struct slope slope_behind(const struct optimum *optimum, size_t vertex) {
    if (vertex + 1 == optimum->vertex_count)
        return (struct slope){0, 1};
    const struct optimum_vertex *left = &optimum->vertices[vertex], *right = left + 1;
    number_u128 change =
        (left->area_ns - right->area_ns) / (uint64_t)optimum->setup.course->unit_ns;
    number_u128 area = (number_u128)(right->count - left->count);
    number_u128 divisor = greatest_divisor(change, area);
    return (struct slope){change / divisor, area / divisor};
}

/* Looks between a vertex and the next one: inserts a vertex if there is one, else joins the two. */
static enum optimum_result look_behind(struct optimum *optimum, size_t vertex) {
    const struct slope slope = slope_behind(optimum, vertex);
    struct optimum_vertex found;
    enum optimum_result result = solve(optimum, &slope, &found);
    if (result != OPTIMUM_FINE)
        return result;
    if (found.count == optimum->vertices[vertex].count)
        optimum->vertices[vertex].joined = true;
    else if (!insert(optimum, vertex + 1, &found))
        return OPTIMUM_NO_MEMORY;
    return OPTIMUM_FINE;
}

/* Finds the schedule of fewest changes and the one of least area. */
static enum optimum_result find_ends(struct optimum *optimum) {
    const struct slope few = {most_area(optimum) + 1, 1}, small = {0, 1};
    struct optimum_vertex first, last;
    enum optimum_result result = solve(optimum, &few, &first);
    if (result == OPTIMUM_FINE)
        result = solve(optimum, &small, &last);
    if (result != OPTIMUM_FINE)
        return result;
    last.joined = true;
    if (!insert(optimum, 0, &last) || (first.count < last.count && !insert(optimum, 0, &first)))
        return OPTIMUM_NO_MEMORY;
    return OPTIMUM_FINE;
}

static enum optimum_result make_reach(struct optimum *optimum) {
    const struct optimum_setup *setup = &optimum->setup;
    const struct reach_setup reach = {.machine = setup->machine,
                                      .peak = setup->course->peak,
                                      .stop = setup->stop,
                                      .asking = setup->asking};
    switch (reach_init(&optimum->reach, &reach)) {
    case REACH_NO_MEMORY: return OPTIMUM_NO_MEMORY;
    case REACH_STOPPED: return OPTIMUM_STOPPED;
    case REACH_FINE: break;
    }
    if (setup->goal == GOAL_WASTE && reach_is_by_capacity(&optimum->reach))
        reach_forget_buffers(&optimum->reach, setup->course->peak);
    return OPTIMUM_FINE;
}

enum optimum_result optimum_init(struct optimum *optimum, const struct optimum_setup *setup) {
    *optimum = (struct optimum){.setup = *setup};
    if (setup->course->peak > LIMIT_OPTIMUM_LENGTH)
        return OPTIMUM_TOO_LONG;
    enum optimum_result result = make_reach(optimum);
    if (result != OPTIMUM_FINE)
        return result;
    if (!sweep_init(&optimum->sweep, setup->course, &optimum->reach, setup->goal))
        return OPTIMUM_NO_MEMORY;
    optimum->sweep.stop = setup->stop;
    optimum->sweep.asking = setup->asking;
    return find_ends(optimum);
}

void optimum_fini(struct optimum *optimum) {
    sweep_fini(&optimum->sweep);
    reach_fini(&optimum->reach);
    free(optimum->vertices);
}

enum optimum_result optimum_complete(struct optimum *optimum) {
    enum optimum_result result = OPTIMUM_FINE;
    for (size_t v = 0; result == OPTIMUM_FINE && v < optimum->vertex_count;)
        if (optimum->vertices[v].joined)
            v++;
        else
            result = look_behind(optimum, v);
    return result;
}

enum optimum_result optimum_find(struct optimum *optimum, int64_t most, size_t *vertex) {
    enum optimum_result result = OPTIMUM_FINE;
    for (size_t v = 0; result == OPTIMUM_FINE; result = look_behind(optimum, v)) {
        while (v + 1 < optimum->vertex_count && optimum->vertices[v + 1].count <= most)
            v++;
        *vertex = v;
        if (optimum->vertices[v].joined)
            break;
    }
    return result;
}

static bool add_wish(void *state, int64_t deregistration, int64_t slots) {
    struct wishes *plan = state;
    struct wish *wishes = room_for_one_more(plan->items, plan->count, &plan->room, sizeof *wishes);
    if (!wishes)
        return false;
    plan->items = wishes;
    wishes[plan->count++] = (struct wish){deregistration, slots};
    return true;
}

enum optimum_result optimum_plan(struct optimum *optimum, size_t vertex, struct wishes *plan) {
    enum optimum_result result = OPTIMUM_FINE;
    while (result == OPTIMUM_FINE && !optimum->vertices[vertex].joined)
        result = look_behind(optimum, vertex);
    if (result != OPTIMUM_FINE)
        return result;
    const struct slope slope = slope_behind(optimum, vertex);
    struct sweep_price price;
    number_u128 radix;
    if (!make_price(optimum, &slope, true, &price, &radix))
        return OPTIMUM_TOO_LARGE;
    return result_of(sweep_schedule(&optimum->sweep, &price, add_wish, plan));
}
