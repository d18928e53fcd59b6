/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integer expressions over a view: compiled once into flat code, evaluated without allocating.
 *
 * Values are signed 64-bit integers; non-zero is true; && || ?: evaluate only what they need.
 * Precedence is C's.  Overflow and division by zero always fail the evaluation.
 */
#ifndef KVSIM_POLICY_EXPR_H
#define KVSIM_POLICY_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/shape.h"
#include "policy/view.h"

/* A named constant of a policy. */
struct parameter {
    const char *name;
    int64_t value;
    bool duration; /* the value is in milliseconds */
};

struct expr;

/* Why a text is no expression, and where: `offset` and `width` in bytes of the text. */
struct expr_problem {
    char message[128];
    size_t offset, width;
    bool unknown_name; /* the text at offset is an unknown name */
    bool no_memory;    /* nothing is wrong with the text */
};

/* Compiles a text; parameters become constants, and nothing is borrowed.  Returns NULL and fills
 * `problem` on failure.  `used` gets a bit for each parameter that the text names (1 << index);
 * bits are only added. */
struct expr *expr_compile(const char *text, const struct parameter *parameters, size_t count,
                          uint32_t *used, struct expr_problem *problem);
void expr_free(struct expr *expr);

/* Returns whether the expression uses a variable. */
bool expr_uses(const struct expr *expr, enum view_variable variable);

/* Returns what is known of the value while the variables are in their ranges. */
const struct shape *expr_shape(const struct expr *expr);

/* Orders expressions.  Returns 0 when they are the same, operator by operator.  Unless `constants`
 * is set, they may differ in constants. */
int expr_compare(const struct expr *a, const struct expr *b, bool constants);

/* Returns what is known of the value while the constants move from those of `from` to those of
 * `to`, which must differ in constants alone.  The trend is that of this move. */
struct shape expr_shift(const struct expr *from, const struct expr *to);

/* Why an evaluation failed, and where: the operator's offset in bytes of the text. */
struct expr_failure {
    const char *why;
    size_t offset;
};

/* Evaluates.  Returns false on an arithmetic error and fills `failure` unless that is NULL. */
bool expr_evaluate(const struct expr *expr, const struct view *view, int64_t *value,
                   struct expr_failure *failure);

/* A variable times a constant, or divided by a positive one, needs no look at the code: most rules
 * are made of these. */
struct expr_shortcut {
    enum expr_shortcut_kind { SHORTCUT_NONE, SHORTCUT_PRODUCT, SHORTCUT_QUOTIENT } kind;
    enum view_variable variable;
    int64_t constant;
};

/* Returns false where there is no shortcut, or on an overflow. */
static inline bool expr_shortcut_value(const struct expr_shortcut *shortcut,
                                       const struct view *view, int64_t *value) {
    int64_t variable = view->value[shortcut->variable];
    switch (shortcut->kind) {
    case SHORTCUT_PRODUCT: return !__builtin_mul_overflow(variable, shortcut->constant, value);
    case SHORTCUT_QUOTIENT: *value = variable / shortcut->constant; return true;
    default: return false;
    }
}

/* The x of an expression `len < x`, where x is an operation without len, &&, || or ?:.  All zeros
 * is the limit of any other expression. */
struct expr_limit {
    struct expr_shortcut shortcut;
    const struct expr *expr; /* borrowed */
};

struct expr_limit expr_limit(const struct expr *expr);

/* Evaluates the code of a limit.  Returns false on an arithmetic error. */
bool expr_limit_run(const struct expr_limit *limit, const struct view *view, int64_t *value);

/* Evaluates a limit.  Returns false where there is none, or on an arithmetic error. */
static inline bool expr_limit_value(const struct expr_limit *limit, const struct view *view,
                                    int64_t *value) {
    return expr_shortcut_value(&limit->shortcut, view, value) ||
           (limit->expr && expr_limit_run(limit, view, value));
}

/* Calls `offer` with every name that an expression may use, except parameters. */
void expr_names(void (*offer)(void *state, const char *name), void *state);

#endif
