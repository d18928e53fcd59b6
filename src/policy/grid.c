/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/number.h"

void grid_init(struct grid *grid, size_t axes) {
    *grid = (struct grid){.count = axes};
}

void grid_fini(struct grid *grid) {
    for (size_t i = 0; i < grid->count; i++)
        free(grid->axes[i].values);
}

static void append(struct grid_axis *axis, int64_t value) {
    axis->values = array_grow(axis->values, axis->count, &axis->room, sizeof *axis->values);
    axis->values[axis->count++] = value;
}

void grid_set(struct grid_axis *axis, int64_t value) {
    axis->count = 0;
    append(axis, value);
}

static bool refuse(struct grid_problem *problem, const char *message) {
    problem->message = message;
    return false;
}

static bool read_number(const char *text, int64_t *value, struct grid_problem *problem) {
    switch (number_integer(text, value)) {
    case NUMBER_OK: return true;
    case NUMBER_RANGE: return refuse(problem, "the value does not fit in 64 bits");
    default: return refuse(problem, "expected a number, FROM..TO or FROM..TO/STEP");
    }
}

static bool add_range(struct grid_axis *axis, int64_t from, int64_t to, int64_t step,
                      struct grid_problem *problem) {
    if (from > to)
        return refuse(problem, "this range is empty");
    if (step <= 0)
        return refuse(problem, "a step must be above 0");
    for (int64_t value = from;;) {
        if (axis->count == LIMIT_POLICIES)
            return refuse(problem, "this range has too many values");
        append(axis, value);
        if (__builtin_add_overflow(value, step, &value) || value > to)
            return true;
    }
}

/* alternative = number [ ".." number [ "/" number ] ] */
static bool read_alternative(struct grid_axis *axis, char *text, struct grid_problem *problem) {
    int64_t from, to, step = 1;
    char *dots = strstr(text, "..");
    char *slash = dots ? strchr(dots, '/') : NULL;
    if (dots)
        *dots = '\0';
    if (slash)
        *slash = '\0';
    if (!read_number(text, &from, problem) || (dots && !read_number(dots + 2, &to, problem)) ||
        (slash && !read_number(slash + 1, &step, problem)))
        return false;
    return add_range(axis, from, dots ? to : from, step, problem);
}

bool grid_read(struct grid_axis *axis, const char *text, struct grid_problem *problem) {
    axis->count = 0;
    axis->given = true;
    for (const char *at = text;; at++) {
        size_t bytes = strcspn(at, "|");
        *problem = (struct grid_problem){.offset = (size_t)(at - text), .width = bytes};
        char *alternative = array_text(at, bytes);
        bool fine = read_alternative(axis, alternative, problem);
        free(alternative);
        at += bytes;
        if (!fine || !*at)
            return fine;
    }
}

size_t grid_size(const struct grid *grid) {
    size_t size = 1;
    for (size_t i = 0; i < grid->count; i++) {
        size *= grid->axes[i].count;
        if (size > LIMIT_POLICIES)
            return LIMIT_POLICIES + 1;
    }
    return size;
}

void grid_begin(struct grid *grid) {
    for (size_t i = 0; i < grid->count; i++)
        grid->axes[i].at = 0;
}

bool grid_next(struct grid *grid) {
    for (size_t i = grid->count; i-- > 0;) {
        if (++grid->axes[i].at < grid->axes[i].count)
            return true;
        grid->axes[i].at = 0;
    }
    return false;
}

void grid_values(const struct grid *grid, int64_t *values) {
    for (size_t i = 0; i < grid->count; i++)
        values[i] = grid->axes[i].values[grid->axes[i].at];
}
