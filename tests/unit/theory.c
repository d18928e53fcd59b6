/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator against theory.
 *
 * Processes arrive as a Poisson stream and live for independent exponential times, here with a mean
 * of one second.  Their number is then Poisson distributed, and under a policy that looks at
 * nothing else, (len, cap) is a Markov chain.  The chain is built here from the rules alone,
 * without the simulator's code.  Its expectations must lie within the simulator's confidence
 * intervals; those of chains with wrong rules must not.
 *
 * Under `none` the capacity never settles, and every run begins with an empty list.  So the means
 * over [0, T] are computed for that T by uniformisation, not from the stationary distribution: no
 * start-up needs to be cut off or assumed to be small.  Where the chain settles, its stationary
 * distribution, found by LU decomposition, checks that computation.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/doc.h"
#include "engine/study.h"
#include "model/machine.h"
#include "policy/selection.h"
#include "results/column.h"
#include "results/summary.h"
#include "tap.h"

/* The confidence of an interval: with another seed, a right program fails one comparison of a
 * thousand. */
static const double confidence = 0.999;
enum { SEED = 2026 };

/* Rules */

static int max(int a, int b) {
    return a > b ? a : b;
}

/* The capacity that a policy asks for after a deregistration; the present one when it asks for
 * nothing. */
static int none(int len, int cap) {
    (void)len;
    return cap;
}
static int exact(int len, int cap) {
    (void)cap;
    return len;
}
static int halve(int len, int cap) {
    (void)len;
    return cap > 128 ? cap / 2 : cap;
}
static int halve_above_4(int len, int cap) {
    (void)len;
    return cap > 4 ? cap / 2 : cap;
}
static int hysteresis(int len, int cap) {
    return len < cap / 4 ? 2 * len : cap;
}

/* The capacity that a full vector grows to. */
static int grow(int cap) {
    return max(2 * cap, cap + 1);
}

struct chain_rule {
    int (*wish)(int len, int cap);
    int (*grow)(int cap);
};

enum { NONE, EXACT, HALVE, HALVE_ABOVE_4, HYSTERESIS, POLICIES };
static const struct {
    const char *name; /* as the selection knows it */
    struct chain_rule rule;
    bool settles; /* the chain forgets how it began, in the times seen here */
} policies[POLICIES] = {
    [NONE] = {"none", {none, grow}, false},
    [EXACT] = {"exact", {exact, grow}, true},
    [HALVE] = {"halve", {halve, grow}, false},
    [HALVE_ABOVE_4] = {"halve:threshold=4", {halve_above_4, grow}, true},
    [HYSTERESIS] = {"hysteresis", {hysteresis, grow}, true},
};

/* Likely mistakes. */
static int hysteresis_third(int len, int cap) {
    return len < cap / 3 ? 2 * len : cap;
}
static int hysteresis_multiplied(int len, int cap) {
    return 4 * len < cap ? 2 * len : cap;
}
static int hysteresis_before(int len, int cap) {
    return hysteresis(len + 1, cap);
}
static int exact_and_one(int len, int cap) {
    (void)cap;
    return len + 1;
}
static int halve_from_4(int len, int cap) {
    (void)len;
    return cap >= 4 ? cap / 2 : cap;
}
static int halve_from_128(int len, int cap) {
    (void)len;
    return cap >= 128 ? cap / 2 : cap;
}
static int grow_from_4(int cap) {
    return max(4, grow(cap));
}

/* Experiments */

struct experiment {
    const char *name;
    double arrivals_per_s; /* the mean length in equilibrium */
    int duration_s;
    uint64_t replications;
};

enum { SHORT, SMALL, LARGE, EXPERIMENTS };
static const struct experiment experiments[EXPERIMENTS] = {
    [SHORT] = {"3 entries, from empty on", 3, 1, 20000},
    [SMALL] = {"3 entries", 3, 300, 2000},
    [LARGE] = {"110 entries", 110, 20, 500},
};

