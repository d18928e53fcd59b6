/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integer expressions over a view: compiled once into flat code, evaluated without allocating.
 *
 * Values are signed 64-bit integers; non-zero is true; && || ?: evaluate only what they need.
 * Precedence is C's.  Overflow and division by zero are errors of the evaluation, found always.
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
    bool unknown_name; /* the text at offset is a name that nothing has */
    bool no_memory;    /* nothing is wrong with the text */
};

/* Compiles a text; parameters become constants.  Returns NULL and fills `problem` on failure.
 * `used` gets a bit for each parameter that the text names (1 << index); bits are only added. */
struct expr *expr_compile(const char *text, const struct parameter *parameters, size_t count,
                          uint32_t *used, struct expr_problem *problem);
void expr_free(struct expr *expr);

/* Whether the expression's value can depend on a variable. */
bool expr_uses(const struct expr *expr, enum view_variable variable);

/* What is known of the value wherever the variables are in their ranges. */
const struct shape *expr_shape(const struct expr *expr);

/* An order of expressions: 0 when they are the same, operator by operator; where constants do not
 * count, also when they differ in these alone. */
int expr_compare(const struct expr *a, const struct expr *b, bool constants);

/* What is known of the value where constants alone move, from those of an expression to those of
 * another one that differs in nothing else: the trend is that of this way. */
struct shape expr_shift(const struct expr *from, const struct expr *to);

/* Why an evaluation failed, and how many bytes into the text the operator stands. */
struct expr_failure {
    const char *why;
    size_t offset;
};

/* Evaluates.  Returns false on an arithmetic error and fills `failure` unless that is NULL. */
bool expr_evaluate(const struct expr *expr, const struct view *view, int64_t *value,
                   struct expr_failure *failure);

/* Whether the expression is `len < x` with an x that does not look at len, and the value of x;
 * false where it is something else, or on an arithmetic error. */
bool expr_limit(const struct expr *expr, const struct view *view, int64_t *limit);

/* Calls `offer` with every name that an expression may use, parameters excepted. */
void expr_names(void (*offer)(void *state, const char *name), void *state);

#endif
