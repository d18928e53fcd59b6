/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/foresight.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"

bool foresight_is_needed(const struct rule *const *rules, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (rule_is_planned(rules[i]))
            return true;
    return false;
}

static bool report_too_long(const char *what) {
    diag_error("the optimum needs all events in memory: %s", what);
    diag_hint("give a shorter duration or a part of the trace");
    return false;
}

static bool take_events(struct foresight *foresight, struct run *run) {
    struct event events[EVENT_BATCH];
    size_t taken = 0;
    int count;
    while ((count = run_next(run, events)) > 0) {
        if (foresight->stop.stop(foresight->stop.asking))
            return false;
        taken += (size_t)count;
        if (taken > LIMIT_TAPE_EVENTS)
            return report_too_long("there are too many");
        for (const struct event *event = events; event < events + count; event++)
            if (!course_add(&foresight->courses[event->context], event->kind, event->time_ns))
                diag_no_memory();
    }
    return count == 0;
}

struct foresight *foresight_new(struct run *run, struct foresight_stop stop) {
    struct foresight *foresight = array_new(1, sizeof *foresight);
    foresight->machine = &run->workload->machine;
    foresight->stop = stop;
    if (!take_events(foresight, run)) {
        foresight_free(foresight);
        return NULL;
    }
    for (; foresight->context_count < run->contexts.count; foresight->context_count++) {
        int c = foresight->context_count;
        course_close(&foresight->courses[c], run_end_ns(run));
        foresight->names[c] = array_text(run->contexts.names[c], run->contexts.bytes[c]);
    }
    return foresight;
}

static void free_optimum(struct optimum **optimum) {
    if (*optimum)
        optimum_fini(*optimum);
    free(*optimum);
    *optimum = NULL;
}

void foresight_free(struct foresight *foresight) {
    if (!foresight)
        return;
    for (int c = 0; c < LIMIT_CONTEXTS; c++) {
        for (enum goal goal = 0; goal < GOALS; goal++)
            free_optimum(&foresight->optima[c][goal]);
        course_fini(&foresight->courses[c]);
        free(foresight->names[c]);
    }
    free(foresight);
}

/* Reports why an optimum was not found, unless the search was stopped. */
static bool is_fine(enum optimum_result result) {
    switch (result) {
    case OPTIMUM_FINE: return true;
    case OPTIMUM_STOPPED: return false;
    case OPTIMUM_NO_MEMORY: diag_no_memory();
    case OPTIMUM_TOO_LONG:
        diag_error("the optimum supports lengths up to %lld", (long long)LIMIT_OPTIMUM_LENGTH);
        break;
    case OPTIMUM_TOO_LARGE: return report_too_long("these exceed exact sums in 128 bits");
    }
    return false;
}

struct optimum *foresight_optimum(struct foresight *foresight, int context, enum goal goal) {
    struct optimum **optimum = &foresight->optima[context][goal];
    if (*optimum)
        return *optimum;
    const struct optimum_setup setup = {.course = &foresight->courses[context],
                                        .machine = foresight->machine,
                                        .goal = goal,
                                        .stop = foresight->stop.stop,
                                        .asking = foresight->stop.asking};
    *optimum = array_new(1, sizeof **optimum);
    if (is_fine(optimum_init(*optimum, &setup)))
        return *optimum;
    free_optimum(optimum);
    return NULL;
}

bool foresight_plan(struct foresight *foresight, int context, const struct rule *rule,
                    struct wishes *plan) {
    struct optimum *optimum = foresight_optimum(foresight, context, rule->goal);
    size_t vertex;
    if (!optimum)
        return false;
    if (rule->most < optimum->vertices[0].count) {
        diag_error("policy '%s': no schedule in context %s has fewer than %lld %s", rule->name,
                   foresight->names[context], (long long)optimum->vertices[0].count,
                   goal_cost(rule->goal));
        diag_hint("set %s to at least that", goal_cost(rule->goal));
        return false;
    }
    return is_fine(optimum_find(optimum, rule->most, &vertex)) &&
           is_fine(optimum_plan(optimum, vertex, plan));
}

