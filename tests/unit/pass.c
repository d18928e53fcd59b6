/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pass against itself and against brute force, over random events and random rules: lanes
 * that are left alone within their windows end with the same figures as lanes stepped at every
 * event, and integrals are what summing over the steps gives.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/pass.h"
#include "model/machine.h"
#include "tap.h"

enum { ROUNDS = 400, EVENTS = 1500, POLICIES = 4 };

static uint64_t state = 1;

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

/* Expressions that never fail, of all shapes: thresholds, parity, bands, constants. */
static const char *const whens[] = {
    "0",
    "1",
    "len < cap / 4",
    "len % 3 == 1",
    "cap > 16 && len < cap / 2",
    "cap % 2 == 0",
    "len == 5",
    "len * 3 < cap",
    "len > 4 && len < 9",
    "cap > len + 7",
};
static const char *const targets[] = {"len",     "len * 2", "cap / 2", "max(16, pow2(2 * len))",
                                      "cap - 1", "0"};

static struct rule *random_rule(int number) {
    char name[8];
    snprintf(name, sizeof name, "p%d", number);
    const struct rule_text text = {.name = name,
                                   .when = whens[random_below(10)],
                                   .shrink_to = targets[random_below(6)],
                                   .for_ns = -1};
    struct rule_problem problem;
    return rule_new(&text, &problem);
}

static void make_events(struct event *events) {
    static uint32_t alive[EVENTS];
    int count = 0;
    int64_t now = 0;
    uint32_t next = 0;
    for (int i = 0; i < EVENTS; i++) {
        int64_t stride = 1 + i / 100 % 3 * 100;
        bool up = count == 0 || random_below(100) < (i / 150 % 2 ? 35 : 65);
        now += random_below(4) * stride;
        events[i] = (struct event){.time_ns = now, .kind = EVENT_REGISTER, .entry = next};
        if (up) {
            alive[count++] = next++;
        } else {
            int64_t at = random_below(count);
            events[i].kind = EVENT_DEREGISTER;
            events[i].entry = alive[at];
            alive[at] = alive[--count];
        }
    }
}

/* Sums over the steps of each policy, the brute way. */
struct sums {
    int64_t time_ns[POLICIES], len[POLICIES], cap[POLICIES], held[POLICIES];
    int64_t len_ns[POLICIES], cap_ns[POLICIES], held_ns[POLICIES];
    int64_t peak_len[POLICIES], peak_wasted[POLICIES];
};

static void add_up(struct sums *sums, int p, int64_t until_ns) {
    for (; sums->time_ns[p] < until_ns; sums->time_ns[p]++) {
        sums->len_ns[p] += sums->len[p];
        sums->cap_ns[p] += sums->cap[p];
        sums->held_ns[p] += sums->held[p];
    }
}

static void see(void *unused, const char *context, const struct lane *lane,
                const struct step *step) {
    struct sums *sums = unused;
    int p = lane->rule->name[1] - '0';
    (void)context;
    add_up(sums, p, step->time_ns);
    sums->len[p] = step->after.len;
    sums->cap[p] = step->after.cap;
    sums->held[p] = step->after.buffer.held_bytes;
    if (step->after.len > sums->peak_len[p])
        sums->peak_len[p] = step->after.len;
    if (step->after.cap - step->after.len > sums->peak_wasted[p])
        sums->peak_wasted[p] = step->after.cap - step->after.len;
}

static bool same_sums(const struct lane *lane, const struct sums *sums, int p) {
    const struct counters *counters = &lane->counters;
    return (int64_t)counters->len_ns == sums->len_ns[p] &&
           (int64_t)counters->cap_ns == sums->cap_ns[p] &&
           (int64_t)counters->held_ns == sums->held_ns[p] &&
           counters->peak_len == sums->peak_len[p] && counters->peak_wasted == sums->peak_wasted[p];
}

static bool same_lanes(const struct lane *a, const struct lane *b) {
    struct counters left = a->counters, right = b->counters;
    return memcmp(&left.actions, &right.actions, sizeof left.actions) == 0 &&
           left.registered == right.registered && left.deregistered == right.deregistered &&
           memcmp(&left.in_place, &right.in_place, sizeof left.in_place) == 0 &&
           memcmp(&left.moved, &right.moved, sizeof left.moved) == 0 &&
           memcmp(&left.freed, &right.freed, sizeof left.freed) == 0 &&
           left.copied_bytes == right.copied_bytes && left.regrows == right.regrows &&
           left.freed_bytes_when_empty == right.freed_bytes_when_empty &&
           left.largest_copy_bytes == right.largest_copy_bytes &&
           left.peak_minute_reallocs == right.peak_minute_reallocs &&
           left.freed_pages == right.freed_pages && left.peak_len == right.peak_len &&
           left.peak_wasted == right.peak_wasted && left.peak_held == right.peak_held &&
           left.len_ns == right.len_ns && left.cap_ns == right.cap_ns &&
           left.held_ns == right.held_ns && a->vector.len == b->vector.len &&
           a->vector.cap == b->vector.cap &&
           a->vector.buffer.held_bytes == b->vector.buffer.held_bytes;
}

