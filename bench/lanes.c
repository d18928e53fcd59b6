/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lanes DATA: the cost of lanes inside the pass, on events in memory, over one random walk of
 * lengths.  Prints two ratios, medians over rounds in which both sides run one after the other:
 *
 * history: a policy that has to be asked at every deregistration, against the same rule in C behind
 * a function pointer, with the same vector and the same bookkeeping; eight:  eight policies that
 * look at len and cap only, against one of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "engine/pass.h"
#include "model/machine.h"
#include "policy/selection.h"
#include "rounds.h"
#include "swing.h"

enum { EVENTS = 1000000, ROUNDS = 15, LIVE = 300, MOST_RULES = 16 };

static struct event events[EVENTS];

/* Returns the seconds that a pass takes, and the reallocations of its first policy. */
static double time_pass(const char *list, int64_t *reallocs) {
    struct selection selection = {0};
    struct contexts contexts = {0};
    struct machine machine = machine_default();
    static struct pass pass;
    if (!selection_add(&selection, list))
        exit(EXIT_FAILURE);
    contexts_add(&contexts, "binder", strlen("binder"));
    const struct rule *rules[MOST_RULES];
    for (size_t i = 0; i < selection.count; i++)
        rules[i] = selection.policies[i]->rule;
    const struct pass_setup setup = {
        .rules = rules, .rule_count = selection.count, .machine = &machine, .contexts = &contexts};
    pass_init(&pass, &setup);
    double start_s = now_s();
    for (int i = 0; i < EVENTS; i += EVENT_BATCH)
        pass_run(&pass, events + i, EVENTS - i < EVENT_BATCH ? EVENTS - i : EVENT_BATCH);
    pass_finish(&pass, events[EVENTS - 1].time_ns);
    double passed_s = now_s() - start_s;
    const struct counters *counters = &pass.tracks[0].lanes[0].counters;
    *reallocs = counters_grows(counters) + counters_shrinks(counters);
    pass_fini(&pass);
    selection_fini(&selection);
    contexts_fini(&contexts);
    return passed_s;
}

/* The same rule as recent-peak's, in C. */
static bool rule(const struct view *view, int64_t *target) {
    int64_t cap = view->value[VIEW_CAP], peak = view->value[VIEW_PEAK];
    *target = peak > 16 ? peak : 16;
    return view->value[VIEW_AGE] >= 64 && peak < cap && cap > 16;
}

static bool never(void *state, double probability) {
    (void)state;
    (void)probability;
    return false;
}

/* One lane by hand: vector, view, integrals, peaks, counts. */
static double time_rule(bool (*volatile wish)(const struct view *, int64_t *), int64_t *reallocs) {
    struct machine machine = machine_default();
    const struct chance chance = {never, NULL};
    struct vector vector = {0};
    struct view view = {{0}};
    number_u128 len_ns = 0, cap_ns = 0, held_ns = 0;
    int64_t last_ns = 0, changed_ns = 0, peak_len = 0, peak_wasted = 0, copied_bytes = 0, age = 0;
    double start_s = now_s();
    *reallocs = 0;
    for (const struct event *event = events; event < events + EVENTS; event++) {
        int64_t cap = vector.cap, held = vector.buffer.held_bytes, copied = 0, target;
        len_ns += (number_u128)(event->time_ns - last_ns) * (uint64_t)vector.len;
        last_ns = event->time_ns;
        age++;
        if (event->kind == EVENT_REGISTER) {
            vector_push(&vector, &machine, &chance, &copied);
        } else {
            vector.len--;
            view.value[VIEW_LEN] = vector.len;
            view.value[VIEW_CAP] = vector.cap;
            view.value[VIEW_AGE] = age;
            view.value[VIEW_SINCE_MS] = (event->time_ns - changed_ns) / 1000000;
            view.value[VIEW_NOW_MS] = event->time_ns / 1000000;
            if (wish(&view, &target))
                vector_shrink_to(&vector, target, &machine, &chance, &copied);
        }
        if (vector.len > view.value[VIEW_PEAK])
            view.value[VIEW_PEAK] = vector.len;
        if (vector.cap != cap) {
            cap_ns += (number_u128)(event->time_ns - changed_ns) * (uint64_t)cap;
            held_ns += (number_u128)(event->time_ns - changed_ns) * (uint64_t)held;
            changed_ns = event->time_ns;
            view.value[VIEW_PEAK] = vector.len;
            age = 0;
            ++*reallocs;
        }
        copied_bytes += copied;
        peak_len = vector.len > peak_len ? vector.len : peak_len;
        peak_wasted = vector.cap - vector.len > peak_wasted ? vector.cap - vector.len : peak_wasted;
    }
    double passed_s = now_s() - start_s;
    /* Uses the results, so that the compiler keeps them. */
    if (len_ns + cap_ns + held_ns == 0 || peak_len + peak_wasted + copied_bytes == 0)
        exit(EXIT_FAILURE);
    return passed_s;
}

int main(int argc, char **argv) {
    static const char one[] = "hysteresis";
    static const char eight[] = "hysteresis,none,halve-guarded,quarter-half,pow2-floor,"
                                "hysteresis:divisor=8,hysteresis:divisor=5:factor=3,"
                                "hysteresis:divisor=6:factor=4";
    double history[ROUNDS], together[ROUNDS];
    int64_t own, wanted;
    if (argc != 2 || setenv("KVSIM_DATADIR", argv[1], 1) != 0)
        return EXIT_FAILURE;
    data_init(argv[0]);
    swing(events, EVENTS, LIVE);
    for (int i = 0; i < ROUNDS; i++) {
        double lane_s = time_pass("recent-peak", &own);
        history[i] = lane_s / time_rule(rule, &wanted);
        if (own != wanted) {
            fprintf(stderr, "lanes: %lld reallocations, by hand %lld\n", (long long)own,
                    (long long)wanted);
            return EXIT_FAILURE;
        }
        double eight_s = time_pass(eight, &own);
        together[i] = eight_s / time_pass(one, &own);
    }
    printf("history %.3f\neight %.3f\n", median(history, ROUNDS), median(together, ROUNDS));
    data_fini();
    return EXIT_SUCCESS;
}
