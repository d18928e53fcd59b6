/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind `rate`: processes that start at random, at a rate that may change in steps. */
#include "workload/source.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "workload/exponential.h"
#include "workload/population.h"
#include "workload/random.h"

/* From `from_ns` on, processes arrive at `per_ns`, until the next step. */
struct rate_step {
    int64_t from_ns;
    double per_ns;
    double gap_ns; /* the mean between two; infinite at a rate of 0 */
};

struct rate {
    struct population population;
    double per_ns;
    int64_t start_ns, end_ns;
    const struct doc_node *context, *lifetime, *step_list;
    struct rate_step *steps;
    size_t step_count, at;
    int64_t now_ns;
    struct xoshiro random;
};

#define KEY(key, member, read_value, text)                                                         \
    { .name = key, .summary = text, .read = read_value, .offset = offsetof(struct rate, member) }

static const struct schema_key keys[] = {
    SOURCE_KEYS,
    KEY("context", context, schema_node, PLACEMENT_SUMMARY),
    KEY("rate", per_ns, schema_rate, "mean number of starts per unit of time"),
    KEY("steps", step_list, schema_node, "instead of rate: a list of {from: TIME, rate: RATE}"),
    KEY("start", start_ns, schema_duration, "no start before this time, default 0s"),
    KEY("end", end_ns, schema_duration,
        "no start after this time, default the workload's duration"),
    KEY("lifetime", lifetime, schema_node, "a distribution, or forever (the default)"),
};

static const struct schema_key step_keys[] = {
    {.name = "from",
     .summary = "start of the step",
     .read = schema_duration,
     .offset = offsetof(struct rate_step, from_ns),
     .required = true},
    {.name = "rate",
     .summary = "rate of the step",
     .read = schema_rate,
     .offset = offsetof(struct rate_step, per_ns),
     .required = true},
};

/* More than one process per nanosecond would stop time. */
static bool set_gap(const struct doc_node *node, struct rate_step *step) {
    step->gap_ns = step->per_ns > 0 ? 1 / step->per_ns : INFINITY;
    return step->gap_ns >= 1 ||
           doc_refuse(node, "a rate must be at most one process per nanosecond");
}

static bool read_steps(struct rate *rate) {
    const struct doc_node *list = rate->step_list;
    if (!schema_kind(list, DOC_SEQUENCE, "'steps'"))
        return false;
    if (list->count == 0)
        return doc_refuse(list, "'steps' needs at least one step");
    rate->steps = array_new(list->count, sizeof *rate->steps);
    rate->step_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct doc_node *item = list->items[i];
        if (!schema_read(item, "a step", step_keys, sizeof step_keys / sizeof *step_keys,
                         &rate->steps[i]) ||
            !set_gap(item, &rate->steps[i]))
            return false;
        if (i > 0 && rate->steps[i].from_ns <= rate->steps[i - 1].from_ns)
            return doc_refuse(item, "a step must begin later than the previous one");
    }
    return true;
}

static bool set_steps(struct rate *rate, const struct doc_node *node) {
    const struct doc_node *constant = doc_get(node, "rate");
    if (rate->step_list && constant)
        return doc_refuse(constant, "a rate source takes either 'rate' or 'steps', not both");
    if (rate->step_list)
        return read_steps(rate);
    if (!constant)
        return doc_refuse(node, "a rate source needs 'rate' or 'steps'");
    rate->steps = array_new(1, sizeof *rate->steps);
    rate->steps[0].per_ns = rate->per_ns;
    rate->step_count = 1;
    return set_gap(constant, &rate->steps[0]);
}

static bool init(void *state, const struct doc_node *node, const struct source_setup *setup) {
    struct rate *rate = state;
    rate->end_ns = setup->duration_ns;
    *setup->random = true;
    rate->random = random_stream(setup->seed, setup->replication, RANDOM_ARRIVAL, setup->index);
    if (!schema_read(node, "a rate source", keys, sizeof keys / sizeof *keys, rate) ||
        !population_init(&rate->population, node, rate->context, rate->lifetime, setup) ||
        !set_steps(rate, node))
        return false;
    if (rate->end_ns < 0)
        return doc_refuse(node, "a rate source needs an 'end' when the workload has no 'duration'");
    rate->now_ns = rate->start_ns;
    return true;
}

static int64_t step_end(const struct rate *rate) {
    bool last = rate->at + 1 == rate->step_count;
    return last ? INT64_MAX : rate->steps[rate->at + 1].from_ns;
}

/* Moves to the step that the time is in. */
static void find_step(struct rate *rate) {
    if (rate->now_ns < rate->steps[0].from_ns)
        rate->now_ns = rate->steps[0].from_ns;
    while (rate->now_ns >= step_end(rate))
        rate->at++;
}

/* Draws arrivals of the present step, up to its end.  Returns how many.  A Poisson process has no
 * memory: at the end of a step, the rest of a gap is drawn anew. */
static int draw_step(struct rate *rate, int64_t *times_ns, int room) {
    struct xoshiro random = rate->random;
    int64_t now_ns = rate->now_ns, until_ns = step_end(rate);
    double mean_ns = rate->steps[rate->at].gap_ns;
    int count = 0;
    while (count < room && now_ns <= rate->end_ns && now_ns < until_ns) {
        double drawn_ns = exponential_draw(&random, mean_ns);
        int64_t gap_ns = drawn_ns < (double)LIMIT_TIME_NS ? llrint(drawn_ns) : LIMIT_TIME_NS + 1;
        if (gap_ns >= until_ns - now_ns) {
            now_ns = until_ns;
            continue;
        }
        now_ns += gap_ns;
        if (now_ns <= rate->end_ns)
            times_ns[count++] = now_ns;
    }
    rate->now_ns = now_ns;
    rate->random = random;
    return count;
}

static int arrive(void *state, int64_t *times_ns, int room) {
    struct rate *rate = state;
    int count = 0;
    while (count < room && rate->now_ns <= rate->end_ns) {
        find_step(rate);
        count += draw_step(rate, times_ns + count, room - count);
    }
    return count;
}

static int fill(void *state, struct event *events, int room) {
    struct rate *rate = state;
    const struct arrivals arrivals = {arrive, rate};
    return population_fill(&rate->population, &arrivals, events, room);
}

static void fini(void *state) {
    struct rate *rate = state;
    population_fini(&rate->population);
    free(rate->steps);
}

const struct source_kind rate_kind = {
    .name = "rate",
    .summary = "processes that start at random, at a rate or in steps",
    .size = sizeof(struct rate),
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .init = init,
    .fill = fill,
    .fini = fini,
};
