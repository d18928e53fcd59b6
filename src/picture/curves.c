/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/number.h"
#include "report/quote.h"

/* A number that varies. */
struct axis {
    const char *name;
    bool of_policies;
    size_t key;   /* index of the varied key */
    size_t count; /* distinct numbers */
    const char *unit;
};

/* The most axes, of keys and in all; and the axes of a map. */
enum { KEYS = 16, AXES = KEYS + LIMIT_PARAMETERS, MAP = 2 };

struct plane {
    struct axis axes[AXES];
    size_t count; /* the first ones are drawn: one, or two of a map */
    bool map;
};

/* Numbers of keys */

static bool read_as(enum number_result (*read)(const char *, int64_t *), double scale,
                    const char *text, double *number) {
    int64_t value;
    bool fine = read(text, &value) == NUMBER_OK;
    *number = fine ? (double)value / scale : NAN;
    return fine;
}

/* Reads a value as a number, and sets its unit.  Returns false when the value is no number. */
static bool read_value(const char *text, double *number, const char **unit) {
    enum { NS_PER_S = 1000000000, S_PER_H = 3600 };
    double per_ns;
    if (read_as(number_size, 1, text, number)) {
        *unit = "";
        return true;
    }
    if (read_as(number_duration, NS_PER_S, text, number)) {
        *unit = " (s)";
        return true;
    }
    if (number_rate(text, &per_ns) == NUMBER_OK) {
        *number = per_ns * (double)NS_PER_S * (double)S_PER_H;
        *unit = " (per h)";
        return true;
    }
    *unit = "";
    return number_decimal(text, number) == NUMBER_OK;
}

static bool read_key(const struct vary *vary, size_t key, struct axis *axis) {
    const struct series *series = &vary->axes[key].series;
    *axis = (struct axis){.name = vary->axes[key].key, .key = key, .count = series->count};
    for (size_t i = 0; i < series->count; i++) {
        const char *unit;
        double number;
        if (!read_value(series->values[i].text, &number, &unit) ||
            (i > 0 && strcmp(unit, axis->unit) != 0))
            return false;
        axis->unit = unit;
    }
    return series->count > 1;
}

/* Parameters of policies */

