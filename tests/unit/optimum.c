/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clairvoyant optimum against brute force: every schedule of small random courses, on machines
 * whose entries are large, so that vmalloc, pages and huge pages are within reach.  On longer
 * courses: the plan of every vertex, replayed through the pass, has its count and area; no random
 * rule lies below the hull; capacities alone give the results of the general program.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/optimum.h"
#include "engine/pass.h"
#include "tap.h"

enum { SMALL_ROUNDS = 6000, LARGE_ROUNDS = 120, MOST_EVENTS = 600, SMALL_EVENTS = 14, RULES = 7 };

static uint64_t seed = 1;

static int64_t random_below(int64_t limit) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed >> 33) % (uint64_t)limit);
}

/* The course under test. */

static struct event events[MOST_EVENTS];
static int event_count;
static int64_t end_ns;

static void make_events(int count, int64_t most) {
    static const int64_t units[] = {1, 7, 1000000};
    int64_t length = 0, now = 0, unit = units[random_below(3)];
    for (int i = 0; i < count; i++) {
        int64_t up = i * 5 / count % 2 ? 30 : 65;
        bool rises = length == 0 || (length < most && random_below(100) < up);
        now += random_below(5) * unit;
        length += rises ? 1 : -1;
        events[i] =
            (struct event){.time_ns = now, .kind = rises ? EVENT_REGISTER : EVENT_DEREGISTER};
    }
    event_count = count;
    end_ns = now + random_below(9) * unit;
}

static struct machine random_machine(void) {
    struct machine machine = machine_default();
    machine.kernel = &kernels[random_below(kernel_count)];
    machine.arch = random_below(2) ? ARCH_ARM64 : ARCH_X86_64;
    machine.huge_pages = random_below(2);
    machine.element_size = (int64_t[]){8, 24, 700, 3000, 20000, 400000}[random_below(6)];
    machine.kmalloc_limit = machine.page_size << 2 * random_below(6);
    return machine;
}

static bool make_course(struct course *course) {
    *course = (struct course){.count = 0};
    for (int i = 0; i < event_count; i++)
        if (!course_add(course, events[i].kind, events[i].time_ns))
            return false;
    course_close(course, end_ns);
    return true;
}

/* Brute force */

static const struct machine *machine;
static enum goal goal;

struct attempt {
    bool found;
    number_u128 area;
    int changes;
    int64_t targets[SMALL_EVENTS]; /* of each event; -1 for none */
};

static struct attempt best[SMALL_EVENTS + 1]; /* by count */
static struct attempt now;
static long schedules;

static number_u128 units_of(const struct vector *vector) {
    return (uint64_t)(goal == GOAL_HELD ? vector->buffer.held_bytes : vector->cap);
}

static int count_of(enum action action) {
    bool changed = action != ACTION_NONE && action != ACTION_NOOP;
    return goal == GOAL_HELD ? action == ACTION_GROW || action == ACTION_SHRINK_MOVED : changed;
}

/* Tries targets from the smallest one on, no target last, so that the first of equal schedules is
 * the wanted one. */
static void try_all(int event, struct vector vector, int count) {
    int64_t copied;
    number_u128 area = now.area;
    int changes = now.changes;
    if (event == event_count) {
        struct attempt *known = &best[count];
        schedules++;
        if (!known->found || now.area < known->area ||
            (now.area == known->area && now.changes < known->changes)) {
            *known = now;
            known->found = true;
        }
        return;
    }
    int64_t until = event + 1 < event_count ? events[event + 1].time_ns : end_ns;
    number_u128 span = (uint64_t)(until - events[event].time_ns);
    bool falls = events[event].kind == EVENT_DEREGISTER;
    vector.len -= falls;
    for (int64_t target = falls ? vector.len : vector.cap; target <= vector.cap; target++) {
        struct vector next = vector;
        const struct chance none = {0};
        enum action action = ACTION_NONE;
        if (!falls)
            action = vector_push(&next, machine, &none, &copied);
        else if (target < vector.cap)
            action = vector_shrink_to(&next, target, machine, &none, &copied);
        if (action == ACTION_NOOP)
            continue;
        now.targets[event] = next.cap < vector.cap ? target : -1;
        now.area = area + span * units_of(&next);
        now.changes = changes + (next.cap != vector.cap);
        try_all(event + 1, next, count + count_of(action));
    }
    now.area = area;
    now.changes = changes;
}

