/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions: values worked out by hand, the errors and where they point, and the analysis. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "policy/expr.h"
#include "tap.h"

static const struct parameter parameters[] = {{.name = "divisor", .value = 4},
                                              {.name = "big", .value = INT64_MAX}};

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
    /* Evaluates only what is needed. */
    {"0 && 1 / 0", 0},
    {"1 || 1 / 0", 1},
    {"1 ? 2 : 1 / 0", 2},
    {"0 ? 1 / 0 : 3", 3},
    {"cap > 0 && len / cap == 0", 1},
    /* Jumps that end after another operator's result. */
    {"(len ? 0 : (len && cap)) && 1", 0},
    {"(1 ? 0 : 1 || 1) || 0", 0},
    {"(0 ? 1 : (0 || 0)) ? 2 : 3", 3},
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

/* Random expressions, written as text and evaluated naively, by recursion. */

struct result {
    int64_t value;
    bool failed;
};

static uint64_t state = 1;

static int random_below(int limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((state >> 33) % (uint64_t)limit);
}

static struct result apply(const char *op, struct result a, struct result b) {
    struct result r = {0, a.failed || b.failed};
    if (r.failed)
        return r;
    switch (op[0]) {
    case '+': r.failed = __builtin_add_overflow(a.value, b.value, &r.value); break;
    case '-': r.failed = __builtin_sub_overflow(a.value, b.value, &r.value); break;
    case '*': r.failed = __builtin_mul_overflow(a.value, b.value, &r.value); break;
    case '/':
    case '%':
        r.failed = b.value == 0 || (b.value == -1 && a.value == INT64_MIN);
        if (!r.failed)
            r.value = op[0] == '/' ? a.value / b.value : a.value % b.value;
        break;
    case '<': r.value = op[1] == '=' ? a.value <= b.value : a.value < b.value; break;
    case '>': r.value = op[1] == '=' ? a.value >= b.value : a.value > b.value; break;
    case '=': r.value = a.value == b.value; break;
    default: r.value = a.value != b.value; break;
    }
    return r;
}

static struct result write_random(FILE *text, int depth);

static struct result write_leaf(FILE *text) {
    static const char *const names[] = {"len", "cap", "element_size", "page_size"};
    int64_t value = random_below(4);
    int variable = random_below(8);
    if (variable < 4) {
        fputs(names[variable], text);
        return (struct result){view.value[variable], false};
    }
    fprintf(text, "%lld", (long long)value);
    return (struct result){value, false};
}

static struct result write_logic(FILE *text, int depth, bool both) {
    struct result a = write_random(text, depth);
    fputs(both ? " && " : " || ", text);
    struct result b = write_random(text, depth);
    if (a.failed || (a.value != 0) != both)
        return (struct result){!both, a.failed};
    return (struct result){b.value != 0, b.failed};
}

static struct result write_choice(FILE *text, int depth) {
    struct result condition = write_random(text, depth);
    fputs(" ? ", text);
    struct result yes = write_random(text, depth);
    fputs(" : ", text);
    struct result no = write_random(text, depth);
    if (condition.failed)
        return condition;
    return condition.value ? yes : no;
}

static struct result write_binary(FILE *text, int depth) {
    static const char *const ops[] = {"+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!="};
    const char *op = ops[random_below(11)];
    struct result a = write_random(text, depth);
    fprintf(text, " %s ", op);
    return apply(op, a, write_random(text, depth));
}

static struct result write_call(FILE *text, int depth) {
    bool least = random_below(2);
    fputs(least ? "min(" : "max(", text);
    struct result a = write_random(text, depth);
    fputs(", ", text);
    struct result b = write_random(text, depth);
    fputc(')', text);
    int64_t smaller = a.value < b.value ? a.value : b.value;
    int64_t larger = a.value < b.value ? b.value : a.value;
    return (struct result){least ? smaller : larger, a.failed || b.failed};
}

/* Everything but leaves has its own parentheses. */
static struct result write_random(FILE *text, int depth) {
    struct result r;
    int kind = depth > 0 ? random_below(7) : 0;
    if (kind == 0)
        return write_leaf(text);
    fputc('(', text);
    switch (kind) {
    case 1: r = write_logic(text, depth - 1, true); break;
    case 2: r = write_logic(text, depth - 1, false); break;
    case 3: r = write_choice(text, depth - 1); break;
    case 4: r = write_call(text, depth - 1); break;
    case 5:
        fputs("!", text);
        r = write_random(text, depth - 1);
        r.value = !r.value;
        break;
    default: r = write_binary(text, depth - 1); break;
    }
    fputc(')', text);
    return r;
}

static void test_random(void) {
    enum { EXPRESSIONS = 60000 };
    int wrong = 0, failed = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        static char text[65536];
        FILE *stream = fmemopen(text, sizeof text, "w");
        struct result wanted = write_random(stream, 1 + random_below(5));
        fclose(stream);
        struct expr_problem problem;
        struct expr *expr = compile(text, &problem);
        int64_t value = 0;
        if (!expr)
            continue; /* too long */
        bool fine = expr_evaluate(expr, &view, &value, NULL);
        failed += !fine;
        if (fine == wanted.failed || (fine && value != wanted.value)) {
            if (wrong++ == 0)
                printf("# %s\n", text);
        }
        expr_free(expr);
    }
    tap_ok(wrong == 0 && failed > EXPRESSIONS / 100,
           "%d random expressions have the values that recursion gives (%d wrong, %d fail)",
           EXPRESSIONS, wrong, failed);
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
    test_random();
    test_uses();
    return tap_done();
}