static const struct {
    const char *what;
    int policy, experiment;
    struct chain_rule rule;
} mistakes[] = {
    {"len < cap / 3", HYSTERESIS, SMALL, {hysteresis_third, grow}},
    {"4 * len < cap", HYSTERESIS, SMALL, {hysteresis_multiplied, grow}},
    {"asked before the removal", HYSTERESIS, SMALL, {hysteresis_before, grow}},
    {"a first capacity of 4", HYSTERESIS, SMALL, {hysteresis, grow_from_4}},
    {"a first capacity of 4", NONE, SHORT, {none, grow_from_4}},
    {"len + 1", EXACT, SMALL, {exact_and_one, grow}},
    {"cap >= 4", HALVE_ABOVE_4, SMALL, {halve_from_4, grow}},
    {"cap >= 128", HALVE, LARGE, {halve_from_128, grow}},
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

/* The chain */

struct state {
    int len, cap;
    size_t up, down; /* the states that a registration and a deregistration lead to */
};

struct chain {
    const struct experiment *experiment;
    int most_len; /* arrivals beyond it are ignored */
    struct state *states;
    size_t count, room;
    size_t *numbers; /* by capacity and length; 0 for none, else 1 more than the state's */
};

struct figures {
    double wasted_slots, reallocs_per_s; /* means over the time */
};

/* The chain is wrong only if a process arrives at most_len entries.  While the mean length rises to
 * that in equilibrium, so does the probability of a length beyond it.  The expected number of such
 * arrivals is therefore at most arrivals_per_s * duration * (probability in equilibrium), here
 * 1e-9. */
static int most_len(const struct experiment *experiment) {
    double arrivals = experiment->arrivals_per_s * experiment->duration_s;
    unsigned len = (unsigned)experiment->arrivals_per_s;
    while (arrivals * gsl_ran_poisson_pdf(len, experiment->arrivals_per_s) > 1e-9)
        len++;
    return (int)len;
}

static size_t find_state(struct chain *chain, int len, int cap) {
    size_t *number = &chain->numbers[cap * (chain->most_len + 1) + len];
    if (*number == 0) {
        chain->states =
            array_grow(chain->states, chain->count, &chain->room, sizeof *chain->states);
        chain->states[chain->count] = (struct state){.len = len, .cap = cap};
        *number = ++chain->count;
    }
    return *number - 1;
}

static size_t after_registration(struct chain *chain, const struct chain_rule *rule,
                                 struct state at) {
    return find_state(chain, at.len + 1, at.len == at.cap ? rule->grow(at.cap) : at.cap);
}

static size_t after_deregistration(struct chain *chain, const struct chain_rule *rule,
                                   struct state at) {
    int target = max(at.len - 1, rule->wish(at.len - 1, at.cap));
    return find_state(chain, at.len - 1, target < at.cap ? target : at.cap);
}

/* Finds all states that an empty vector can reach. */
static void chain_init(struct chain *chain, const struct experiment *experiment,
                       const struct chain_rule *rule) {
    *chain = (struct chain){.experiment = experiment, .most_len = most_len(experiment)};
    int most_cap = max(4, 2 * chain->most_len);
    chain->numbers =
        array_new((size_t)((most_cap + 1) * (chain->most_len + 1)), sizeof *chain->numbers);
    find_state(chain, 0, 0);
    for (size_t i = 0; i < chain->count; i++) {
        struct state at = chain->states[i];
        size_t up = at.len < chain->most_len ? after_registration(chain, rule, at) : i;
        size_t down = at.len > 0 ? after_deregistration(chain, rule, at) : i;
        chain->states[i].up = up;
        chain->states[i].down = down;
    }
}

static void chain_fini(struct chain *chain) {
    free(chain->states);
    free(chain->numbers);
}

static double up_per_s(const struct chain *chain, const struct state *state) {
    return state->len < chain->most_len ? chain->experiment->arrivals_per_s : 0;
}

/* Each entry dies once a second. */
static double down_per_s(const struct state *state) {
    return state->len;
}

static void add_figures(const struct chain *chain, const double *probabilities, double weight,
                        struct figures *figures) {
    for (size_t i = 0; i < chain->count; i++) {
        const struct state *at = &chain->states[i];
        double changes_per_s = (chain->states[at->up].cap != at->cap ? up_per_s(chain, at) : 0) +
                               (chain->states[at->down].cap != at->cap ? down_per_s(at) : 0);
        figures->wasted_slots += weight * probabilities[i] * (at->cap - at->len);
        figures->reallocs_per_s += weight * probabilities[i] * changes_per_s;
    }
}

/* One jump of the chain, or of a state to itself, that happens `per_s` times a second. */
static void jump(const struct chain *chain, double per_s, const double *from, double *to) {
    memset(to, 0, chain->count * sizeof *to);
    for (size_t i = 0; i < chain->count; i++) {
        const struct state *at = &chain->states[i];
        double up = up_per_s(chain, at) / per_s, down = down_per_s(at) / per_s;
        to[at->up] += from[i] * up;
        to[at->down] += from[i] * down;
        to[i] += from[i] * (1 - up - down);
    }
}

/* Returns means over [0, duration_s] of the chain that begins empty.  The time between the k-th and
 * the next of the jumps, as far as it lies within the duration, is P(more than k jumps) / per_s in
 * the mean. */
static struct figures transient(const struct chain *chain, double duration_s) {
    double per_s = chain->experiment->arrivals_per_s + chain->most_len;
    double *now = array_new(chain->count, sizeof *now);
    double *next = array_new(chain->count, sizeof *next);
    struct figures figures = {0, 0};
    now[0] = 1;
    for (unsigned k = 0;; k++) {
        double more = gsl_cdf_poisson_Q(k, per_s * duration_s);
        if (more < 1e-15)
            break;
        add_figures(chain, now, more / (per_s * duration_s), &figures);
        jump(chain, per_s, now, next);
        double *swap = now;
        now = next;
        next = swap;
    }
    free(now);
    free(next);
    return figures;
}

/* Means in the stationary distribution: the flow into a state equals the flow out of it.  The
 * probabilities sum to 1, which replaces one of these equations. */
static struct figures stationary(const struct chain *chain) {
    size_t count = chain->count;
    gsl_matrix *flow = gsl_matrix_calloc(count, count);
    gsl_vector *sums = gsl_vector_calloc(count), *solution = gsl_vector_alloc(count);
    gsl_permutation *permutation = gsl_permutation_alloc(count);
    struct figures figures = {0, 0};
    int sign;
    for (size_t i = 0; i < count; i++) {
        const struct state *at = &chain->states[i];
        double up = up_per_s(chain, at), down = down_per_s(at);
        *gsl_matrix_ptr(flow, at->up, i) += up;
        *gsl_matrix_ptr(flow, at->down, i) += down;
        *gsl_matrix_ptr(flow, i, i) -= up + down;
    }
    for (size_t i = 0; i < count; i++)
        gsl_matrix_set(flow, 0, i, 1);
    gsl_vector_set(sums, 0, 1);
    gsl_linalg_LU_decomp(flow, permutation, &sign);
    gsl_linalg_LU_solve(flow, permutation, sums, solution);
    add_figures(chain, solution->data, 1, &figures);
    gsl_matrix_free(flow);
    gsl_vector_free(sums);
    gsl_vector_free(solution);
    gsl_permutation_free(permutation);
    return figures;
}

/* The simulator */

struct simulation {
    const struct experiment *experiment;
    struct criteria criteria;
    struct summary *summary;
    unsigned *final_lengths; /* how many replications ended with each */
};

enum { LENGTHS = 1000 };

static bool take(void *state, const struct cell *cell) {
    struct simulation *simulation = state;
    if (!simulation->summary)
        simulation->summary = summary_new(cell, -1, &simulation->criteria);
    int64_t length = cell->contexts[0].outcomes[0].vector.len;
    simulation->final_lengths[length < LENGTHS ? length : LENGTHS - 1]++;
    return summary_take(simulation->summary, cell);
}

static struct doc *processes(const struct experiment *experiment) {
    char setting[128];
    snprintf(setting, sizeof setting,
             "processes=[{name: a, kind: rate, rate: %g/s, lifetime: {exponential: {mean: 1s}}}]",
             experiment->arrivals_per_s);
    struct doc *doc = doc_new("theory");
    if (!doc_set(doc, "--set", setting))
        abort();
    return doc;
}

static void simulate(struct simulation *simulation, const struct selection *selection) {
    const struct experiment *experiment = simulation->experiment;
    criteria_init(&simulation->criteria);
    struct doc *doc = processes(experiment);
    struct workload workload = {.name = "theory",
                                .doc = doc,
                                .path = (char[]){"theory"},
                                .duration_ns = experiment->duration_s * INT64_C(1000000000),
                                .seed = SEED,
                                .machine = machine_default(),
                                .processes = doc_get(doc_root(doc), "processes")};
    struct workload *workloads[] = {&workload};
    const struct study_setup setup = {.workloads = workloads,
                                      .workload_count = 1,
                                      .policies = selection->policies,
                                      .policy_count = selection->count,
                                      .replications = experiment->replications,
                                      .jobs = 2,
                                      .shard = 1,
                                      .shards = 1,
                                      .take = take,
                                      .state = simulation};
    simulation->final_lengths = array_new(LENGTHS, sizeof *simulation->final_lengths);
    contexts_add(&workload.contexts, "binder", strlen("binder"));
    if (!study_run(&setup))
        abort();
    contexts_fini(&workload.contexts);
    doc_free(doc);
}

/* Comparing */

/* Returns the distance of a figure's expectation from the simulator's mean, in half-widths of its
 * interval; the figure and the mean are divided by `scale`. */
static double distance(const struct simulation *simulation, size_t policy, const char *column,
                       double scale, double expected, double *mean) {
    struct estimate value = summary_value(simulation->summary, 0, policy, column_find(column));
    double freedom = (double)(value.count - 1);
    double half_width = value.half_width * gsl_cdf_tdist_Pinv((1 + confidence) / 2, freedom) /
                        gsl_cdf_tdist_Pinv(0.975, freedom);
    *mean = value.mean / scale;
    return fabs(value.mean - expected * scale) / half_width;
}

struct comparison {
    struct figures simulated, distances;
};

static struct comparison compare(const struct simulation *simulation, size_t policy,
                                 const struct figures *expected) {
    struct comparison comparison;
    comparison.distances.wasted_slots =
        distance(simulation, policy, "mean_wasted_slots", 1, expected->wasted_slots,
                 &comparison.simulated.wasted_slots);
    comparison.distances.reallocs_per_s =
        distance(simulation, policy, "reallocs", simulation->experiment->duration_s,
                 expected->reallocs_per_s, &comparison.simulated.reallocs_per_s);
    return comparison;
}

static void test_policy(const struct simulation *simulation, int policy) {
    struct chain chain;
    chain_init(&chain, simulation->experiment, &policies[policy].rule);
    struct figures expected = transient(&chain, simulation->experiment->duration_s);
    struct comparison comparison = compare(simulation, (size_t)policy, &expected);
    tap_ok(comparison.distances.wasted_slots <= 1,
           "%s, %s: %.4f slots wasted, in theory %.4f, %.2f half-widths off",
           simulation->experiment->name, policies[policy].name, comparison.simulated.wasted_slots,
           expected.wasted_slots, comparison.distances.wasted_slots);
    tap_ok(comparison.distances.reallocs_per_s <= 1,
           "%s, %s: %.4f reallocations a second, in theory %.4f, %.2f half-widths off",
           simulation->experiment->name, policies[policy].name, comparison.simulated.reallocs_per_s,
           expected.reallocs_per_s, comparison.distances.reallocs_per_s);
    chain_fini(&chain);
}

static void test_mistake(const struct simulation *simulation, int mistake) {
    int policy = mistakes[mistake].policy;
    struct chain chain;
    chain_init(&chain, simulation->experiment, &mistakes[mistake].rule);
    struct figures expected = transient(&chain, simulation->experiment->duration_s);
    struct comparison comparison = compare(simulation, (size_t)policy, &expected);
    double farther = fmax(comparison.distances.wasted_slots, comparison.distances.reallocs_per_s);
    tap_ok(farther > 1, "%s, %s: with the mistake '%s' %.1f half-widths off",
           simulation->experiment->name, policies[policy].name, mistakes[mistake].what, farther);
    chain_fini(&chain);
}

/* After the start, means over time are those of the stationary distribution. */
static void test_stationary(int policy) {
    struct chain chain;
    double duration_s = experiments[SMALL].duration_s;
    chain_init(&chain, &experiments[SMALL], &policies[policy].rule);
    struct figures once = transient(&chain, duration_s), twice = transient(&chain, 2 * duration_s),
                   settled = stationary(&chain);
    double wasted = 2 * twice.wasted_slots - once.wasted_slots;
    double reallocs = 2 * twice.reallocs_per_s - once.reallocs_per_s;
    tap_ok(fabs(wasted - settled.wasted_slots) < 1e-9 &&
               fabs(reallocs - settled.reallocs_per_s) < 1e-9,
           "%s: the chain of %zu states settles to %.9f slots, %.9f reallocations a second",
           policies[policy].name, chain.count, settled.wasted_slots, settled.reallocs_per_s);
    chain_fini(&chain);
}

/* Returns the probability of final lengths like these, if they are Poisson distributed with this
 * mean: chi-square, with lengths grouped so that at least 5 are expected per group. */
static double chance_of_lengths(const struct simulation *simulation, double mean) {
    double replications = (double)simulation->experiment->replications;
    double chi2 = 0, wanted = 0, seen = 0, wanted_before = 0;
    int groups = 0;
    for (unsigned length = 0; length < LENGTHS; length++) {
        wanted += replications * gsl_ran_poisson_pdf(length, mean);
        seen += simulation->final_lengths[length];
        double wanted_beyond = replications - wanted_before - wanted;
        if (wanted < 5 || (wanted_beyond < 5 && length + 1 < LENGTHS))
            continue;
        chi2 += (seen - wanted) * (seen - wanted) / wanted;
        wanted_before += wanted;
        wanted = seen = 0;
        groups++;
    }
    return gsl_cdf_chisq_Q(chi2, groups - 1);
}

/* Replications are independent: so are their final lengths.  From an empty list on, the mean nears
 * the one in equilibrium as lifetimes end. */
static void test_lengths(const struct simulation *simulation) {
    const struct experiment *experiment = simulation->experiment;
    double mean = experiment->arrivals_per_s * (1 - exp(-experiment->duration_s));
    double chance = chance_of_lengths(simulation, mean);
    tap_ok(chance > 1 - confidence, "%s: the final length is Poisson distributed, chance %.3f",
           experiment->name, chance);
    double wrong =
        fmax(chance_of_lengths(simulation, 0.9 * mean), chance_of_lengths(simulation, 1.1 * mean));
    tap_ok(wrong < 1 - confidence, "%s: with a mean a tenth off the chance is %.1g",
           experiment->name, wrong);
}

static void run_experiment(int number, const struct selection *selection) {
    struct simulation simulation = {.experiment = &experiments[number]};
    simulate(&simulation, selection);
    for (int p = 0; p < POLICIES; p++)
        test_policy(&simulation, p);
    for (int m = 0; m < MISTAKES; m++)
        if (mistakes[m].experiment == number)
            test_mistake(&simulation, m);
    test_lengths(&simulation);
    summary_free(simulation.summary);
    free(simulation.final_lengths);
}

int main(void) {
    const char *program = getenv("KVSIM");
    struct selection selection = {.count = 0};
    gsl_set_error_handler_off();
    data_init(program ? program : "./kvsim");
    for (int p = 0; p < POLICIES; p++)
        if (!selection_add(&selection, policies[p].name))
            abort();
    for (int p = 0; p < POLICIES; p++)
        if (policies[p].settles)
            test_stationary(p);
    for (int e = 0; e < EXPERIMENTS; e++)
        run_experiment(e, &selection);
    selection_fini(&selection);
    data_fini();
    return tap_done();
}
