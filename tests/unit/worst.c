/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worst cases of rules against figures of an independent program, an exhaustive search over all
 * short streams, and Karp's algorithm on the same graph.  The stream, replayed in a lane, has the
 * cost reported.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/lane.h"
#include "tap.h"
#include "worst/worst.h"

#ifdef __SANITIZE_ADDRESS__
enum { RULES = 60, SHORT_ROUNDS = 15 }; /* that are met at the least */
#else
enum { RULES = 300, SHORT_ROUNDS = 150 };
#endif

static uint64_t state = 1;

static int random_below(int limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((state >> 33) % (uint64_t)limit);
}

static struct rule *make_rule(const char *when, const char *shrink_to) {
    struct rule_problem problem;
    const struct rule_text text = {
        .name = "rule", .when = when, .shrink_to = shrink_to, .for_ns = -1};
    struct rule *rule = rule_new(&text, &problem);
    if (!rule)
        abort();
    return rule;
}

/* The figures of a golden row. */
struct golden {
    const char *name, *when, *shrink_to;
    int64_t max_length;
    uint32_t states;
    struct figure {
        int64_t total, events, low, high;
    } worst[COSTS]; /* events 0: any cycle */
};

static const struct golden rows[] = {
    {"exact", "1", "len", 64, 1952, {{1, 0, 0, 0}, {2, 6, 0, 3}, {792, 46, 0, 18}}},
    {"hysteresis",
     "len < cap / 4",
     "len * 2",
     64,
     2197,
     {{4, 6, 0, 3}, {2, 6, 0, 3}, {952, 110, 0, 41}}},
    {"quarter-half",
     "len < cap / 4",
     "cap / 2",
     64,
     207,
     {{4, 10, 0, 5}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
    {"pow2-floor",
     "len < cap / 4 && cap > 16",
     "max(16, pow2(2 * len))",
     64,
     170,
     {{2, 20, 7, 17}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
    {"none", "0", "0", 64, 135, {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
    {"halve", "cap > 128", "cap / 2", 64, 135, {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
    {"halve-guarded",
     "cap > 128 && len < cap / 2",
     "cap / 2",
     64,
     135,
     {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
    {"hysteresis",
     "len < cap / 4",
     "len * 2",
     128,
     8405,
     {{4, 6, 0, 3}, {2, 6, 0, 3}, {1976, 190, 0, 81}}},
    {"halve", "cap > 128", "cap / 2", 128, 264, {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}},
};

static bool is_figure(const struct worst *worst, const struct figure *figure) {
    if (figure->events == 0) /* one an event, or nothing */
        return worst->total == figure->total * worst->events;
    return worst->total == figure->total && worst->events == figure->events &&
           worst->low == figure->low && worst->high == figure->high;
}

static void check_golden(const struct golden *row) {
    static struct graph graph;
    struct machine machine = machine_default();
    struct rule *rule = make_rule(row->when, row->shrink_to);
    const struct graph_setup setup = {
        .rule = rule, .machine = &machine, .max_length = row->max_length};
    bool fine = graph_init(&graph, &setup) == GRAPH_FINE && graph.count == row->states;
    for (enum cost cost = 0; cost < COSTS; cost++) {
        struct worst worst;
        fine &=
            worst_init(&worst, &graph, cost) == GRAPH_FINE && is_figure(&worst, &row->worst[cost]);
        worst_fini(&worst);
    }
    tap_ok(fine, "%s up to %" PRId64 ": %u states, and the known figures", row->name,
           row->max_length, row->states);
    graph_fini(&graph);
    rule_free(rule);
}

/* Replaying in lanes */

static struct lane new_lane(const struct rule *rule, const struct machine *machine) {
    struct lane lane;
    lane_init(&lane, rule, machine, (struct chance){0});
    return lane;
}

/* Makes one event.  Returns false when it is impossible. */
static bool turn_lane(struct lane *lane, enum turn turn) {
    static int64_t count;
    struct step step;
    const struct lane_event event = {.length = lane->vector.len, .count = ++count};
    if (turn == TURN_REGISTER)
        return lane_register(lane, &event, &step) == LANE_FINE;
    return lane->vector.len > 0 && lane_deregister(lane, &event, &step) == LANE_FINE;
}

static int64_t spent(const struct lane *lane, enum cost cost) {
    const struct counters *counters = &lane->counters;
    switch (cost) {
    case COST_REALLOCS: return counters_grows(counters) + counters_shrinks(counters);
    case COST_MOVES: return counters_moves(counters);
    default: return counters->copied_bytes;
    }
}

static bool same_vector(const struct vector *a, const struct vector *b) {
    return a->len == b->len && a->cap == b->cap && a->buffer.held_bytes == b->buffer.held_bytes &&
           a->buffer.backing == b->buffer.backing && a->buffer.huge == b->buffer.huge;
}

/* Returns whether, after the prefix, each of several rounds costs the same and ends where it
 * began. */
static bool replays(const struct worst *worst, const struct graph_setup *setup, enum cost cost) {
    struct lane lane = new_lane(setup->rule, setup->machine);
    int64_t low = worst->low, high = worst->high;
    bool fine = true;
    for (int64_t i = 0; i < worst->prefix; i++)
        fine &= turn_lane(&lane, worst->turns[i]);
    struct vector begin = lane.vector;
    int64_t before = spent(&lane, cost);
    for (int64_t round = 1; round <= 5; round++) {
        for (int64_t i = 0; i < worst->events; i++) {
            fine &= turn_lane(&lane, worst->turns[worst->prefix + i]);
            fine &= lane.vector.len >= low && lane.vector.len <= high;
        }
        fine &= same_vector(&begin, &lane.vector) &&
                spent(&lane, cost) - before == round * worst->total;
    }
    return fine && high <= setup->max_length;
}

/* Exhaustive search over all streams */

enum { DEPTH = 20 };

struct path {
    struct lane lanes[DEPTH + 1];
    int64_t max_length;
    enum cost cost;
    int64_t total, events; /* the dearest round so far, by mean */
};

/* Continues after `length` events in every way; a state that occurred before closes a round. */
static void explore(struct path *path, int length) {
    const struct lane *here = &path->lanes[length];
    for (int i = 0; i < length; i++)
        if (same_vector(&path->lanes[i].vector, &here->vector)) {
            int64_t total = spent(here, path->cost) - spent(&path->lanes[i], path->cost);
            if (total * path->events > path->total * (length - i)) {
                path->total = total;
                path->events = length - i;
            }
        }
    if (length == DEPTH)
        return;
    for (enum turn turn = 0; turn < TURNS; turn++) {
        if (turn == TURN_REGISTER && here->vector.len == path->max_length)
            continue;
        path->lanes[length + 1] = *here;
        if (turn_lane(&path->lanes[length + 1], turn))
            explore(path, length + 1);
    }
}

/* Karp's maximum mean cycle, from the state 0, which reaches all others: the maximum over states v
 * of the minimum over k of (d(n, v) - d(k, v)) / (n - k), where d(k, v) is the dearest way of k
 * events to v. */

static int64_t cost_of(const struct graph_state *from, enum turn turn, const struct graph *graph,
                       enum cost cost) {
    enum action action = (enum action)from->action[turn];
    switch (cost) {
    case COST_REALLOCS: return graph_state(graph, from->next[turn])->cap != from->cap;
    case COST_MOVES: return action == ACTION_GROW || action == ACTION_SHRINK_MOVED;
    default: return from->copied_bytes[turn];
    }
}

/* Returns whether total / events is that maximum; anything up to 0 counts as 0. */
static bool karp_agrees(const struct graph *graph, enum cost cost, const struct worst *worst) {
    enum { NO_WAY = -1 };
    size_t n = graph->count;
    int64_t *dearest = malloc((n + 1) * n * sizeof *dearest);
    for (size_t i = 0; i < (n + 1) * n; i++)
        dearest[i] = NO_WAY;
    dearest[0] = 0;
    for (size_t k = 0; k < n; k++)
        for (uint32_t v = 0; v < n; v++)
            for (enum turn turn = 0; turn < TURNS && dearest[k * n + v] >= 0; turn++) {
                const struct graph_state *from = graph_state(graph, v);
                if (from->next[turn] == GRAPH_NOWHERE)
                    continue;
                int64_t *to = &dearest[(k + 1) * n + from->next[turn]];
                int64_t value = dearest[k * n + v] + cost_of(from, turn, graph, cost);
                *to = value > *to ? value : *to;
            }
    int64_t top = 0, bottom = 1;
    for (uint32_t v = 0; v < n; v++) {
        int64_t least = INT64_MAX, by = 1;
        for (size_t k = 0; k < n && dearest[n * n + v] >= 0; k++) {
            int64_t rise = dearest[n * n + v] - dearest[k * n + v], over = (int64_t)(n - k);
            if (dearest[k * n + v] >= 0 && (number_i128)rise * by < (number_i128)least * over) {
                least = rise;
                by = over;
            }
        }
        if (least < INT64_MAX && least * bottom > top * by) {
            top = least;
            bottom = by;
        }
    }
    free(dearest);
    return worst->events == 0 ? top == 0 : top * worst->events == worst->total * bottom;
}

/* Random rules on random machines */

static struct rule *random_rule(void) {
    static const char *const whens[] = {"len < cap / %d", "cap > %d",  "len %% %d == 0",
                                        "cap > len + %d", "len <= %d", "len * %d <= cap"};
    static const char *const targets[] = {"len * %d",     "len + %d", "cap / %d",
                                          "max(len, %d)", "cap - %d", "%d"};
    char when[64], target[64];
    snprintf(when, sizeof when, whens[random_below(6)], 1 + random_below(4));
    snprintf(target, sizeof target, targets[random_below(6)], 1 + random_below(3));
    return make_rule(when, strncmp(target, "cap -", 5) == 0 ? "max(0, cap - 2)" : target);
}

/* Large elements bring pages and huge pages within reach of short lists. */
static struct machine random_machine(int kernel) {
    static const int64_t elements[] = {8, 24, 1024, 2048, 5000, 40000, 600000, 1048576};
    struct machine machine = machine_default();
    machine.kernel = &kernels[kernel];
    machine.element_size = elements[random_below(8)];
    machine.huge_pages = random_below(4) > 0;
    machine.copy_ratio = 1 + random_below(3);
    if (random_below(2)) {
        machine.arch = ARCH_ARM64;
        machine.page_size = random_below(2) ? 16384 : 4096;
        machine.kmalloc_limit = machine_largest_kmalloc(machine.page_size);
    }
    if (random_below(2))
        machine.kmalloc_limit = machine.page_size << random_below(4);
    return machine;
}

static struct { int karp, above, missed, replayed, reached, zero, huge, graphs; } count;

static void check_random(int kernel, int64_t max_length, bool exhaustive) {
    static struct graph graph;
    static struct path path;
    struct machine machine = random_machine(kernel);
    struct rule *rule = random_rule();
    const struct graph_setup setup = {.rule = rule, .machine = &machine, .max_length = max_length};
    if (graph_init(&graph, &setup) != GRAPH_FINE)
        abort();
    count.graphs++;
    for (uint32_t i = 0; i < graph.count; i++)
        count.huge += graph_state(&graph, i)->huge;
    for (enum cost cost = 0; cost < COSTS; cost++) {
        struct worst worst;
        if (worst_init(&worst, &graph, cost) != GRAPH_FINE)
            abort();
        count.zero += worst.events == 0;
        count.karp += graph.count < 600 && !karp_agrees(&graph, cost, &worst);
        count.replayed += !replays(&worst, &setup, cost);
        if (exhaustive) {
            path = (struct path){.max_length = max_length, .cost = cost, .events = 1};
            path.lanes[0] = new_lane(rule, &machine);
            explore(&path, 0);
            bool short_enough = worst.prefix + worst.events <= DEPTH;
            int64_t events = worst.events > 0 ? worst.events : 1;
            count.above += path.total * events > worst.total * path.events;
            count.missed += short_enough && path.total * events != worst.total * path.events;
            count.reached += worst.events > 0 && short_enough;
        }
        worst_fini(&worst);
    }
    graph_fini(&graph);
    rule_free(rule);
}

/* A rule that fails, and a request to stop. */

static bool at_once(void *asking) {
    return ++*(int *)asking > 0;
}

static void check_ends(void) {
    static struct graph graph;
    struct machine machine = machine_default();
    int asked = 0;
    struct rule *rule = make_rule("len < cap / (len - 3)", "len");
    struct graph_setup setup = {.rule = rule, .machine = &machine, .max_length = 8};
    tap_ok(graph_init(&graph, &setup) == GRAPH_RULE_FAILED && graph.view.value[VIEW_LEN] == 3 &&
               graph.failed.len == 3 && graph.failed.cap == 4,
           "a division by zero is found, with its state");
    graph_fini(&graph);
    setup.max_length = 2;
    tap_ok(graph_init(&graph, &setup) == GRAPH_FINE, "where lengths do not reach it, it is not");
    graph_fini(&graph);
    setup.stop = at_once;
    setup.asking = &asked;
    tap_ok(graph_init(&graph, &setup) == GRAPH_STOPPED && asked == 1, "who is told to stop stops");
    graph_fini(&graph);
    rule_free(rule);
    rule = make_rule("len < peak", "len");
    tap_ok(!graph_has(rule), "a rule that looks at history has no graph");
    rule_free(rule);
}

int main(void) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_golden(&rows[i]);
    for (int i = 0; i < RULES; i++) {
        check_random(i % kernel_count, 1 + random_below(4), i % 2 == 0);
        check_random(i % kernel_count, 4 + random_below(9), false);
    }
    tap_ok(count.karp == 0, "%d random graphs: the means are Karp's (%d are not)", count.graphs,
           count.karp);
    tap_ok(count.above == 0, "no stream of %d events costs more (%d do)", DEPTH, count.above);
    tap_ok(count.missed == 0, "and the dearest is found (%d are not)", count.missed);
    tap_ok(count.replayed == 0, "every stream, replayed, costs what it is said to (%d do not)",
           count.replayed);
    tap_ok(count.reached > SHORT_ROUNDS && count.zero > 10 && count.huge > 100,
           "all of this was met: %d short rounds, %d rules that cost nothing, %d huge pages",
           count.reached, count.zero, count.huge);
    check_ends();
    return tap_done();
}