bool foresight_bound(struct foresight *foresight, int context, enum goal goal, int64_t count,
                     struct foresight_bound *bound) {
    struct optimum *optimum = foresight_optimum(foresight, context, goal);
    size_t vertex;
    if (!optimum || !is_fine(optimum_find(optimum, count, &vertex)))
        return false;
    const struct optimum_vertex *left = &optimum->vertices[vertex], *right = left + 1;
    if (vertex + 1 == optimum->vertex_count || count <= left->count) {
        *bound = (struct foresight_bound){left->area_ns, 1};
        return true;
    }
    uint64_t run = (uint64_t)(right->count - left->count);
    uint64_t gone = (uint64_t)(count - left->count);
    *bound = (struct foresight_bound){left->area_ns * (run - gone) + right->area_ns * gone, run};
    return true;
}

bool foresight_find_hull(struct foresight *foresight, int context, enum goal goal,
                         struct foresight_hull *hull) {
    struct optimum *optimum = foresight_optimum(foresight, context, goal);
    if (!optimum || !is_fine(optimum_complete(optimum)))
        return false;
    hull->count = optimum->vertex_count;
    hull->vertices = array_new(hull->count, sizeof *hull->vertices);
    memcpy(hull->vertices, optimum->vertices, hull->count * sizeof *hull->vertices);
    return true;
}

/* Choosing vertices */

static double area_at(const struct optimum_vertex *left, const struct optimum_vertex *right,
                      int64_t count) {
    double part = (double)(count - left->count) / (double)(right->count - left->count);
    return (double)left->area_ns + part * ((double)right->area_ns - (double)left->area_ns);
}

/* Returns the vertex farthest below the line through its chosen neighbours. */
static size_t farthest(const struct optimum *optimum, const bool *chosen) {
    const struct optimum_vertex *vertices = optimum->vertices;
    size_t left = 0, best = 0;
    double most = 0;
    for (size_t right = 1; right < optimum->vertex_count; right++) {
        if (!chosen[right])
            continue;
        for (size_t v = left + 1; v < right; v++) {
            double gap = area_at(&vertices[left], &vertices[right], vertices[v].count) -
                         (double)vertices[v].area_ns;
            if (gap > most) {
                most = gap;
                best = v;
            }
        }
        left = right;
    }
    return best;
}

static int busiest(const struct foresight *foresight) {
    int best = 0;
    for (int c = 1; c < foresight->context_count; c++)
        if (foresight->courses[c].count > foresight->courses[best].count)
            best = c;
    return best;
}

/* Finds the fewest changes possible in every context. */
static bool find_least(struct foresight *foresight, enum goal goal, int64_t *least) {
    *least = 0;
    for (int c = 0; c < foresight->context_count; c++) {
        struct optimum *optimum = foresight_optimum(foresight, c, goal);
        if (!optimum)
            return false;
        if (optimum->vertices[0].count > *least)
            *least = optimum->vertices[0].count;
    }
    return true;
}

bool foresight_choose(struct foresight *foresight, enum goal goal,
                      int64_t counts[FORESIGHT_VERTICES], size_t *count) {
    int64_t least;
    struct optimum *optimum = foresight_optimum(foresight, busiest(foresight), goal);
    if (!optimum || !find_least(foresight, goal, &least) || !is_fine(optimum_complete(optimum)))
        return false;
    bool *chosen = array_new(optimum->vertex_count, sizeof *chosen);
    chosen[0] = chosen[optimum->vertex_count - 1] = true;
    for (size_t next, n = 2; n < FORESIGHT_VERTICES && (next = farthest(optimum, chosen)); n++)
        chosen[next] = true;
    *count = 0;
    for (size_t v = 0; v < optimum->vertex_count; v++) {
        int64_t wanted = optimum->vertices[v].count > least ? optimum->vertices[v].count : least;
        if (chosen[v] && (*count == 0 || counts[*count - 1] < wanted))
            counts[(*count)++] = wanted;
    }
    free(chosen);
    return true;
}
