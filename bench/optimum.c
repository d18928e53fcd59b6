/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimum: the time for one price of the clairvoyant optimum, over a million events in memory with
 * capacities up to 600, against the plain pass of one policy over them.  Prints two ratios, of
 * waste and of held bytes, medians over rounds in which both sides run one after the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/optimum.h"
#include "engine/pass.h"
#include "model/machine.h"
#include "rounds.h"
#include "swing.h"

enum { EVENTS = 1000000, ROUNDS = 3, LIVE = 250, MOST = 1000 };

static struct event events[EVENTS];

static double time_pass(const struct rule *rule, const struct machine *machine) {
    struct contexts contexts = {0};
    static struct pass pass;
    contexts_add(&contexts, "binder", strlen("binder"));
    const struct pass_setup setup = {
        .rules = &rule, .rule_count = 1, .machine = machine, .contexts = &contexts};
    double start_s = now_s();
    pass_init(&pass, &setup);
    for (int i = 0; i < EVENTS; i += EVENT_BATCH)
        pass_run(&pass, events + i, EVENTS - i < EVENT_BATCH ? EVENTS - i : EVENT_BATCH);
    pass_finish(&pass, events[EVENTS - 1].time_ns);
    double passed_s = now_s() - start_s;
    pass_fini(&pass);
    contexts_fini(&contexts);
    return passed_s;
}

/* Returns the seconds per price while finding the ends and the vertex of this many changes. */
static double time_price(const struct course *course, const struct machine *machine,
                         enum goal goal) {
    struct optimum optimum;
    const struct optimum_setup setup = {.course = course, .machine = machine, .goal = goal};
    size_t vertex;
    double start_s = now_s();
    if (optimum_init(&optimum, &setup) != OPTIMUM_FINE ||
        optimum_find(&optimum, MOST, &vertex) != OPTIMUM_FINE)
        exit(EXIT_FAILURE);
    size_t looked = optimum.vertex_count > 1; /* knowing that one is the last needs no price */
    double passed_s = (now_s() - start_s) / (double)(optimum.vertex_count + looked);
    if (optimum.vertex_count == 1)
        passed_s /= 2;
    optimum_fini(&optimum);
    return passed_s;
}

int main(void) {
    const struct rule_text text = {
        .name = "hysteresis", .when = "len < cap / 4", .shrink_to = "2 * len", .for_ns = -1};
    struct rule_problem problem;
    struct rule *rule = rule_new(&text, &problem);
    struct machine machine = machine_default();
    struct course course = {0};
    double waste[ROUNDS], held[ROUNDS], pass[ROUNDS];
    swing(events, EVENTS, LIVE);
    for (int i = 0; i < EVENTS; i++)
        if (!course_add(&course, events[i].kind, events[i].time_ns))
            return EXIT_FAILURE;
    course_close(&course, events[EVENTS - 1].time_ns);
    for (int i = 0; i < ROUNDS; i++) {
        double pass_s = pass[i] = time_pass(rule, &machine);
        waste[i] = time_price(&course, &machine, GOAL_WASTE) / pass_s;
        held[i] = time_price(&course, &machine, GOAL_HELD) / pass_s;
    }
    printf("waste %.1f\nheld %.1f\nevent-ns %.1f\n", median(waste, ROUNDS), median(held, ROUNDS),
           median(pass, ROUNDS) / EVENTS * 1e9);
    course_fini(&course);
    rule_free(rule);
    return EXIT_SUCCESS;
}
