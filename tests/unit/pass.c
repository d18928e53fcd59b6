/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass against itself and against brute force, over random events and random rules.  Lanes left
 * alone within their windows end with the same figures as lanes stepped at every event, and fail at
 * the same events in the same order.  Integrals equal sums over the steps.  A copy, made anywhere,
 * continues like its original.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/pass.h"
#include "model/machine.h"
#include "same.h"
#include "tap.h"

enum { ROUNDS = 600, EVENTS = 1200, POLICIES = 9, CONTEXTS = 2, FAILURES = POLICIES * CONTEXTS };

static uint64_t state = 1;

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

/* Expressions of all shapes: thresholds of both directions, parity, bands, constants, history, some
 * that fail.  `K` stands for a random number from 1. */
static const char *const whens[] = {
    "0",
    "1",
    "len < cap / 4",
    "len < cap / K",
    "len * K <= cap - 3",
    "len == 0 || len < cap / K",
    "len > K && cap > 2 * K",
    "len >= cap / 2 && !(len < K)",
    "cap > K ? len < cap / 2 : len < cap / K",
    "len % 3 == 1",
    "cap > 16 && len < cap / 2",
    "cap % 2 == 0",
    "len == K",
    "len * 3 < cap",
    "len > 4 && len < 9",
    "cap > len + 7",
    "pow2(len) < cap / 2",
    "min(len, K) < cap / 8",
    "age > K && len < cap / 2",
    "peak < cap - K",
    "since_ms % 2 == 0 && len < cap / 3",
    "10 / (len - K) < 1",
    "len < cap / 2 && 9000000000000000000 + len * K > 0",
    "cap < 40 || 1 / (cap - 64) == 0",
};
static const char *const targets[] = {"len",
                                      "len * 2",
                                      "len * K",
                                      "cap / 2",
                                      "max(16, pow2(2 * len))",
                                      "K",
                                      "cap - 1",
                                      "max(cap - len, K)",
                                      "len == K ? cap : len",
                                      "20 - len",
                                      "max(0, cap + K - age)",
                                      "max(len, peak - K)",
                                      "0"};

#define RANDOM_OF(list) list[random_below(sizeof list / sizeof *list)]

/* Replaces each K by a number. */
static const char *fill_in(char text[128], const char *pattern) {
    size_t at = 0;
    for (; *pattern; pattern++)
        at += *pattern == 'K' ? (size_t)sprintf(text + at, "%d", 1 + (int)random_below(20))
                              : (size_t)sprintf(text + at, "%c", *pattern);
    return text;
}

static struct rule *random_rule(int number) {
    char name[8], when[128], target[128];
    snprintf(name, sizeof name, "p%d", number);
    const struct rule_text text = {.name = name,
                                   .when = fill_in(when, RANDOM_OF(whens)),
                                   .shrink_to = fill_in(target, RANDOM_OF(targets)),
                                   .for_ns = random_below(8) ? -1 : random_below(300)};
    struct rule_problem problem;
    return rule_new(&text, &problem);
}

/* Rules that differ only in their numbers, and request the same number of slots or one of two. */
static void make_relatives(struct rule *rules[POLICIES]) {
    static const char *const relatives[] = {"len < cap / K",
                                            "len * K <= cap - 3",
                                            "len < cap - K",
                                            "len < K",
                                            "len == 0 || len < cap / K",
                                            "cap > K ? len < cap / 2 : len < cap / 3",
                                            "cap > K && len < cap / K",
                                            "len < K && len < cap / K"};
    const char *pattern = RANDOM_OF(relatives);
    char targets_of[2][128];
    fill_in(targets_of[0], RANDOM_OF(targets));
    fill_in(targets_of[1], RANDOM_OF(targets));
    for (int p = 0; p < POLICIES; p++) {
        char name[8], when[128];
        snprintf(name, sizeof name, "p%d", p);
        const struct rule_text text = {.name = name,
                                       .when = fill_in(when, pattern),
                                       .shrink_to = targets_of[random_below(4) == 0],
                                       .for_ns = -1};
        struct rule_problem problem;
        rules[p] = rule_new(&text, &problem);
    }
}