/* Returns whether a point lies below the line through two others, or on it. */
static bool is_under(int left, int right, int count) {
    number_i128 a = (number_i128)best[left].area, b = (number_i128)best[right].area;
    number_i128 c = (number_i128)best[count].area;
    return (c - a) * (right - left) >= (b - a) * (count - left);
}

/* Finds the vertices of the lower hull by their definition.  Returns how many. */
static int find_hull(int vertices[SMALL_EVENTS + 1]) {
    int count = 0;
    for (int c = 0; c <= event_count; c++) {
        if (!best[c].found || (count > 0 && best[c].area >= best[vertices[count - 1]].area))
            continue;
        while (count > 1 && is_under(vertices[count - 2], c, vertices[count - 1]))
            count--;
        vertices[count++] = c;
    }
    return count;
}

/* Replaying */

static const struct wishes *plans[RULES];

static const struct wishes *plan_of(void *state, int context, size_t rule) {
    (void)state;
    (void)context;
    return plans[rule];
}

static void ignore_failure(void *state, const struct pass_failure *failure) {
    (void)state;
    (void)failure;
}

static void see_nothing(void *state, const char *context, const struct lane *lane,
                        const struct step *step) {
    (void)state;
    (void)context;
    (void)lane;
    (void)step;
}

struct point {
    int64_t count;
    number_u128 area_ns;
};

/* Finds the points of rules; those with a plan follow it. */
static void replay(struct rule *const *rules, size_t count, bool stepped, struct point *points) {
    static struct pass pass;
    struct contexts contexts = {.count = 0};
    const struct receiver receiver = {.step = see_nothing};
    const struct receiver *receivers[] = {&receiver};
    contexts_add(&contexts, "binder", 6);
    const struct pass_setup setup = {.rules = (const struct rule *const *)rules,
                                     .rule_count = count,
                                     .machine = machine,
                                     .contexts = &contexts,
                                     .receivers = receivers,
                                     .receiver_count = stepped,
                                     .plan = plan_of,
                                     .fail = ignore_failure};
    pass_init(&pass, &setup);
    pass_run(&pass, events, event_count);
    pass_finish(&pass, end_ns);
    for (size_t i = 0; i < count; i++) {
        const struct counters *counters = &pass.tracks[0].lanes[i].counters;
        points[i] = goal == GOAL_HELD
                        ? (struct point){counters_moves(counters), counters->held_ns}
                        : (struct point){counters_grows(counters) + counters_shrinks(counters),
                                         counters->cap_ns};
    }
    pass_fini(&pass);
    contexts_fini(&contexts);
}

static struct { int results, hulls, plans, replays, below, capacities; } wrong;
static struct { int vertices, vmalloc, huge, by_capacity; } seen;

/* Returns whether the plan asks for the same as the schedule. */
static bool same_plan(const struct wishes *plan, const struct attempt *attempt) {
    int64_t deregistration = 0;
    size_t at = 0;
    for (int i = 0; i < event_count; i++) {
        deregistration += events[i].kind == EVENT_DEREGISTER;
        if (attempt->targets[i] < 0)
            continue;
        if (at == plan->count || plan->items[at].deregistration != deregistration ||
            plan->items[at].slots != attempt->targets[i])
            return false;
        at++;
    }
    return at == plan->count;
}

static bool is_vertex(const struct point *point, const struct optimum_vertex *vertex) {
    return point->count == vertex->count && point->area_ns == vertex->area_ns;
}

static void check_replay(const struct optimum_vertex *vertex, const struct wishes *plan) {
    struct rule *rule = rule_new_planned("optimum", goal, vertex->count);
    struct point point;
    plans[0] = plan;
    replay(&rule, 1, random_below(2), &point);
    wrong.replays += !is_vertex(&point, vertex);
    rule_free(rule);
}