static int by_value(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Counts the values that policies have of a parameter; sets whether it is a duration. */
static size_t count_values(const struct results_setup *setup, const char *name, bool *duration) {
    int64_t *values = array_new(setup->policy_count, sizeof *values);
    size_t count = 0, different = 0;
    for (size_t p = 0; p < setup->policy_count; p++) {
        const struct parameter *parameter = field_find_parameter(setup->policies[p]->rule, name);
        if (parameter)
            values[count++] = parameter->value;
        *duration = parameter ? parameter->duration : *duration;
    }
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || values[i] != values[i - 1];
    free(values);
    return different;
}

/* Adds the parameters that differ between policies of one definition, while there is room. */
static void add_parameters(const struct results_setup *setup, struct plane *plane) {
    for (size_t p = 1; p < setup->policy_count; p++) {
        const struct rule *rule = setup->policies[p]->rule, *before = setup->policies[p - 1]->rule;
        if (setup->policies[p]->definition != setup->policies[p - 1]->definition)
            continue;
        for (size_t i = 0; i < rule->parameter_count && plane->count < AXES; i++) {
            const char *name = rule->parameters[i].name;
            bool known = rule->parameters[i].value == before->parameters[i].value, duration = false;
            for (size_t a = 0; a < plane->count; a++)
                known =
                    known || (plane->axes[a].of_policies && strcmp(plane->axes[a].name, name) == 0);
            if (!known) {
                size_t count = count_values(setup, name, &duration);
                plane->axes[plane->count++] = (struct axis){.name = name,
                                                            .of_policies = true,
                                                            .count = count,
                                                            .unit = duration ? " (s)" : ""};
            }
        }
    }
}

/* The axes */

static bool is_one_family(const struct results_setup *setup) {
    for (size_t p = 1; p < setup->policy_count; p++)
        if (setup->policies[p]->definition != setup->policies[0]->definition)
            return false;
    return true;
}

/* Finds the axes.  The number with the most values comes first.  Two numbers that tell all points
 * apart make a map. */
static struct plane find_plane(const struct results_setup *setup) {
    struct plane plane = {.count = 0};
    bool texts = false;
    for (size_t k = 0; k < setup->vary->count; k++) {
        struct axis axis;
        bool number = plane.count < KEYS && read_key(setup->vary, k, &axis);
        texts = texts || (!number && setup->vary->axes[k].series.count > 1);
        if (number)
            plane.axes[plane.count++] = axis;
    }
    add_parameters(setup, &plane);
    for (size_t i = 1; i < plane.count; i++)
        if (plane.axes[i].count > plane.axes[0].count) {
            struct axis first = plane.axes[i];
            plane.axes[i] = plane.axes[0];
            plane.axes[0] = first;
        }
    plane.map = plane.count == MAP && !texts && is_one_family(setup) && plane.axes[1].count > 2;
    return plane;
}

bool curves_exist(const struct results_setup *setup) {
    return find_plane(setup).count > 0;
}

/* Points */

struct point {
    size_t workload, policy;
    char *curve;
    double x, y;        /* NAN where there is none */
    size_t column, row; /* of a map: rank of the number, from 1 */
    double value, half_width;
};

/* Returns where a point is on an axis. */
static double place(const struct results *results, const struct axis *axis, size_t workload,
                    size_t policy) {
    const char *unit;
    double number;
    if (!axis->of_policies) {
        read_value(results_varied(results, workload, axis->key), &number, &unit);
        return number;
    }
    const struct parameter *parameter =
        field_find_parameter(results->setup.policies[policy]->rule, axis->name);
    if (!parameter)
        return NAN;
    return (double)parameter->value / (parameter->duration ? 1000 : 1);
}

/* Returns what tells a curve from others: everything that is not on the axes.  The caller frees it.
 */
static char *curve_of(const struct results *results, const struct plane *plane, size_t workload,
                      size_t policy) {
    const struct results_setup *setup = &results->setup;
    const struct policy *of = setup->policies[policy];
    size_t drawn = plane->map ? MAP : 1;
    struct memstream text;
    memstream_open(&text);
    fputs(setup->recorded ? of->rule->name : of->definition->name, text.stream);
    for (size_t a = drawn; a < plane->count; a++) {
        const struct parameter *parameter =
            plane->axes[a].of_policies ? field_find_parameter(of->rule, plane->axes[a].name) : NULL;
        char value[NUMBER_TEXT];
        if (parameter) {
            policy_write_value(value, parameter);
            fprintf(text.stream, ":%s=%s", parameter->name, value);
        }
    }
    for (size_t k = 0; k < setup->vary->count; k++) {
        bool on_axis = false;
        for (size_t a = 0; a < drawn; a++)
            on_axis = on_axis || (!plane->axes[a].of_policies && plane->axes[a].key == k);
        if (!on_axis && setup->vary->axes[k].series.count > 1)
            fprintf(text.stream, ", %s=%s", setup->vary->axes[k].key,
                    results_varied(results, workload, k));
    }
    return memstream_close(&text);
}

static int by_curve(const void *a, const void *b) {
    const struct point *left = a, *right = b;
    int order = strcmp(left->curve, right->curve);
    if (order == 0)
        order = (left->x > right->x) - (left->x < right->x);
    if (order == 0)
        order = (left->y > right->y) - (left->y < right->y);
    if (order == 0)
        order = (left->workload > right->workload) - (left->workload < right->workload);
    return order ? order : (left->policy > right->policy) - (left->policy < right->policy);
}

/* Collects the points of a context, from a workload on, over all combinations of the keys.  Returns
 * how many. */
static size_t gather(const struct results *results, const struct plane *plane, size_t workload,
                     int context, struct point *points) {
    const struct results_setup *setup = &results->setup;
    size_t count = 0;
    for (size_t w = workload; w < workload + vary_combinations(setup->vary); w++) {
        const struct summary *summary = results->summaries[w];
        if (!summary || context >= summary->context_count)
            continue;
        size_t shown = results_shown_count(results, w, context, summary->policy_count);
        for (size_t i = 0; i < shown; i++) {
            size_t p = results_shown(results, w, context, i);
            const struct estimate value =
                summary_value(summary, context, p, setup->criteria->objectives[0]);
            if (value.count == 0)
                continue;
            points[count++] =
                (struct point){.workload = w,
                               .policy = p,
                               .curve = curve_of(results, plane, w, p),
                               .x = place(results, &plane->axes[0], w, p),
                               .y = plane->map ? place(results, &plane->axes[1], w, p) : NAN,
                               .value = value.mean,
                               .half_width = isfinite(value.half_width) ? value.half_width : 0};
        }
    }
    qsort(points, count, sizeof *points, by_curve);
    return count;
}

static int by_number(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Returns the rank of a number among the distinct numbers. */
static size_t rank(const double *numbers, size_t count, double number) {
    const double *found = bsearch(&number, numbers, count, sizeof *numbers, by_number);
    return (size_t)(found - numbers) + 1;
}

/* Sorts numbers and drops duplicates.  Returns how many remain. */
static size_t keep_different(double *numbers, size_t count) {
    size_t different = 0;
    qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 0; i < count; i++)
        if (different == 0 || numbers[i] != numbers[different - 1])
            numbers[different++] = numbers[i];
    return different;
}

/* Gives the points of a map their columns and rows. */
static void rank_points(struct point *points, size_t count) {
    double *x = array_new(count, sizeof *x), *y = array_new(count, sizeof *y);
    for (size_t i = 0; i < count; i++) {
        x[i] = points[i].x;
        y[i] = points[i].y;
    }
    size_t columns_count = keep_different(x, count), rows = keep_different(y, count);
    for (size_t i = 0; i < count; i++) {
        points[i].column = rank(x, columns_count, points[i].x);
        points[i].row = rank(y, rows, points[i].y);
    }
    free(x);
    free(y);
}

static void write_number(FILE *csv, double number) {
    if (isfinite(number))
        fprintf(csv, "%.15g", number);
    fputc(',', csv);
}

static void write_panel(const struct results *results, size_t panel, size_t workload, int context,
                        const struct point *points, size_t count, FILE *csv) {
    const char *name = results->setup.workloads[workload]->name;
    const char *where = results->summaries[workload]->contexts[context].name;
    for (size_t i = 0; i < count; i++) {
        fprintf(csv, "%zu,", panel);
        if (results->setup.workload_count > vary_combinations(results->setup.vary)) {
            quote_write(csv, name, strlen(name));
            fputs(" ", csv);
        }
        quote_write(csv, where, strlen(where));
        fputc(',', csv);
        quote_write(csv, points[i].curve, strlen(points[i].curve));
        fputc(',', csv);
        write_number(csv, points[i].x);
        write_number(csv, points[i].y);
        write_number(csv, points[i].value);
        fprintf(csv, "%.15g,%zu,%zu\n", points[i].half_width, points[i].column, points[i].row);
    }
}

static void write_name(const struct axis *axis, FILE *csv) {
    quote_write(csv, axis->name, strlen(axis->name));
    fputs(axis->unit, csv);
}

void curves_write(const struct results *results, FILE *csv) {
    const struct results_setup *setup = &results->setup;
    const struct plane plane = find_plane(setup);
    size_t combinations = vary_combinations(setup->vary), panel = 0;
    fputs("panel,title,curve,", csv);
    if (plane.count > 0)
        write_name(&plane.axes[0], csv);
    fputc(',', csv);
    if (plane.map)
        write_name(&plane.axes[1], csv);
    fprintf(csv, ",%s,half_width,column,row\n", columns[setup->criteria->objectives[0]].name);
    if (plane.count == 0)
        return;
    struct point *points = array_new(setup->policy_count * combinations, sizeof *points);
    for (size_t w = 0; w < setup->workload_count; w += combinations) {
        const struct summary *summary = results->summaries[w];
        for (int c = 0; summary && c < summary->context_count; c++) {
            size_t count = gather(results, &plane, w, c, points);
            panel += count > 0;
            if (plane.map && count > 0)
                rank_points(points, count);
            write_panel(results, panel, w, c, points, count, csv);
            for (size_t i = 0; i < count; i++)
                free(points[i].curve);
        }
    }
    free(points);
}
