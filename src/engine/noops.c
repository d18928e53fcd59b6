/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/noops.h"

#include <stdlib.h>

bool noops_init(struct noops *noops, size_t count) {
    *noops = (struct noops){.more = calloc(count + 1, sizeof *noops->more),
                            .marks = malloc(count * sizeof *noops->marks),
                            .young = malloc(count * sizeof *noops->young)};
    return noops->more && noops->marks && noops->young;
}

void noops_fini(struct noops *noops) {
    free(noops->more);
    free(noops->marks);
    free(noops->young);
}

/* Gives a number of no-ops to the first `count` rules of a lane. */
static void give(struct noops *noops, const struct lane *lane, uint32_t rules, int64_t count) {
    noops->more[lane->place] += count;
    noops->more[lane->place + rules] -= count;
}

/* Finds where each rule of a lane stops asking: no later than the rules before it. */
static void find_turns(struct noops *noops, const struct lane *lane) {
    int64_t turn = lane->noops_below;
    for (uint32_t i = 0; i < lane->count; i++)
        noops->marks[lane->place + i].turn = turn = lane_turn(lane, i, turn);
}

/* Counts the arrivals since the last touch, while the lane is young. */
static void look_at_latest(struct noops *noops, struct lane *lane,
                           const struct arrivals *arrivals) {
    int64_t count = arrivals->count - lane->noops_from;
    const int64_t *length = arrivals->latest + lane->noops_from % ARRIVALS_LATEST;
    int64_t longest = 0;
    if (count == 0)
        return;
    for (int64_t i = 0; i < count; i++)
        longest = length[i] > longest ? length[i] : longest;
    if (lane_all_ask(lane, longest)) {
        lane->counters.actions[ACTION_NOOP] += count;
        return;
    }
    find_turns(noops, lane);
    const struct noops_mark *marks = noops->marks + lane->place;
    uint32_t asking = 0;
    for (int64_t i = 0; i < count; i++) {
        while (asking < lane->count && length[i] < marks[asking].turn)
            asking++;
        while (asking > 0 && length[i] >= marks[asking - 1].turn)
            asking--;
        give(noops, lane, asking, 1);
    }
}

void noops_catch_up_one(struct lane *lane, const struct lengths *lengths) {
    if (lane->noops_below > 0)
        lane->counters.actions[ACTION_NOOP] +=
            arrivals_below(&lengths->arrivals, lane->noops_below) - lane->noops_from;
}

void noops_catch_up_several(struct noops *noops, struct lane *lane, const struct lengths *lengths) {
    if (!lane->settled) {
        look_at_latest(noops, lane, &lengths->arrivals);
        return;
    }
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct noops_mark *mark = &noops->marks[lane->place + i];
        int64_t count = arrivals_below(&lengths->arrivals, mark->turn) - mark->from;
        noops->more[lane->place + i] += count;
        noops->more[lane->place + i + 1] -= count;
    }
}

bool noops_begin(struct noops *noops, struct lane *lane, uint32_t number, struct lengths *lengths,
                 int64_t arrival) {
    if (!lengths_count_arrivals(lengths))
        return false;
    if (lane->count == 1) {
        lane->noops_from =
            arrivals_below(&lengths->arrivals, lane->noops_below) + (arrival < lane->noops_below);
        return true;
    }
    lane->noops_from = lengths->arrivals.count + (arrival != INT64_MAX);
    lane->settled = false;
    if (!lane->young)
        noops->young[noops->young_count++] = number;
    lane->young = true;
    return true;
}

void noops_settle(struct noops *noops, struct lane *lanes, const struct lengths *lengths) {
    for (size_t y = 0; y < noops->young_count; y++) {
        struct lane *lane = &lanes[noops->young[y]];
        lane->young = false;
        if (lane->noops_below == 0 || lane->count == 1 || lane->ended != LANE_FINE)
            continue;
        look_at_latest(noops, lane, &lengths->arrivals);
        lane->settled = true;
        find_turns(noops, lane);
        for (struct noops_mark *mark = noops->marks + lane->place, *end = mark + lane->count;
             mark < end; mark++)
            mark->from = arrivals_below(&lengths->arrivals, mark->turn);
    }
    noops->young_count = 0;
}
