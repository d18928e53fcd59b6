/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/vary.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/names.h"

void vary_fini(struct vary *vary) {
    for (size_t i = 0; i < vary->count; i++) {
        series_fini(&vary->axes[i].series);
        free(vary->axes[i].key);
    }
    free(vary->axes);
}

static bool is_new(const struct vary *vary, const struct vary_axis *axis) {
    for (const struct vary_axis *other = vary->axes; other < axis; other++)
        if (strcmp(other->key, axis->key) == 0) {
            diag_error("duplicate --vary %s", axis->key);
            return false;
        }
    return true;
}

/* The seed has a column of its own. */
bool vary_takes(const char *key) {
    return strcmp(key, "seed") != 0;
}

static bool is_free(const struct vary_axis *axis) {
    if (vary_takes(axis->key))
        return true;
    diag_error("--vary seed: use --replications N to repeat with other random numbers");
    return false;
}

static struct vary_axis *add_axis(struct vary *vary, const char *key, size_t bytes) {
    vary->axes = array_grow(vary->axes, vary->count, &vary->room, sizeof *vary->axes);
    struct vary_axis *axis = &vary->axes[vary->count++];
    *axis = (struct vary_axis){.key = array_text(key, bytes)};
    return axis;
}

void vary_add_axis(struct vary *vary, const char *key) {
    add_axis(vary, key, strlen(key));
}

void vary_add_value(struct vary *vary, const char *value) {
    series_add(&vary->axes[vary->count - 1].series, value);
}

/* `values` is where the values of the axis begin in the text.  Equal values would make rows that
 * nothing tells apart. */
static bool are_distinct(const struct vary_axis *axis, const char *text, const char *values) {
    struct names seen = {0};
    size_t i = 0;
    while (i < axis->series.count &&
           names_add(&seen, axis->series.values[i].text, strlen(axis->series.values[i].text)) == i)
        i++;
    names_fini(&seen);
    if (i == axis->series.count)
        return true;
    const struct series_value *value = &axis->series.values[i];
    struct place place =
        diag_place_of_option("--vary", text, (size_t)(values - text) + value->offset, value->width);
    diag_error_at(&place, "duplicate value '%s'", value->text);
    return false;
}

bool vary_add(struct vary *vary, const char *text) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        diag_error("--vary needs KEY=VALUES, not '%s'", text);
        return false;
    }
    struct vary_axis *axis = add_axis(vary, text, (size_t)(equals - text));
    if (!is_new(vary, axis) || !is_free(axis))
        return false;
    struct series_problem problem;
    if (!series_read(&axis->series, equals + 1, LIMIT_VARIANTS, &problem)) {
        struct place place = diag_place_of_option(
            "--vary", text, (size_t)(equals + 1 - text) + problem.offset, problem.width);
        diag_error_at(&place, "%s", problem.message);
        diag_hint("such as memory.kmalloc_limit=8192|16384, memory.element_size=8..512*2 or "
                  "processes.starts.rate=15/h..60/h/15/h");
        return false;
    }
    if (!are_distinct(axis, text, equals + 1))
        return false;
    if (vary_combinations(vary) <= LIMIT_VARIANTS)
        return true;
    diag_error("--vary makes more than %d combinations", LIMIT_VARIANTS);
    return false;
}

size_t vary_combinations(const struct vary *vary) {
    size_t count = 1;
    for (size_t i = 0; i < vary->count && count <= LIMIT_VARIANTS; i++)
        count *= vary->axes[i].series.count;
    return count;
}

const char *vary_value(const struct vary *vary, size_t combination, size_t axis) {
    for (size_t i = vary->count; --i > axis;)
        combination /= vary->axes[i].series.count;
    const struct series *series = &vary->axes[axis].series;
    return series->values[combination % series->count].text;
}

char *vary_setting(const struct vary *vary, size_t combination, size_t axis) {
    const char *key = vary->axes[axis].key, *value = vary_value(vary, combination, axis);
    size_t bytes = strlen(key) + strlen(value) + 2;
    char *setting = array_new(bytes, 1);
    snprintf(setting, bytes, "%s=%s", key, value);
    return setting;
}