/* Every N finds its vertex. */
static void check_find(const struct optimum *whole) {
    struct optimum optimum;
    size_t vertex;
    const struct optimum_vertex *vertices = whole->vertices;
    size_t v = (size_t)random_below((int64_t)whole->vertex_count);
    int64_t beyond = v + 1 < whole->vertex_count ? vertices[v + 1].count : vertices[v].count + 5;
    int64_t most = vertices[v].count + random_below(beyond - vertices[v].count);
    bool fine = optimum_init(&optimum, &whole->setup) == OPTIMUM_FINE &&
                optimum_find(&optimum, most, &vertex) == OPTIMUM_FINE &&
                optimum.vertices[vertex].count == vertices[v].count &&
                optimum.vertices[vertex].area_ns == vertices[v].area_ns;
    wrong.hulls += !fine;
    optimum_fini(&optimum);
}

/* The whole optimum of random events with a random goal, on a random machine. */
static bool begin(struct machine *random, struct course *course, struct optimum *optimum, int count,
                  int64_t most) {
    *random = random_machine();
    machine = random;
    goal = random_below(2) ? GOAL_HELD : GOAL_WASTE;
    make_events(count, most);
    const struct optimum_setup setup = {.course = course, .machine = machine, .goal = goal};
    bool fine = make_course(course) && optimum_init(optimum, &setup) == OPTIMUM_FINE &&
                optimum_complete(optimum) == OPTIMUM_FINE;
    wrong.results += !fine;
    return fine;
}

static void try_small(void) {
    struct course course;
    struct optimum optimum;
    struct machine random;
    int vertices[SMALL_EVENTS + 1];
    int events_wanted = SMALL_EVENTS - (int)random_below(9);
    if (!begin(&random, &course, &optimum, events_wanted, 2 + random_below(6)))
        return;
    memset(best, 0, sizeof best);
    now = (struct attempt){.found = false};
    try_all(0, (struct vector){0}, 0);
    int count = find_hull(vertices);
    wrong.hulls += optimum.vertex_count != (size_t)count;
    for (size_t v = 0; v < optimum.vertex_count && v < (size_t)count; v++) {
        const struct attempt *attempt = &best[vertices[v]];
        struct wishes plan = {0};
        wrong.hulls += optimum.vertices[v].count != vertices[v] ||
                       optimum.vertices[v].area_ns != attempt->area;
        wrong.results += optimum_plan(&optimum, v, &plan) != OPTIMUM_FINE;
        wrong.plans += !same_plan(&plan, attempt);
        check_replay(&optimum.vertices[v], &plan);
        free(plan.items);
    }
    check_find(&optimum);
    seen.vertices += optimum.vertex_count > 2;
    for (size_t s = 0; s < optimum.reach.state_count; s++) {
        seen.vmalloc += optimum.reach.states[s].buffer.backing == BACKING_VMALLOC;
        seen.huge += optimum.reach.states[s].buffer.huge;
    }
    optimum_fini(&optimum);
    course_fini(&course);
}

/* Longer courses */

static struct rule *random_rule(void) {
    static const char *const whens[] = {
        "1",        "len < cap / 4", "cap > 16 && len < cap / 2", "len * 3 < cap",
        "age > 20", "cap > len + 7"};
    static const char *const targets[] = {"len", "len * 2", "cap / 2", "max(16, pow2(2 * len))",
                                          "0"};
    const struct rule_text text = {.name = "rule",
                                   .when = whens[random_below(6)],
                                   .shrink_to = targets[random_below(5)],
                                   .for_ns = -1};
    struct rule_problem problem;
    return rule_new(&text, &problem);
}

static bool is_below(const struct optimum *optimum, const struct point *point) {
    const struct optimum_vertex *first = optimum->vertices;
    const struct optimum_vertex *last = first + optimum->vertex_count - 1, *left = first;
    if (point->count < first->count || point->area_ns < last->area_ns)
        return true;
    while (left < last && left[1].count <= point->count)
        left++;
    if (left == last)
        return false;
    number_i128 run = left[1].count - left->count,
                fall = (number_i128)left->area_ns - (number_i128)left[1].area_ns;
    return ((number_i128)point->area_ns - (number_i128)left->area_ns) * run <
           -fall * (point->count - left->count);
}

