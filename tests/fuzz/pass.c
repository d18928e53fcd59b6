/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass with windows and shared lanes against every lane stepped: a line with `when`, one with
 * `shrink_to`, then one byte per event: an odd one registers, and its other bits are the
 * nanoseconds before it.  There are three rules, with different first digits in `when`.
 * Both expressions are evaluated naively as well.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/same.h"
#include "engine/pass.h"
#include "model/machine.h"
#include "naive.h"
#include "policy/expr.h"

enum { MOST_EVENTS = 4096, RULES = 3 };

static struct event events[MOST_EVENTS];

static int make_events(const uint8_t *bytes, size_t count) {
    static uint32_t alive[MOST_EVENTS];
    int made = 0, living = 0;
    uint32_t next = 0;
    int64_t now_ns = 0;
    for (size_t i = 0; i < count && made < MOST_EVENTS; i++) {
        bool registers = bytes[i] & 1;
        now_ns += bytes[i] >> 1;
        if (!registers && living == 0)
            continue;
        if (registers)
            alive[living++] = next++;
        events[made++] = (struct event){.time_ns = now_ns,
                                        .kind = registers ? EVENT_REGISTER : EVENT_DEREGISTER,
                                        .entry = registers ? next - 1 : alive[--living]};
    }
    return made;
}

static void ignore_step(void *state, const char *context, const struct lane *lane,
                        const struct step *step) {
    (void)state;
    (void)context;
    (void)lane;
    (void)step;
}

static void ignore_failure(void *state, const struct pass_failure *failure) {
    (void)state;
    (void)failure;
}

static const struct receiver receiver = {.step = ignore_step};
static const struct receiver *const receivers[] = {&receiver};

static void run(struct pass *pass, const struct families *families, const struct rule *const *rules,
                const struct machine *machine, const struct contexts *contexts, int count,
                bool stepped) {
    const struct pass_setup setup = {.rules = rules,
                                     .rule_count = RULES,
                                     .families = families,
                                     .machine = machine,
                                     .contexts = contexts,
                                     .receivers = receivers,
                                     .receiver_count = stepped,
                                     .fail = ignore_failure};
    pass_init(pass, &setup);
    if (!pass_run(pass, events, count) ||
        !pass_finish(pass, count ? events[count - 1].time_ns + 10 : 10))
        abort();
}

static void compare(const struct rule *const *rules, int count) {
    static struct pass left, right;
    struct machine machine = machine_default();
    struct contexts contexts = {0};
    struct families families;
    if (contexts_add(&contexts, "binder", 6) < 0 || !families_init(&families, rules, RULES))
        abort();
    run(&left, &families, rules, &machine, &contexts, count, false);
    run(&right, &families, rules, &machine, &contexts, count, true);
    for (int i = 0; i < RULES; i++) {
        const struct lane *a = &left.tracks[0].lanes[i], *b = &right.tracks[0].lanes[i];
        if (a->ended != b->ended || (a->ended == LANE_FINE && !same_lanes(a, b)))
            abort();
    }
    pass_fini(&left);
    pass_fini(&right);
    families_fini(&families);
    contexts_fini(&contexts);
}

/* Makes the rules.  Returns false if one is invalid. */
static bool make_rules(char *when, const char *shrink_to, struct rule *rules[RULES]) {
    char *digit = strpbrk(when, "0123456789");
    bool fine = true;
    for (int i = 0; i < RULES; i++) {
        const struct rule_text text = {
            .name = "rule", .when = when, .shrink_to = shrink_to, .for_ns = -1};
        struct rule_problem problem;
        fine = (rules[i] = rule_new(&text, &problem)) != NULL && fine;
        if (digit)
            *digit = (char)('0' + (*digit - '0' + 1) % 10);
    }
    return fine;
}

/* An expression means what it means to a naive reader, on a few views. */
static void evaluate(const char *text) {
    static const int64_t values[] = {0, 1, 7, 128, INT64_MAX, -1, INT64_MIN, 3};
    enum { VALUES = sizeof values / sizeof *values };
    uint32_t used = 0;
    struct expr_problem problem;
    struct expr *expr = expr_compile(text, NULL, 0, &used, &problem);
    for (int i = 0; expr && i < VALUES; i++) {
        struct view view;
        int64_t value = 0, wanted = 0;
        for (int v = 0; v < VIEW_VARIABLES; v++)
            view.value[v] = values[(i + v) % VALUES];
        bool fine = expr_evaluate(expr, &view, &value, NULL);
        if (fine != naive_evaluate(text, &view, &wanted) || (fine && value != wanted))
            abort();
    }
    expr_free(expr);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const uint8_t *first = memchr(bytes, '\n', count);
    const uint8_t *second =
        first ? memchr(first + 1, '\n', count - (size_t)(first + 1 - bytes)) : NULL;
    if (!second)
        return 0;
    char *when = strndup((const char *)bytes, (size_t)(first - bytes));
    char *shrink_to = strndup((const char *)first + 1, (size_t)(second - first - 1));
    struct rule *rules[RULES];
    evaluate(when);
    evaluate(shrink_to);
    if (make_rules(when, shrink_to, rules))
        compare((const struct rule *const *)rules,
                make_events(second + 1, count - (size_t)(second + 1 - bytes)));
    for (int i = 0; i < RULES; i++)
        rule_free(rules[i]);
    free(when);
    free(shrink_to);
    return 0;
}
