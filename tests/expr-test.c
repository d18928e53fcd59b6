/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions: values worked out by hand, the errors and where they point, and the analysis. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "policy/expr.h"
#include "tap.h"

static const struct parameter parameters[] = {{"divisor", 4}, {"big", INT64_MAX}};

static struct expr *compile(const char *text, struct expr_problem *problem) {
    uint32_t used = 0;
    return expr_compile(text, parameters, 2, &used, problem);
}

/* len 10, cap 64, element_size 8, page_size 4096. */
static const struct view view = {{10, 64, 8, 4096}};

struct value {
    const char *text;
    int64_t value;
};

static const struct value values[] = {
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"10 - 4 - 3", 3},
    {"100 / 7 / 2", 7},
    {"7 % 4 * 2", 6},
    {"-7 / 2", -3},
    {"-7 % 2", -1},
    {"2 - -3", 5},
    {"--5", 5},
    {"!0 + !5", 1},
    {"!!7", 1},
    {"1 < 2 == 1", 1},
    {"3 > 2 > 1", 0},
    {"2 <= 2 && 3 >= 3", 1},
    {"1 != 1 || 0", 0},
    {"5 && 7", 1},
    {"0 || 9", 1},
    {"1 || 0 && 0", 1},
    {"1 + 1 == 2 && 2 * 2 == 4", 1},
    {"0 ? 1 : 2 ? 3 : 4", 3},
    {"1 ? 0 ? 5 : 6 : 7", 6},
    {"len < cap / divisor", 1},
    {"len < cap / 4", 1},
    {"len * 2", 20},
    {"cap - len", 54},
    {"cap * element_size / page_size", 0},
    {"min(len, cap)", 10},
    {"max(len, cap)", 64},
    {"min(max(1, 2), 3)", 2},
    {"pow2(0)", 1},
    {"pow2(-5)", 1},
    {"pow2(1)", 1},
    {"pow2(17)", 32},
    {"pow2(64)", 64},
    {"pow2(4611686018427387904)", INT64_C(1) << 62},
    {"big", INT64_MAX},
    {"9223372036854775807", INT64_MAX},
    {"-9223372036854775807 - 1", INT64_MIN},
    /* Only what is needed is evaluated. */
    {"0 && 1 / 0", 0},
    {"1 || 1 / 0", 1},
    {"1 ? 2 : 1 / 0", 2},
    {"0 ? 1 / 0 : 3", 3},
    {"cap > 0 && len / cap == 0", 1},
};

static void test_values(void) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct expr_problem problem;
        struct expr *expr = compile(values[i].text, &problem);
        int64_t value = 0;
        bool fine = expr && expr_evaluate(expr, &view, &value, NULL);
        tap_ok(fine && value == values[i].value, "%s is %lld", values[i].text,
               (long long)values[i].value);
        expr_free(expr);
    }
}

struct failure {
    const char *text;
    size_t offset; /* of the operator */
    const char *word;
};

static const struct failure failures[] = {
    {"len / 0", 4, "division by zero"},
    {"len % (cap - 64)", 4, "division by zero"},
    {"1 + big", 2, "64 bits"},
    {"big * 2", 4, "64 bits"},
    {"0 - big - 2", 8, "64 bits"},
    {"-(0 - big - 1)", 0, "64 bits"},
    {"(0 - big - 1) / -1", 14, "64 bits"},
    {"(0 - big - 1) % -1", 14, "64 bits"},
    {"pow2(big)", 0, "64 bits"},
};

static void test_failures(void) {
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        struct expr_problem problem;
        struct expr *expr = compile(failures[i].text, &problem);
        int64_t value;
        struct expr_failure failure = {"", 99};
        bool failed = expr && !expr_evaluate(expr, &view, &value, &failure);
        tap_ok(failed && failure.offset == failures[i].offset &&
                   strstr(failure.why, failures[i].word),
               "%s fails at %zu: %s", failures[i].text, failures[i].offset, failures[i].word);
        expr_free(expr);
    }
}

struct mistake {
    const char *text;
    size_t offset, width;
    const char *word;
};

static const struct mistake mistakes[] = {
    {"", 0, 1, "expected a number"},
    {"1 +", 3, 1, "expected a number"},
    {"(1", 2, 1, "expected ')'"},
    {"1 2", 2, 1, "expected an operator"},
    {"len < capp", 6, 4, "unknown name"},
    {"min(1)", 5, 1, "takes 2 arguments"},
    {"pow2 1", 5, 1, "takes 1 argument"},
    {"1 ? 2", 5, 1, "':'"},
    {"1.5", 0, 2, "whole number"},
    {"12abc", 0, 3, "whole number"},
    {"9223372036854775808", 0, 19, "64 bits"},
    {"len = 4", 4, 1, "expected an operator"},
    {"len & 4", 4, 1, "expected an operator"},
};

static void test_mistakes(void) {
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct expr_problem problem = {.offset = 99};
        struct expr *expr = compile(mistakes[i].text, &problem);
        tap_ok(!expr && problem.offset == mistakes[i].offset &&
                   problem.width == mistakes[i].width && strstr(problem.message, mistakes[i].word),
               "'%s' is wrong at %zu: %s", mistakes[i].text, mistakes[i].offset, mistakes[i].word);
        expr_free(expr);
    }
}

/* A text of `count` times `piece`, then `tail`, then `count` times `closing`. */
static struct expr *compile_repeated(const char *piece, int count, const char *tail,
                                     const char *closing) {
    size_t bytes = (strlen(piece) + strlen(closing)) * (size_t)count + strlen(tail) + 1;
    char *text = malloc(bytes), *at = text;
    for (int i = 0; i < count; i++)
        at = stpcpy(at, piece);
    at = stpcpy(at, tail);
    for (int i = 0; i < count; i++)
        at = stpcpy(at, closing);
    struct expr_problem problem;
    struct expr *expr = compile(text, &problem);
    free(text);
    return expr;
}

/* The deepest stack that nesting allows: at each level a value for each priority waits. */
static void test_limits(void) {
    int64_t value = 0;
    struct expr *deep =
        compile_repeated("0 || 1 && 1 == 0 < 0 + 1 * (", LIMIT_EXPR_DEPTH - 1, "2", ")");
    tap_ok(deep && expr_evaluate(deep, &view, &value, NULL) && value == 1, "the deepest nesting");
    tap_ok(!compile_repeated("(", LIMIT_EXPR_DEPTH, "1", ")"), "one level more is refused");
    tap_ok(!compile_repeated("-", 4000, "1", ""), "4000 signs are refused");
    tap_ok(!compile_repeated("(", 10000, "1", ")"), "10000 parentheses are refused");
    tap_ok(!compile_repeated("1+", 3000, "1", ""), "a text that is too long is refused");
    expr_free(deep);
}

static void test_uses(void) {
    struct expr_problem problem;
    struct expr *expr = compile("len < cap / divisor", &problem);
    tap_ok(expr_uses(expr, VIEW_LEN) && expr_uses(expr, VIEW_CAP) &&
               !expr_uses(expr, VIEW_PAGE_SIZE),
           "which variables an expression looks at");
    expr_free(expr);
}

int main(void) {
    test_values();
    test_failures();
    test_mistakes();
    test_limits();
    test_uses();
    return tap_done();
}
