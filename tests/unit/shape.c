/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of expressions against their values: random ones at many lengths and capacities, and
 * trends worked out by hand. */
#include <stdlib.h>
#include <string.h>

#include "policy/expr.h"
#include "tap.h"

enum { EXPRESSIONS = 20000, TEXT = 2000 };

static uint64_t state = 1;

static int random_below(int limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((state >> 33) % (uint64_t)limit);
}

static void add(char *text, const char *more) {
    size_t at = strlen(text);
    snprintf(text + at, TEXT - at, "%s", more);
}

static void write_random(char *text, int depth) {
    static const char *const leaves[] = {"len", "cap", "len", "cap",       "element_size",
                                         "0",   "1",   "3",   "17",        "-2",
                                         "-5",  "len", "cap", "page_size", "100"};
    static const char *const infixes[] = {" + ", " - ",  " * ",  " / ",  " % ",  " < ", " <= ",
                                          " > ", " >= ", " == ", " != ", " && ", " || "};
    static const char *const calls[] = {"min(", "max("};
    if (depth == 0 || random_below(5) == 0) {
        add(text, leaves[random_below(sizeof leaves / sizeof *leaves)]);
        return;
    }
    int kind = random_below(10);
    add(text, kind == 0 ? calls[random_below(2)] : kind == 1 ? "pow2(" : kind == 2 ? "!(" : "(");
    write_random(text, depth - 1);
    if (kind == 0) {
        add(text, ", ");
        write_random(text, depth - 1);
    } else if (kind == 3) {
        add(text, " ? ");
        write_random(text, depth - 1);
        add(text, " : ");
        write_random(text, depth - 1);
    } else if (kind > 3) {
        add(text, infixes[random_below(sizeof infixes / sizeof *infixes)]);
        write_random(text, depth - 1);
    }
    add(text, ")");
}

static struct expr *compile(const char *text) {
    struct expr_problem problem;
    uint32_t used = 0;
    return expr_compile(text, NULL, 0, &used, &problem);
}

static const int64_t lengths[] = {0,  1,  2,  3,   4,    5,     6,     7,       8,        9,
                                  15, 16, 17, 100, 1000, 12345, 65536, 9999999, 268435456};
static const int64_t caps[] = {1, 2, 7, 16, 64, 1000, 536870912};

/* Returns whether b may follow a. */
static bool follows(enum trend trend, int64_t a, int64_t b) {
    switch (trend) {
    case TREND_CONSTANT: return a == b;
    case TREND_RISING: return a <= b;
    case TREND_FALLING: return a >= b;
    default: return true;
    }
}

/* Returns whether the shape agrees with the values, at all lengths and a capacity. */
static bool is_true(const struct expr *expr, int64_t cap) {
    const struct shape *shape = expr_shape(expr);
    bool fine = true, first = true, failed = false, any = false;
    int64_t value = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        const struct view view = {{lengths[i], cap, 8, 4096}};
        int64_t before = value;
        bool fails = !expr_evaluate(expr, &view, &value, NULL);
        failed |= fails;
        any |= !fails;
        if (fails)
            continue;
        fine = fine && value >= shape->low && value <= shape->high;
        fine = fine && (first || follows(shape->trend, before, value));
        first = false;
    }
    return fine && (shape->fails || !failed) && !(shape->trend == TREND_CONSTANT && failed && any);
}

static void test_random(void) {
    int wrong = 0, trends[4] = {0}, fine = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        char text[TEXT] = "";
        write_random(text, 1 + random_below(4));
        struct expr *expr = compile(text);
        if (!expr)
            continue;
        bool right = true;
        for (size_t c = 0; c < sizeof caps / sizeof *caps; c++)
            right = right && is_true(expr, caps[c]);
        if (!right && wrong++ == 0)
            printf("# %s\n", text);
        trends[expr_shape(expr)->trend]++;
        fine += !expr_shape(expr)->fails;
        expr_free(expr);
    }
    tap_ok(wrong == 0, "ranges, trends and failures are as evaluating says (%d wrong)", wrong);
    tap_ok(trends[TREND_RISING] > EXPRESSIONS / 20 && trends[TREND_FALLING] > EXPRESSIONS / 20 &&
               fine > EXPRESSIONS / 4,
           "of %d expressions %d rise, %d fall, %d cannot fail", EXPRESSIONS, trends[TREND_RISING],
           trends[TREND_FALLING], fine);
}

/* The truth of conditions as in the gallery. */
static void test_known(void) {
    static const struct {
        const char *text;
        enum trend trend;
        bool fails;
    } known[] = {
        {"0", TREND_CONSTANT, false},
        {"cap > 128", TREND_CONSTANT, false},
        {"len < cap / 4", TREND_FALLING, false},
        {"cap > 16 && len * 3 < cap", TREND_FALLING, false},
        {"len == 0 || len * 2 + 16 <= cap", TREND_FALLING, false},
        {"cap > 8 && len * 100 / cap < 10", TREND_FALLING, false},
        {"pow2(len * element_size) < cap * element_size", TREND_FALLING, false},
        {"!(len < cap / 4)", TREND_RISING, false},
        {"cap - len < 5", TREND_RISING, false},
        {"len != 0", TREND_RISING, false},
        {"len - 5", TREND_UNKNOWN, false},
        {"len > 2 && len < 9", TREND_UNKNOWN, false},
        {"len % 2", TREND_UNKNOWN, false},
        {"len * 9000000000000000000 > 5", TREND_RISING, true},
        {"1 / len < 1", TREND_UNKNOWN, true},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct expr *expr = compile(known[i].text);
        const struct shape truth = shape_truth(*expr_shape(expr));
        tap_ok(truth.trend == known[i].trend && truth.fails == known[i].fails, "%s", known[i].text);
        expr_free(expr);
    }
}

int main(void) {
    test_random();
    test_known();
    return tap_done();
}
