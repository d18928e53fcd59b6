/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The core without memory: each allocation fails in turn, and each failure comes back as a result.
 * When none fails, everything works.
 *
 * Functions that count replace the C library's.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/optimum.h"
#include "engine/pass.h"
#include "model/tape.h"
#include "tap.h"
#include "worst/worst.h"

static long allowed = -1; /* allocations before one fails; below 0 for all */
static long failed;

static bool refuse(void) {
    if (allowed < 0 || allowed-- > 0)
        return false;
    failed++;
    allowed = -1;
    return true;
}

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t bytes);
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t bytes);

void *__wrap_malloc(size_t bytes) {
    return refuse() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t size) {
    return refuse() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t bytes) {
    return refuse() ? NULL : __real_realloc(memory, bytes);
}

/* The computation: rules, a tape, and a pass over it in which every growth fails, as in its
 * copy. */

static bool always(void *state, double probability) {
    (void)state;
    (void)probability;
    return true;
}

static bool open_chance(void *state, const char *context, const struct rule *rule,
                        struct chance *chance) {
    (void)state;
    (void)context;
    (void)rule;
    *chance = (struct chance){.happens = always};
    return true;
}

static bool copy_chance(void *state, const struct chance *from, struct chance *to) {
    (void)state;
    *to = *from;
    return true;
}

static void close_chance(void *state, struct chance *chance) {
    (void)state;
    (void)chance;
}

static const struct wishes *plan_of(void *wishes, int context, size_t rule) {
    (void)context;
    (void)rule;
    return wishes;
}

static struct rule *make_rule(bool *no_memory) {
    static const struct parameter parameters[] = {{.name = "a", .value = 4},
                                                  {.name = "b", .value = 2}};
    const struct rule_text text = {.name = "rule",
                                   .when = "len < cap / a && (cap > 16 || len * 3 + 1 < cap - 1)",
                                   .shrink_to = "max(len * b, min(16, pow2(len)))",
                                   .for_ns = -1,
                                   .parameters = parameters,
                                   .parameter_count = 2};
    struct rule_problem problem = {.kind = RULE_WHEN};
    struct rule *rule = rule_new(&text, &problem);
    *no_memory = !rule && problem.kind == RULE_NO_MEMORY;
    return rule;
}

static bool make_tape(struct tape *tape, bool *no_memory) {
    struct event events[200] = {{.time_ns = 0}};
    for (int i = 0; i < 200; i++)
        events[i] =
            (struct event){.time_ns = i, .entry = (uint32_t)i * 1000, .kind = EVENT_REGISTER};
    enum tape_result result = tape_add(tape, events, 200);
    *no_memory = result == TAPE_NO_MEMORY;
    return result == TAPE_FINE;
}

static bool run(const struct rule *rule, const struct tape *tape, bool *no_memory) {
    struct contexts contexts = {.count = 0}, copy = {.count = 0};
    struct machine machine = machine_default();
    struct event events[200];
    static struct pass pass, other;
    machine.grow_failure = 1;
    *no_memory = contexts_add(&contexts, "binder", 6) == CONTEXTS_NO_MEMORY ||
                 !contexts_copy(&copy, &contexts);
    contexts_fini(&contexts);
    if (*no_memory)
        return false;
    const struct pass_setup setup = {.rules = &rule,
                                     .rule_count = 1,
                                     .machine = &machine,
                                     .contexts = &copy,
                                     .highlights = true,
                                     .open_chance = open_chance,
                                     .copy_chance = copy_chance,
                                     .close_chance = close_chance};
    pass_init(&pass, &setup);
    pass_init(&other, &setup);
    *no_memory =
        !pass_run(&pass, events, tape_read(tape, 0, events, 100)) || !pass_copy(&other, &pass) ||
        !pass_run(&other, events, tape_read(tape, 100, events, 200)) || !pass_finish(&other, 1000);
    bool fine = !*no_memory && other.tracks[0].lanes[0].counters.actions[ACTION_REJECTED] == 200 &&
                pass.tracks[0].lanes[0].counters.actions[ACTION_REJECTED] == 100;
    pass_fini(&pass);
    pass_fini(&other);
    contexts_fini(&copy);
    return fine;
}

/* The worst case of the rule. */
static bool search(const struct rule *rule, bool *no_memory) {
    static struct graph graph;
    struct machine machine = machine_default();
    struct worst worst = {0};
    const struct graph_setup setup = {.rule = rule, .machine = &machine, .max_length = 64};
    enum graph_result result = graph_init(&graph, &setup);
    if (result == GRAPH_FINE)
        result = worst_init(&worst, &graph, COST_REALLOCS);
    bool fine = result == GRAPH_FINE && worst.events > 0;
    *no_memory = result == GRAPH_NO_MEMORY;
    worst_fini(&worst);
    graph_fini(&graph);
    return fine;
}