static void make_events(struct event *events) {
    static uint32_t alive[CONTEXTS][EVENTS];
    int counts[CONTEXTS] = {0};
    int64_t now = 0;
    uint32_t next = 0;
    for (int i = 0; i < EVENTS; i++) {
        int64_t stride = 1 + i / 100 % 3 * 100;
        int context = (int)random_below(3) % CONTEXTS, *count = &counts[context];
        bool up = *count == 0 || random_below(100) < (i / 150 % 2 ? 35 : 65);
        now += random_below(4) * stride;
        events[i] = (struct event){
            .time_ns = now, .kind = EVENT_REGISTER, .context = (uint8_t)context, .entry = next};
        if (up) {
            alive[context][(*count)++] = next++;
        } else {
            int64_t at = random_below(*count);
            events[i].kind = EVENT_DEREGISTER;
            events[i].entry = alive[context][at];
            alive[context][at] = alive[context][--*count];
        }
    }
}

/* Sums over the steps of a lane, by brute force. */
struct sums {
    int64_t time_ns, len, cap, held;
    int64_t len_ns, cap_ns;
    uint64_t held_ns; /* as far as it does not overflow */
    int64_t peak_len, peak_wasted;
};

static void add_up(struct sums *sums, int64_t until_ns) {
    for (; sums->time_ns < until_ns; sums->time_ns++) {
        sums->len_ns += sums->len;
        sums->cap_ns += sums->cap;
        sums->held_ns += (uint64_t)sums->held;
    }
}

/* Contexts are called 0 and 1, rules p0 to p8. */
static int lane_number(const char *context, const struct rule *rule) {
    return (context[0] - '0') * POLICIES + rule->name[1] - '0';
}

static void see(void *all, const char *context, const struct lane *lane, const struct step *step) {
    struct sums *sums = (struct sums *)all + lane_number(context, lane->rule);
    add_up(sums, step->time_ns);
    sums->len = step->after.len;
    sums->cap = step->after.cap;
    sums->held = step->after.buffer.held_bytes;
    if (step->after.len > sums->peak_len)
        sums->peak_len = step->after.len;
    if (step->after.cap - step->after.len > sums->peak_wasted)
        sums->peak_wasted = step->after.cap - step->after.len;
}

static void see_nothing(void *nobody, const char *context, const struct lane *lane,
                        const struct step *step) {
    (void)nobody;
    (void)context;
    (void)lane;
    (void)step;
}

static bool same_sums(const struct lane *lane, const struct sums *sums) {
    const struct counters *counters = &lane->counters;
    return (int64_t)counters->len_ns == sums->len_ns && (int64_t)counters->cap_ns == sums->cap_ns &&
           (uint64_t)counters->held_ns == sums->held_ns && counters->peak_len == sums->peak_len &&
           counters->peak_wasted == sums->peak_wasted;
}

/* Chance per lane, the same in each pass. */

static bool happens(void *seed, double probability) {
    uint64_t *draws = seed;
    *draws = *draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*draws >> 11) < probability * 9007199254740992.0;
}

/* The surroundings of a pass. */
struct outside {
    uint64_t seed;
    struct pass_failure failures[FAILURES];
    struct view views[FAILURES]; /* on which they failed */
    int failure_count;
};

static bool open_chance(void *outside, const char *context, const struct rule *rule,
                        struct chance *chance) {
    uint64_t *seed = malloc(sizeof *seed);
    *seed = (uint64_t)lane_number(context, rule) + ((const struct outside *)outside)->seed;
    *chance = (struct chance){happens, seed};
    return true;
}

