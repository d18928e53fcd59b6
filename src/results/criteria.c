/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/criteria.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "results/column.h"

void criteria_init(struct criteria *criteria) {
    *criteria = (struct criteria){
        .objectives = {column_find("mean_held_bytes"), column_find("moves")}, .objective_count = 2};
}

void criteria_fini(struct criteria *criteria) {
    free(criteria->bounds);
}

/* Returns the column of that name, which must be a policy's figure; -1 after it has reported. */
static int find_figure(const char *option, const char *value, size_t at, size_t bytes) {
    const struct place place = diag_place_of_option(option, value, at, bytes);
    int column = column_look_up(value + at, bytes);
    if (column < 0) {
        diag_error_at(&place, "unknown column '%.*s'", (int)bytes, value + at);
        column_hint(value + at, bytes);
    } else if (!columns[column].figure) {
        diag_error_at(&place, "'%s' identifies a row; %s needs a figure", columns[column].name,
                      option);
        column = -1;
    } else if (columns[column].of_optimum) {
        diag_error_at(&place, "'%s' is a figure of the optimum, not of the policy",
                      columns[column].name);
        column = -1;
    }
    return column;
}

static bool is_objective(const struct criteria *criteria, int column) {
    for (int i = 0; i < criteria->objective_count; i++)
        if (criteria->objectives[i] == column)
            return true;
    return false;
}

bool criteria_read_objectives(struct criteria *criteria, const char *list) {
    static const char option[] = "--objectives";
    criteria->objective_count = 0;
    criteria->given = true;
    for (size_t at = 0, bytes;; at += bytes + 1) {
        bytes = strcspn(list + at, ",");
        const struct place place = diag_place_of_option(option, list, at, bytes);
        if (criteria->objective_count == OBJECTIVES) {
            diag_error_at(&place, "more than %d objectives", OBJECTIVES);
            return false;
        }
        int column = find_figure(option, list, at, bytes);
        if (column < 0)
            return false;
        if (is_objective(criteria, column)) {
            diag_error_at(&place, "duplicate column '%s'", columns[column].name);
            return false;
        }
        criteria->objectives[criteria->objective_count++] = column;
        if (list[at + bytes])
            continue;
        if (criteria->objective_count < 2)
            diag_error_at(&place,
                          "expected two or three objectives, such as mean_held_bytes,moves");
        return criteria->objective_count >= 2;
    }
}

bool criteria_read_bound(struct criteria *criteria, const char *text,
                         const struct selection *selection) {
    static const char option[] = "--at-most";
    size_t name = strcspn(text, "="), at = name + 1;
    if (!text[name]) {
        diag_error("--at-most needs COLUMN=VALUE, such as moves=none or moves=10, not '%s'", text);
        return false;
    }
    struct bound bound = {.column = find_figure(option, text, 0, name)};
    if (bound.column < 0)
        return false;
    bound.of_policy = !mean_read(text + at, columns[bound.column].decimals, &bound.value);
    if (bound.of_policy && !selection_find(selection, text + at, &bound.policy)) {
        const struct place place = diag_place_of_option(option, text, at, strlen(text + at));
        diag_error_at(&place, "'%s' is neither a number, such as 12 or 0.5, nor a compared policy",
                      text + at);
        selection_hint(selection, text + at);
        return false;
    }
    criteria->bounds = array_grow(criteria->bounds, criteria->bound_count, &criteria->bound_room,
                                  sizeof *criteria->bounds);
    criteria->bounds[criteria->bound_count++] = bound;
    return true;
}

bool criteria_goal(const struct criteria *criteria, enum goal *goal, bool *turned) {
    static const char *const pairs[GOALS][2] = {
        [GOAL_HELD] = {"mean_held_bytes", "moves"},
        [GOAL_WASTE] = {"mean_wasted_slots", "reallocs"},
    };
    const int *objectives = criteria->objectives;
    for (int i = 0; i < GOALS; i++) {
        int area = column_find(pairs[i][0]), count = column_find(pairs[i][1]);
        *goal = (enum goal)i;
        *turned = objectives[0] == count && objectives[1] == area;
        if (*turned || (objectives[0] == area && objectives[1] == count))
            return true;
    }
    return false;
}

bool criteria_choose(const struct criteria *criteria) {
    return criteria->pareto || criteria->top > 0 || criteria->bound_count > 0;
}
