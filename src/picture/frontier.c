/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/frontier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/utf8.h"
#include "report/quote.h"

static int compare(double a, double b) {
    return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b) {
    const struct frontier_point *left = a, *right = b;
    int order = compare(left->x, right->x);
    if (order == 0)
        order = compare(left->y, right->y);
    if (order == 0)
        order = (left->policy > right->policy) - (left->policy < right->policy);
    return order;
}

static bool coincide(const struct frontier_point *a, const struct frontier_point *b) {
    return a->x == b->x && a->y == b->y;
}

void frontier_find(struct frontier_point *points, size_t count) {
    double least_y = INFINITY; /* over all points before */
    qsort(points, count, sizeof *points, by_place);
    for (size_t i = 0; i < count; i++) {
        bool with_the_last = i > 0 && coincide(&points[i], &points[i - 1]);
        points[i].optimal = with_the_last ? points[i - 1].optimal : points[i].y < least_y;
        if (points[i].y < least_y)
            least_y = points[i].y;
    }
}

/* A single value has no known half-width. */
static double half_width(const struct estimate *estimate) {
    return isfinite(estimate->half_width) ? estimate->half_width : 0;
}

/* Collects the points of a panel, for the policies shown.  Returns how many.  A policy that always
 * failed has none. */
static size_t gather(const struct results *results, size_t workload, int context,
                     struct frontier_point *points) {
    const struct summary *summary = results->summaries[workload];
    size_t shown = results_shown_count(results, workload, context, summary->policy_count);
    const int *objectives = results->setup.criteria->objectives;
    size_t count = 0;
    for (size_t i = 0; i < shown; i++) {
        size_t p = results_shown(results, workload, context, i);
        const struct estimate x = summary_value(summary, context, p, objectives[0]);
        const struct estimate y = summary_value(summary, context, p, objectives[1]);
        if (x.count > 0 && y.count > 0)
            points[count++] = (struct frontier_point){.x = x.mean,
                                                      .y = y.mean,
                                                      .x_half = half_width(&x),
                                                      .y_half = half_width(&y),
                                                      .policy = p,
                                                      .replications = x.count};
    }
    return count;
}

/* Returns what tells a panel from the others.  The caller frees it. */
static char *title_of(const struct results *results, size_t workload, int context) {
    const struct results_setup *setup = &results->setup;
    struct memstream title;
    bool several = false;
    for (size_t w = 1; w < setup->workload_count; w++)
        several = several || strcmp(setup->workloads[w]->name, setup->workloads[0]->name) != 0;
    memstream_open(&title);
    if (several)
        fprintf(title.stream, "%s, ", setup->workloads[workload]->name);
    for (size_t k = 0; k < setup->vary->count; k++)
        fprintf(title.stream, "%s=%s, ", setup->vary->axes[k].key,
                results_varied(results, workload, k));
    fputs(results->summaries[workload]->contexts[context].name, title.stream);
    return memstream_close(&title);
}

static const char *name_of(const struct results *results, const struct frontier_point *point) {
    return results->setup.policies[point->policy]->rule->name;
}

static size_t characters(const char *text) {
    return utf8_count(text, strlen(text));
}

/* Returns the names of policies that coincide.  A text longer than `room` characters begins with
 * the shortest name, adds other names while they fit, and ends with how many are left out.  Without
 * room for any, it is one name and their number.  The caller frees it. */
static char *names_of(const struct results *results, const struct frontier_point *points,
                      size_t count, size_t room) {
    enum { LEFT = 16 }; /* room for the number of names left out */
    size_t shortest = 0, length = (count - 1) * strlen(" = ");
    for (size_t i = 0; i < count; i++) {
        size_t own = characters(name_of(results, &points[i]));
        if (own < characters(name_of(results, &points[shortest])))
            shortest = i;
        length += own;
    }
    bool all = count == 1 || length <= room;
    struct memstream names;
    memstream_open(&names);
    size_t first = all ? 0 : shortest, written = 1;
    const char *name = name_of(results, &points[first]);
    size_t used = characters(name);
    fputs(name, names.stream);
    for (size_t i = 0; i < count; i++) {
        name = name_of(results, &points[i]);
        size_t longer = used + strlen(" = ") + characters(name);
        if (i == first || (!all && longer + LEFT > room))
            continue;
        fprintf(names.stream, " = %s", name);
        used = longer;
        written++;
    }
    if (written == 1)
        results_write_others(count - 1, names.stream);
    else if (written < count)
        fprintf(names.stream, " and %zu more", count - written);
    return memstream_close(&names);
}