/* Chance of each lane by itself, the same in each pass. */

static bool happens(void *seed, double probability) {
    uint64_t *draws = seed;
    *draws = *draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*draws >> 11) < probability * 9007199254740992.0;
}

static bool open_chance(void *unused, const char *context, const struct rule *rule,
                        struct chance *chance) {
    uint64_t *seed = malloc(sizeof *seed);
    *seed = (uint64_t)rule->name[1] + (uint64_t)context[0] + *(const uint64_t *)unused;
    *chance = (struct chance){happens, seed};
    return true;
}

static void close_chance(void *unused, struct chance *chance) {
    (void)unused;
    free(chance->state);
}

static int failures;

static void count_failure(void *unused, const struct pass_failure *failure) {
    (void)unused;
    (void)failure;
    failures++;
}

static int wrong_windows, wrong_sums, windows, refusals;

static void run_round(void) {
    static struct event events[EVENTS];
    static struct pass alone, stepped;
    struct rule *rules[POLICIES];
    uint64_t seed = (uint64_t)random_below(1000);
    struct contexts contexts = {.count = 0};
    struct machine machine = machine_default();
    struct sums sums = {.time_ns = {0}};
    contexts_add(&contexts, "binder", 6);
    machine.kernel = &kernels[random_below(kernel_count)];
    machine.element_size = random_below(2) ? 8 : 700;
    machine.kmalloc_limit = random_below(2) ? 4096 : 4 << 20;
    machine.grow_failure = random_below(3) ? 0 : 0.2;
    machine.shrink_failure = random_below(3) ? 0 : 0.3;
    for (int p = 0; p < POLICIES; p++)
        rules[p] = random_rule(p);
    make_events(events);
    const struct receiver receiver = {.step = see, .state = &sums};
    const struct receiver *receivers[] = {&receiver};
    struct pass_setup setup = {.rules = (const struct rule *const *)rules,
                               .rule_count = POLICIES,
                               .machine = &machine,
                               .contexts = &contexts,
                               .receivers = receivers,
                               .open_chance = open_chance,
                               .close_chance = close_chance,
                               .fail = count_failure,
                               .state = &seed};
    pass_init(&alone, &setup);
    setup.receiver_count = 1;
    pass_init(&stepped, &setup);
    pass_run(&alone, events, EVENTS);
    /* The second time as if the analysis had not found out that len and cap are enough. */
    for (int p = 0; p < POLICIES; p++)
        rules[p]->attention = RULE_AT_DEREGISTRATION;
    pass_run(&stepped, events, EVENTS);
    int64_t end_ns = events[EVENTS - 1].time_ns + 17;
    pass_finish(&alone, end_ns);
    pass_finish(&stepped, end_ns);
    for (int p = 0; p < POLICIES; p++) {
        const struct lane *lane = &alone.tracks[0].lanes[p];
        add_up(&sums, p, end_ns);
        wrong_windows += !same_lanes(lane, &stepped.tracks[0].lanes[p]);
        wrong_sums += !same_sums(lane, &sums, p);
        windows += lane->window.low <= lane->window.high;
        refusals += lane->counters.actions[ACTION_REJECTED] > 0;
        rule_free(rules[p]);
    }
    pass_fini(&alone);
    pass_fini(&stepped);
    contexts_fini(&contexts);
}

int main(void) {
    for (int i = 0; i < ROUNDS; i++)
        run_round();
    tap_ok(wrong_windows == 0, "lanes left alone end as lanes stepped at every event (%d wrong)",
           wrong_windows);
    tap_ok(wrong_sums == 0, "integrals and peaks are what summing over steps gives (%d wrong)",
           wrong_sums);
    tap_ok(windows > ROUNDS, "and lanes are left alone (%d ended with a window)", windows);
    tap_ok(failures == 0, "no rule failed");
    tap_ok(refusals > 0, "refusals were met (%d lanes)", refusals);
    return tap_done();
}