enum { RISE = 30 };

/* A pass over a rise and a fall, left alone: with a rule that sometimes asks in vain, and with the
 * plan. */
static bool follow(struct wishes *wishes, bool *no_memory) {
    const struct rule_text text = {
        .name = "in-vain", .when = "len < cap / 2", .shrink_to = "max(len, 32)", .for_ns = -1};
    struct rule_problem problem = {.kind = RULE_WHEN};
    struct contexts contexts = {.count = 0};
    struct machine machine = machine_default();
    struct event events[2 * RISE];
    static struct pass pass;
    const struct rule *rules[] = {rule_new(&text, &problem), rule_new(&text, &problem),
                                  rule_new_planned("plan", GOAL_WASTE, RISE)};
    struct families families = {.count = 0};
    const struct pass_setup setup = {.rules = rules,
                                     .rule_count = 3,
                                     .families = &families,
                                     .machine = &machine,
                                     .contexts = &contexts,
                                     .plan = plan_of,
                                     .state = wishes};
    bool fine = false;
    for (int i = 0; i < 2 * RISE; i++)
        events[i] =
            (struct event){.time_ns = i, .kind = i < RISE ? EVENT_REGISTER : EVENT_DEREGISTER};
    *no_memory = !rules[0] || !rules[1] || !rules[2] ||
                 contexts_add(&contexts, "binder", 6) == CONTEXTS_NO_MEMORY ||
                 !families_init(&families, rules, 3);
    if (!*no_memory) {
        pass_init(&pass, &setup);
        *no_memory = !pass_run(&pass, events, 2 * RISE) || !pass_finish(&pass, 2 * RISE);
        const struct lane *lanes = pass.tracks[0].lanes;
        fine = !*no_memory && lanes[0].counters.actions[ACTION_NOOP] > 10 &&
               lanes[1].counters.actions[ACTION_NOOP] > 10 &&
               counters_shrinks(&lanes[2].counters) == (int64_t)wishes->count;
        pass_fini(&pass);
    }
    contexts_fini(&contexts);
    families_fini(&families);
    for (int i = 0; i < 3; i++)
        rule_free((struct rule *)(uintptr_t)rules[i]);
    return fine;
}

/* The optimum of a rise and a fall, and the plan of its last vertex. */
static bool plan(bool *no_memory) {
    struct course course = {.count = 0};
    struct optimum optimum = {.vertex_count = 0};
    struct wishes wishes = {.count = 0};
    struct machine machine = machine_default();
    enum optimum_result result = OPTIMUM_FINE;
    for (int i = 0; i < 2 * RISE && result == OPTIMUM_FINE; i++)
        if (!course_add(&course, i < RISE ? EVENT_REGISTER : EVENT_DEREGISTER, i))
            result = OPTIMUM_NO_MEMORY;
    course_close(&course, 2 * RISE);
    const struct optimum_setup setup = {.course = &course, .machine = &machine, .goal = GOAL_WASTE};
    if (result == OPTIMUM_FINE)
        result = optimum_init(&optimum, &setup);
    if (result == OPTIMUM_FINE)
        result = optimum_complete(&optimum);
    if (result == OPTIMUM_FINE)
        result = optimum_plan(&optimum, optimum.vertex_count - 1, &wishes);
    bool fine = result == OPTIMUM_FINE && wishes.count > 10;
    *no_memory = result == OPTIMUM_NO_MEMORY;
    fine = fine && follow(&wishes, no_memory);
    optimum_fini(&optimum);
    course_fini(&course);
    free(wishes.items);
    return fine;
}

/* Returns whether all went well.  Sets `told` when something failed and said so. */
static bool compute(bool *told) {
    struct tape tape = {.count = 0};
    struct rule *rule = make_rule(told);
    bool fine = rule && make_tape(&tape, told) && run(rule, &tape, told) && search(rule, told) &&
                plan(told);
    tape_fini(&tape);
    rule_free(rule);
    return fine;
}

int main(void) {
    bool told;
    tap_ok(compute(&told) && !told, "with memory, everything works");
    int silent = 0, wrong = 0;
    long count = 0;
    for (bool done = false; !done && count < 1000; count++) {
        allowed = count;
        failed = 0;
        bool fine = compute(&told);
        done = allowed >= 0;
        silent += failed && !fine && !told;
        wrong += !failed && !fine;
        allowed = -1;
    }
    tap_ok(count > 50 && count < 1000, "each of %ld allocations failed in its turn", count - 1);
    tap_ok(silent == 0, "every failure is told (%d are not)", silent);
    tap_ok(wrong == 0, "and nothing fails without one (%d did)", wrong);
    return tap_done();
}