static bool copy_chance(void *unused, const struct chance *from, struct chance *to) {
    (void)unused;
    uint64_t *seed = malloc(sizeof *seed);
    *seed = *(const uint64_t *)from->state;
    *to = (struct chance){from->happens, seed};
    return true;
}

static void close_chance(void *unused, struct chance *chance) {
    (void)unused;
    free(chance->state);
}

static void keep_failure(void *all, const struct pass_failure *failure) {
    struct outside *outside = all;
    outside->views[outside->failure_count] = failure->lane->view;
    outside->failures[outside->failure_count++] = *failure;
}

static bool same_failures(const struct outside *a, const struct outside *b) {
    bool same = a->failure_count == b->failure_count;
    for (int i = 0; same && i < a->failure_count; i++) {
        const struct pass_failure *left = &a->failures[i], *right = &b->failures[i];
        same = left->result == right->result && left->rule == right->rule &&
               strcmp(left->context, right->context) == 0 &&
               left->event_number == right->event_number && left->time_ns == right->time_ns &&
               (left->result != LANE_RULE_FAILED ||
                memcmp(&a->views[i], &b->views[i], sizeof a->views[i]) == 0);
    }
    return same;
}

static struct machine random_machine(void) {
    struct machine machine = machine_default();
    machine.kernel = &kernels[random_below(kernel_count)];
    machine.element_size = random_below(2) ? 8 : 700;
    if (random_below(8) == 0)
        machine.element_size = INT64_C(1) << 54; /* sums overflow */
    machine.kmalloc_limit = random_below(2) ? 4096 : 4 << 20;
    machine.grow_failure = random_below(3) ? 0 : 0.2;
    machine.shrink_failure = random_below(3) ? 0 : 0.3;
    return machine;
}

static int wrong_lanes, wrong_copies, wrong_sums, wrong_failures, windows, noops, refusals,
    failures, together, shared, overflows;

static void compare(const struct pass *alone, const struct pass *stepped, struct sums *sums,
                    int64_t end_ns) {
    for (int i = 0; i < CONTEXTS * POLICIES; i++) {
        if (i % POLICIES >= (int)alone->setup.rule_count)
            continue;
        const struct lane *lane = &alone->tracks[i / POLICIES].lanes[i % POLICIES];
        const struct lane *other = &stepped->tracks[i / POLICIES].lanes[i % POLICIES];
        if (lane->ended != LANE_FINE || other->ended != LANE_FINE)
            continue;
        add_up(&sums[i], end_ns);
        wrong_lanes += !same_lanes(lane, other);
        wrong_sums += !same_sums(lane, &sums[i]);
        windows += lane->window.low <= lane->window.high;
        noops += lane->noops_below > 0;
        refusals += lane->counters.actions[ACTION_REJECTED] > 0;
    }
}

/* A copy of the stepped pass, made early or late, ends like that. */
static void compare_copy(const struct pass_setup *setup, const struct pass *stepped,
                         const struct event *events, int64_t end_ns) {
    static struct pass first, copy;
    struct outside outside = {.seed = ((const struct outside *)setup->state)->seed};
    const struct receiver receiver = {.step = see_nothing};
    const struct receiver *receivers[] = {&receiver};
    struct pass_setup own = *setup;
    int made = (int)random_below(random_below(2) ? 10 : EVENTS);
    own.receivers = receivers;
    own.state = &outside;
    pass_init(&first, &own);
    pass_run(&first, events, made);
    pass_copy(&copy, &first);
    pass_run(&copy, events + made, EVENTS - made);
    pass_finish(&copy, end_ns);
    for (int t = 0; t < CONTEXTS; t++)
        for (size_t i = 0; i < setup->rule_count; i++)
            wrong_copies += !same_lanes(&copy.tracks[t].lanes[i], &stepped->tracks[t].lanes[i]);
    pass_fini(&first);
    pass_fini(&copy);
}

