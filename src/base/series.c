/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/series.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* An alternative on its way into a series. */
struct reader {
    struct series *series;
    size_t most;
    struct series_problem *problem; /* says where the alternative stands */
};

/* A whole number with what follows it. */
struct quantity {
    int64_t number;
    const char *unit;
    size_t unit_bytes;
};

static bool refuse(const struct reader *reader, const char *message) {
    reader->problem->message = message;
    return false;
}

/* Takes ownership of the text. */
static void put(struct series *series, char *text, size_t offset, size_t width) {
    series->values =
        array_grow(series->values, series->count, &series->room, sizeof *series->values);
    series->values[series->count++] = (struct series_value){text, offset, width};
}

static bool append(const struct reader *reader, char *text) {
    put(reader->series, text, reader->problem->offset, reader->problem->width);
    return reader->series->count <= reader->most || refuse(reader, "too many values");
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* number = [ "-" ] digit { digit }.  Returns its end; NULL when there is none or it does not
 * fit. */
static const char *take_number(const char *at, const char *end, int64_t *number) {
    bool negative = at < end && *at == '-';
    at += negative;
    if (at == end || !is_digit(*at))
        return NULL;
    for (*number = 0; at < end && is_digit(*at); at++)
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, negative ? '0' - *at : *at - '0', number))
            return NULL;
    return at;
}

/* Returns whether a unit is the rest of a number that is not whole. */
static bool continues_number(const char *unit, const char *end) {
    bool exponent = end - unit > 1 && (*unit == 'e' || *unit == 'E');
    return (unit < end && *unit == '.') ||
           (exponent && (is_digit(unit[1]) || unit[1] == '-' || unit[1] == '+'));
}

/* quantity = number unit.  The unit is all up to `end`; after the first quantity of a range, that
 * one's unit. */
static const char *take_quantity(const char *at, const char *end, const struct quantity *first,
                                 struct quantity *quantity) {
    at = take_number(at, end, &quantity->number);
    if (!at || (!first && continues_number(at, end)))
        return NULL;
    quantity->unit = at;
    quantity->unit_bytes = first ? first->unit_bytes : (size_t)(end - at);
    if ((size_t)(end - at) < quantity->unit_bytes ||
        (first && memcmp(at, first->unit, first->unit_bytes) != 0))
        return NULL;
    return at + quantity->unit_bytes;
}

/* How a range continues: by a step or a factor. */
struct stride {
    bool by_factor;
    int64_t by;
};

static bool add_range(const struct reader *reader, const struct quantity *from, int64_t to,
                      const struct stride *stride) {
    if (from->number > to)
        return refuse(reader, "this range is empty");
    if (stride->by_factor && from->number <= 0)
        return refuse(reader, "a range by a factor must begin above 0");
    if (stride->by <= stride->by_factor)
        return refuse(reader,
                      stride->by_factor ? "a factor must be above 1" : "a step must be above 0");
    bool fits = true;
    for (int64_t number = from->number; fits && number <= to;) {
        char *text = array_new(32 + from->unit_bytes, 1);
        snprintf(text, 32 + from->unit_bytes, "%lld%.*s", (long long)number, (int)from->unit_bytes,
                 from->unit);
        if (!append(reader, text))
            return false;
        fits = stride->by_factor ? !__builtin_mul_overflow(number, stride->by, &number)
                                 : !__builtin_add_overflow(number, stride->by, &number);
    }
    return true;
}

/* range = quantity ".." quantity [ "/" quantity | "*" number ] */
static bool read_range(const struct reader *reader, const char *text, const char *dots,
                       const char *end) {
    struct quantity from, to, step;
    struct stride stride = {.by = 1};
    const char *at = dots + 2;
    if (take_quantity(text, dots, NULL, &from) != dots)
        at = NULL;
    at = at ? take_quantity(at, end, &from, &to) : NULL;
    if (at && at < end && *at == '/') {
        at = take_quantity(at + 1, end, &from, &step);
        stride.by = at ? step.number : 1;
    } else if (at && at < end && *at == '*') {
        stride.by_factor = true;
        at = take_number(at + 1, end, &stride.by);
    }
    if (at != end)
        return refuse(reader, "expected FROM..TO, FROM..TO/STEP or FROM..TO*FACTOR, whole numbers "
                              "with one unit or none");
    return add_range(reader, &from, to.number, &stride);
}

static bool read_alternative(const struct reader *reader, const char *text, size_t bytes) {
    const char *end = text + bytes, *dots = NULL;
    bool number = bytes > 0 && is_digit(text[bytes > 1 && *text == '-']);
    for (const char *at = text; number && at + 1 < end && !dots; at++)
        if (at[0] == '.' && at[1] == '.')
            dots = at;
    if (bytes == 0)
        return refuse(reader, "expected a value");
    return dots ? read_range(reader, text, dots, end) : append(reader, array_text(text, bytes));
}

bool series_read(struct series *series, const char *text, size_t most,
                 struct series_problem *problem) {
    const struct reader reader = {series, most, problem};
    for (const char *at = text;; at++) {
        size_t bytes = strcspn(at, "|");
        *problem = (struct series_problem){.offset = (size_t)(at - text), .width = bytes};
        if (!read_alternative(&reader, at, bytes))
            return false;
        at += bytes;
        if (!*at)
            return true;
    }
}

void series_add(struct series *series, const char *text) {
    put(series, array_text(text, strlen(text)), 0, 0);
}

void series_fini(struct series *series) {
    for (size_t i = 0; i < series->count; i++)
        free(series->values[i].text);
    free(series->values);
}
