/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/vary.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/limits.h"

void vary_fini(struct vary *vary) {
    for (size_t i = 0; i < vary->count; i++) {
        for (size_t v = 0; v < vary->axes[i].count; v++)
            free(vary->axes[i].values[v]);
        free(vary->axes[i].values);
        free(vary->axes[i].key);
    }
    free(vary->axes);
}

static void put(struct vary_axis *axis, char *value) {
    axis->values = array_grow(axis->values, axis->count, &axis->room, sizeof *axis->values);
    axis->values[axis->count++] = value;
}

static bool append(struct vary_axis *axis, char *value) {
    put(axis, value);
    if (axis->count > LIMIT_VARIANTS)
        diag_error("--vary %s has more than %d values", axis->key, LIMIT_VARIANTS);
    return axis->count <= LIMIT_VARIANTS;
}

/* A whole number with what follows it. */
struct quantity {
    int64_t number;
    const char *unit;
    size_t unit_bytes;
};

/* number, then as a unit all up to the end, or what the first quantity of the range has. */
static const char *take_quantity(const char *text, const char *end, const struct quantity *first,
                                 struct quantity *quantity) {
    const char *at = text;
    *quantity = (struct quantity){0};
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(quantity->number, 10, &quantity->number) ||
            __builtin_add_overflow(quantity->number, *at - '0', &quantity->number))
            return NULL;
    quantity->unit = at;
    quantity->unit_bytes = first ? first->unit_bytes : (size_t)(end - at);
    if (at == text || (size_t)(end - at) < quantity->unit_bytes)
        return NULL;
    if (first && memcmp(at, first->unit, first->unit_bytes) != 0)
        return NULL;
    return at + quantity->unit_bytes;
}

static bool add_range(struct vary_axis *axis, const struct quantity *from, int64_t to,
                      int64_t step) {
    for (int64_t number = from->number; number <= to;) {
        char *value = array_new(32 + from->unit_bytes, 1);
        snprintf(value, 32 + from->unit_bytes, "%lld%.*s", (long long)number, (int)from->unit_bytes,
                 from->unit);
        if (!append(axis, value))
            return false;
        if (__builtin_add_overflow(number, step, &number))
            break;
    }
    return true;
}

static bool refuse(const struct vary_axis *axis, const char *text, size_t bytes,
                   const char *problem) {
    diag_error("--vary %s: '%.*s' %s", axis->key, (int)bytes, text, problem);
    diag_hint("an axis is KEY=A|B|C, KEY=FROM..TO or KEY=FROM..TO/STEP, as in "
              "memory.kmalloc_limit=8192|16384 or processes.starts.rate=15/h..60/h/15/h");
    return false;
}

/* alternative = value | quantity ".." quantity [ "/" quantity ] */
static bool read_alternative(struct vary_axis *axis, const char *text, size_t bytes) {
    const char *end = text + bytes, *dots = NULL;
    bool number = bytes > 0 && *text >= '0' && *text <= '9';
    for (const char *at = text; number && at + 1 < end && !dots; at++)
        if (at[0] == '.' && at[1] == '.')
            dots = at;
    if (bytes == 0)
        return refuse(axis, text, bytes, "is no value");
    if (!dots)
        return append(axis, array_text(text, bytes));
    struct quantity from, to, step = {.number = 1};
    if (take_quantity(text, dots, NULL, &from) != dots)
        return refuse(axis, text, bytes, "is no range of whole numbers");
    const char *at = take_quantity(dots + 2, end, &from, &to);
    if (at && at < end && *at == '/')
        at = take_quantity(at + 1, end, &from, &step);
    if (at != end)
        return refuse(axis, text, bytes, "is no range of whole numbers with one unit");
    if (step.number == 0)
        return refuse(axis, text, bytes, "has a step of 0");
    if (from.number > to.number)
        return refuse(axis, text, bytes, "is an empty range");
    return add_range(axis, &from, to.number, step.number);
}

static bool is_new(const struct vary *vary, const struct vary_axis *axis) {
    for (const struct vary_axis *other = vary->axes; other < axis; other++)
        if (strcmp(other->key, axis->key) == 0) {
            diag_error("--vary %s is given twice", axis->key);
            return false;
        }
    return true;
}

/* The seed has a column of its own. */
static bool is_free(const struct vary_axis *axis) {
    if (strcmp(axis->key, "seed") != 0)
        return true;
    diag_error("--vary seed: the same workload with other random numbers is --replications N");
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
    put(&vary->axes[vary->count - 1], array_text(value, strlen(value)));
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
    for (const char *at = equals + 1;; at++) {
        size_t bytes = strcspn(at, "|");
        if (!read_alternative(axis, at, bytes))
            return false;
        at += bytes;
        if (!*at)
            break;
    }
    if (vary_combinations(vary) <= LIMIT_VARIANTS)
        return true;
    diag_error("--vary makes more than %d combinations", LIMIT_VARIANTS);
    return false;
}

size_t vary_combinations(const struct vary *vary) {
    size_t count = 1;
    for (size_t i = 0; i < vary->count && count <= LIMIT_VARIANTS; i++)
        count *= vary->axes[i].count;
    return count;
}

const char *vary_value(const struct vary *vary, size_t combination, size_t axis) {
    for (size_t i = vary->count; --i > axis;)
        combination /= vary->axes[i].count;
    return vary->axes[axis].values[combination % vary->axes[axis].count];
}

char *vary_setting(const struct vary *vary, size_t combination, size_t axis) {
    const char *key = vary->axes[axis].key, *value = vary_value(vary, combination, axis);
    size_t bytes = strlen(key) + strlen(value) + 2;
    char *setting = array_new(bytes, 1);
    snprintf(setting, bytes, "%s=%s", key, value);
    return setting;
}