static void run_round(void) {
    static struct event events[EVENTS];
    static struct pass alone, stepped;
    struct rule *rules[POLICIES];
    struct outside outside = {.seed = (uint64_t)random_below(1000)}, other = outside;
    struct contexts contexts = {.count = 0};
    const struct machine machine = random_machine();
    struct sums sums[CONTEXTS * POLICIES] = {{.time_ns = 0}};
    contexts_add(&contexts, "0", 1);
    contexts_add(&contexts, "1", 1);
    for (int p = 0; p < POLICIES; p++)
        rules[p] = random_rule(p);
    if (random_below(2)) {
        for (int p = 0; p < POLICIES; p++)
            rule_free(rules[p]);
        make_relatives(rules);
    }
    make_events(events);
    const struct receiver receiver = {.step = see, .state = sums};
    const struct receiver *receivers[] = {&receiver};
    struct pass_setup setup = {.rules = (const struct rule *const *)rules,
                               .rule_count = random_below(4) ? POLICIES : 1,
                               .machine = &machine,
                               .contexts = &contexts,
                               .receivers = receivers,
                               .open_chance = open_chance,
                               .copy_chance = copy_chance,
                               .close_chance = close_chance,
                               .fail = keep_failure,
                               .state = &outside};
    int64_t end_ns = events[EVENTS - 1].time_ns + 17;
    struct families families;
    families_init(&families, setup.rules, setup.rule_count);
    setup.families = &families;
    pass_init(&alone, &setup);
    pass_run(&alone, events, EVENTS);
    shared += alone.tracks[0].lane_count < setup.rule_count;
    pass_finish(&alone, end_ns);
    /* The second time, mostly as if the analysis had found nothing. */
    bool unknown = random_below(3) > 0;
    for (int p = 0; p < POLICIES; p++)
        if (unknown && rules[p]->attention == RULE_BY_LENGTH)
            rules[p]->attention = RULE_AT_DEREGISTRATION;
    setup.receiver_count = 1;
    setup.state = &other;
    pass_init(&stepped, &setup);
    pass_run(&stepped, events, EVENTS);
    pass_finish(&stepped, end_ns);
    compare(&alone, &stepped, sums, end_ns);
    compare_copy(&setup, &stepped, events, end_ns);
    wrong_failures += !same_failures(&outside, &other);
    failures += outside.failure_count;
    for (int i = 0; i < outside.failure_count; i++)
        overflows += outside.failures[i].result == LANE_OVERFLOW;
    for (int i = 1; i < outside.failure_count; i++)
        together += outside.failures[i].event_number == outside.failures[i - 1].event_number;
    pass_fini(&alone);
    pass_fini(&stepped);
    families_fini(&families);
    for (int p = 0; p < POLICIES; p++)
        rule_free(rules[p]);
    contexts_fini(&contexts);
}

int main(void) {
    for (int i = 0; i < ROUNDS; i++)
        run_round();
    tap_ok(wrong_lanes == 0, "lanes left alone end as lanes stepped at every event (%d wrong)",
           wrong_lanes);
    tap_ok(wrong_copies == 0, "copies of a pass go on as it does (%d lanes do not)", wrong_copies);
    tap_ok(wrong_sums == 0, "integrals and peaks are what summing over steps gives (%d wrong)",
           wrong_sums);
    tap_ok(wrong_failures == 0, "rules fail at the same events in the same order (%d wrong)",
           wrong_failures);
    tap_ok(windows > 2 * ROUNDS && noops > ROUNDS / 4,
           "and lanes are left alone (%d ended with a window, %d with no-ops in it)", windows,
           noops);
    tap_ok(shared > ROUNDS / 20, "rules share lanes to the end (in %d rounds)", shared);
    tap_ok(failures > ROUNDS && together > ROUNDS / 10 && overflows > ROUNDS / 10,
           "rules failed (%d, %d at one event), or their sums did not fit (%d)", failures, together,
           overflows);
    tap_ok(refusals > 0, "refusals were met (%d lanes)", refusals);
    return tap_done();
}