/* The general program, on a reach that keeps its buffers, at a price. */
static void check_capacities(const struct optimum *optimum) {
    struct reach reach;
    struct sweep sweep;
    const struct optimum_setup *setup = &optimum->setup;
    const struct reach_setup reach_setup = {.machine = setup->machine, .peak = setup->course->peak};
    const struct sweep_price wide = {.change = {0, (uint64_t)random_below(100000)}, .area = 3};
    struct sweep_price narrow = wide;
    number_u128 costs[4] = {0};
    narrow.narrow = true;
    reach_init(&reach, &reach_setup);
    sweep_init(&sweep, setup->course, &reach, setup->goal);
    sweep_cost(&sweep, &wide, &costs[0]);
    sweep_cost(&sweep, &narrow, &costs[1]);
    sweep_fini(&sweep);
    reach_fini(&reach);
    sweep_init(&sweep, setup->course, &optimum->reach, setup->goal);
    sweep_cost(&sweep, &wide, &costs[2]);
    sweep_cost(&sweep, &narrow, &costs[3]);
    seen.by_capacity += sweep.by_capacity;
    sweep_fini(&sweep);
    wrong.capacities += costs[0] != costs[1] || costs[0] != costs[2] || costs[0] != costs[3];
}

static void try_large(void) {
    struct course course;
    struct optimum optimum;
    struct machine random;
    struct rule *rules[RULES];
    struct point points[RULES];
    int events_wanted = MOST_EVENTS - (int)random_below(100);
    if (!begin(&random, &course, &optimum, events_wanted, 5 + random_below(100)))
        return;
    size_t last = 0;
    struct wishes plan = {0};
    for (size_t v = 0; v < optimum.vertex_count; v += 1 + (size_t)random_below(8)) {
        free(plan.items);
        plan = (struct wishes){0};
        last = v;
        wrong.results += optimum_plan(&optimum, v, &plan) != OPTIMUM_FINE;
        check_replay(&optimum.vertices[v], &plan);
    }
    /* Rules that know nothing, and the last plan among them. */
    rules[0] = rule_new_planned("optimum", goal, optimum.vertices[last].count);
    for (int i = 1; i < RULES; i++)
        rules[i] = random_rule();
    replay(rules, RULES, false, points);
    wrong.replays += !is_vertex(&points[0], &optimum.vertices[last]);
    for (int i = 0; i < RULES; i++) {
        wrong.below += is_below(&optimum, &points[i]);
        rule_free(rules[i]);
    }
    free(plan.items);
    check_capacities(&optimum);
    optimum_fini(&optimum);
    course_fini(&course);
}

int main(void) {
    for (int i = 0; i < SMALL_ROUNDS; i++)
        try_small();
    tap_ok(wrong.hulls == 0, "%d hulls are those of all schedules, %ld of them (%d wrong)",
           SMALL_ROUNDS, schedules, wrong.hulls);
    tap_ok(wrong.plans == 0, "plans have the fewest changes, the earliest, the smallest (%d wrong)",
           wrong.plans);
    tap_ok(seen.vertices > SMALL_ROUNDS / 10 && seen.vmalloc > 1000 && seen.huge > 100,
           "%d hulls have more than two vertices; %d states of vmalloc, %d of huge pages",
           seen.vertices, seen.vmalloc, seen.huge);
    for (int i = 0; i < LARGE_ROUNDS; i++)
        try_large();
    tap_ok(wrong.replays == 0, "a plan replayed has its vertex' count and area (%d wrong)",
           wrong.replays);
    tap_ok(wrong.below == 0, "no random rule lies below a hull (%d do)", wrong.below);
    tap_ok(
        wrong.capacities == 0 && seen.by_capacity > 10,
        "costs of 64 and 128 bits, capacities and buffers give the same (%d wrong, %d by capacity)",
        wrong.capacities, seen.by_capacity);
    tap_ok(wrong.results == 0, "nothing failed");
    return tap_done();
}