/* Counts the points that coincide, from the first one on. */
static size_t count_together(const struct frontier_point *points, size_t count) {
    size_t together = 1;
    while (together < count && coincide(&points[0], &points[together]))
        together++;
    return together;
}

/* Counts the places that the points have on the frontier. */
static size_t count_optimal(const struct frontier_point *points, size_t count) {
    size_t optimal = 0;
    for (size_t i = 0; i < count; i += count_together(&points[i], count - i))
        optimal += points[i].optimal;
    return optimal;
}

static void write_rows(const struct results *results, size_t panel, const char *title,
                       const struct frontier_point *points, size_t count, FILE *csv) {
    /* The length of a line of names.  Few points, which have a name for sure, get two lines. */
    enum { LINE = 44, FEW = 12 };
    bool few = count_optimal(points, count) <= FEW;
    for (size_t i = 0, together; i < count; i += together) {
        together = count_together(&points[i], count - i);
        char *names =
            names_of(results, &points[i], together, few && points[i].optimal ? 2 * LINE : LINE);
        fprintf(csv, "%zu,", panel);
        quote_write(csv, title, strlen(title));
        fputc(',', csv);
        quote_write(csv, names, strlen(names));
        fprintf(csv, ",%llu,%.15g,%.15g,%d,%.15g,%.15g,0\n",
                (unsigned long long)points[i].replications, points[i].x, points[i].y,
                points[i].optimal, points[i].x_half, points[i].y_half);
        free(names);
    }
}

/* The hull */

/* Rows of a panel for points of its hull. */
struct hull_rows {
    FILE *csv;
    size_t panel;
    const char *title;
    bool turned; /* the count is the first figure */
};

static void write_hull_row(const struct hull_rows *rows, double mean, double count) {
    fprintf(rows->csv, "%zu,", rows->panel);
    quote_write(rows->csv, rows->title, strlen(rows->title));
    fprintf(rows->csv, ",,1,%.15g,%.15g,0,0,0,1\n", rows->turned ? count : mean,
            rows->turned ? mean : count);
}

/* Writes the straight line to a vertex from the one before it, up to a count.  Scales may bend it,
 * most where counts are small. */
static void write_hull_line(const struct hull_rows *rows, const struct summary_hull *hull,
                            size_t vertex, double most) {
    enum { STEPS = 8 };
    double before = (double)hull->counts[vertex - 1], count = (double)hull->counts[vertex];
    double reach = count > most ? (most - before) / (count - before) : 1;
    for (int i = 1; i <= STEPS; i++) {
        double part = reach * i * i / (STEPS * STEPS);
        write_hull_row(
            rows, hull->means[vertex - 1] + part * (hull->means[vertex] - hull->means[vertex - 1]),
            before + part * (count - before));
    }
}

/* Writes the hull up to the policy with the most changes.  Changes beyond the last vertex gain
 * nothing. */
static void write_hull(const struct hull_rows *rows, const struct summary_hull *hull,
                       const struct frontier_point *points, size_t count) {
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        double changes = rows->turned ? points[i].x : points[i].y;
        most = changes > most ? changes : most;
    }
    if (hull->count == 0 || count == 0)
        return;
    write_hull_row(rows, hull->means[0], (double)hull->counts[0]);
    for (size_t v = 1; v < hull->count && (double)hull->counts[v - 1] < most; v++)
        write_hull_line(rows, hull, v, most);
    if ((double)hull->counts[hull->count - 1] < most)
        write_hull_row(rows, hull->means[hull->count - 1], most);
}

void frontier_write(const struct results *results, FILE *csv) {
    size_t panel = 0;
    enum goal goal;
    bool turned;
    struct frontier_point *points = array_new(results->setup.policy_count, sizeof *points);
    const int *objectives = results->setup.criteria->objectives;
    fprintf(csv, "panel,title,policies,replications,%s,%s,optimal,half_width,half_width_2,hull\n",
            columns[objectives[0]].name, columns[objectives[1]].name);
    for (size_t w = 0; w < results->setup.workload_count; w++) {
        const struct summary *summary = results->summaries[w];
        for (int c = 0; summary && c < summary->context_count; c++) {
            size_t count = gather(results, w, c, points);
            char *title = title_of(results, w, c);
            frontier_find(points, count);
            panel += count > 0;
            write_rows(results, panel, title, points, count, csv);
            if (summary->replications == 1 &&
                criteria_goal(results->setup.criteria, &goal, &turned))
                write_hull(&(struct hull_rows){csv, panel, title, turned},
                           &summary->contexts[c].hull, points, count);
            free(title);
        }
    }
    free(points);
}
