/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/plural.h"
#include "base/room.h"
#include "policy/code.h"

/* Compiling */

struct compiler {
    const char *text, *at;
    const struct parameter *parameters;
    size_t parameter_count;
    uint32_t *used;
    struct expr_problem *problem;
    struct expr *expr;
    size_t room;   /* for instructions */
    size_t target; /* the furthest target of a jump */
    int depth;
    struct shape shape; /* of the part compiled last */
};

static bool fail(struct compiler *c, const char *at, size_t width, const char *message) {
    *c->problem = (struct expr_problem){.offset = (size_t)(at - c->text), .width = width};
    snprintf(c->problem->message, sizeof c->problem->message, "%s", message);
    return false;
}

static bool fail_for_memory(struct expr_problem *problem) {
    *problem = (struct expr_problem){.message = "out of memory", .no_memory = true};
    return false;
}

static bool emit(struct compiler *c, enum opcode op, const char *at, int64_t operand) {
    struct expr *expr = c->expr;
    if (expr->count == LIMIT_EXPR_CODE)
        return fail(c, at, 1, "the expression is too long");
    struct instruction *code =
        room_for_one_more(expr->code, expr->count, &c->room, sizeof *expr->code);
    if (!code)
        return fail_for_memory(c->problem);
    expr->code = code;
    expr->code[expr->count++] =
        (struct instruction){op, RIGHT_STACK, 0, (uint32_t)(at - c->text), operand};
    return true;
}

/* Puts a constant or a variable on the right side into the operator's own instruction. */
static bool emit_binary(struct compiler *c, enum opcode op, const char *at) {
    struct expr *expr = c->expr;
    struct instruction *last = expr->count > c->target ? &expr->code[expr->count - 1] : NULL;
    if (!last || (last->op != OP_CONSTANT && last->op != OP_VARIABLE))
        return emit(c, op, at, 0);
    enum right right = last->op == OP_CONSTANT ? RIGHT_CONSTANT : RIGHT_VARIABLE;
    *last = (struct instruction){op, (uint8_t)right, last->parameter, (uint32_t)(at - c->text),
                                 last->operand};
    return true;
}

static struct shape shape_of(enum opcode op, struct shape a, struct shape b) {
    switch (op) {
    case OP_MULTIPLY: return shape_product(a, b);
    case OP_DIVIDE: return shape_quotient(a, b);
    case OP_REMAINDER: return shape_remainder(a, b);
    case OP_ADD: return shape_sum(a, b);
    case OP_SUBTRACT: return shape_difference(a, b);
    case OP_LESS:
    case OP_LESS_EQUAL: return shape_less(a, b);
    case OP_GREATER:
    case OP_GREATER_EQUAL: return shape_less(b, a);
    case OP_EQUAL: return shape_equal(a, b, true);
    case OP_NOT_EQUAL: return shape_equal(a, b, false);
    case OP_MIN: return shape_min(a, b);
    case OP_MAX: return shape_max(a, b);
    default: return shape_both(a, b);
    }
}

/* Makes a jump lead to the next instruction. */
static void land(struct compiler *c, size_t jump) {
    c->expr->code[jump].operand = (int64_t)c->expr->count;
    c->target = c->expr->count;
}

/* An operator that only tests its left side for 0 needs no OP_TRUTH there.  Jumps to that OP_TRUTH
 * then lead to the operator.  If a jump leads past it, it stays. */
static void drop_truth(struct compiler *c) {
    struct expr *expr = c->expr;
    if (expr->count > c->target && expr->code[expr->count - 1].op == OP_TRUTH)
        expr->count--;
}

static void skip_blanks(struct compiler *c) {
    while (*c->at == ' ' || *c->at == '\t' || *c->at == '\n')
        c->at++;
}

static bool is_name_start(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static size_t name_width(const char *at) {
    size_t width = 0;
    while (is_name_start(at[width]) || (width > 0 && is_digit(at[width])))
        width++;
    return width;
}

static bool expect(struct compiler *c, char wanted, const char *message) {
    skip_blanks(c);
    if (*c->at != wanted)
        return fail(c, c->at, 1, message);
    c->at++;
    return true;
}

static bool expression(struct compiler *c, int lowest);
static bool ternary(struct compiler *c);

/* number = digit { digit } */
static bool number(struct compiler *c) {
    const char *start = c->at;
    int64_t value = 0;
    for (; is_digit(*c->at); c->at++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *c->at - '0', &value)) {
            while (is_digit(*c->at))
                c->at++;
            return fail(c, start, (size_t)(c->at - start), "the number does not fit in 64 bits");
        }
    if (name_width(c->at) > 0 || *c->at == '.')
        return fail(c, start, (size_t)(c->at - start) + 1, "expected a whole number");
    c->shape = shape_constant(value, value);
    return emit(c, OP_CONSTANT, start, value);
}

struct function {
    const char *name;
    enum opcode op;
    int arguments;
};

static const struct function functions[] = {
    {"min", OP_MIN, 2}, {"max", OP_MAX, 2}, {"pow2", OP_POW2, 1}};

/* call = name "(" ternary { "," ternary } ")" */
static bool call(struct compiler *c, const struct function *function, const char *start) {
    char message[64];
    snprintf(message, sizeof message, "%s takes %d %s in parentheses", function->name,
             function->arguments, plural((uint64_t)function->arguments, "argument", "arguments"));
    if (!expect(c, '(', message))
        return false;
    struct shape first = {0};
    for (int i = 0; i < function->arguments; i++) {
        first = c->shape;
        if ((i > 0 && !expect(c, ',', message)) || !ternary(c))
            return false;
    }
    c->shape =
        function->arguments == 2 ? shape_of(function->op, first, c->shape) : shape_pow2(c->shape);
    return expect(c, ')', message) &&
           (function->arguments == 2 ? emit_binary(c, function->op, start)
                                     : emit(c, function->op, start, 0));
}

/* name = variable | parameter | call */
static bool name(struct compiler *c) {
    const char *start = c->at;
    size_t width = name_width(start);
    c->at += width;
    for (size_t i = 0; i < c->parameter_count; i++)
        if (strlen(c->parameters[i].name) == width &&
            memcmp(c->parameters[i].name, start, width) == 0) {
            *c->used |= UINT32_C(1) << i;
            c->shape = shape_constant(c->parameters[i].value, c->parameters[i].value);
            if (!emit(c, OP_CONSTANT, start, c->parameters[i].value))
                return false;
            c->expr->code[c->expr->count - 1].parameter = (uint8_t)(i + 1);
            return true;
        }
    for (int i = 0; i < VIEW_VARIABLES; i++)
        if (strlen(view_names[i].name) == width && memcmp(view_names[i].name, start, width) == 0) {
            c->expr->variables |= UINT32_C(1) << i;
            c->shape = shape_constant(view_names[i].low, view_names[i].high);
            if (i == VIEW_LEN)
                c->shape.trend = TREND_RISING;
            return emit(c, OP_VARIABLE, start, i);
        }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strlen(functions[i].name) == width && memcmp(functions[i].name, start, width) == 0)
            return call(c, &functions[i], start);
    fail(c, start, width, "unknown name");
    c->problem->unknown_name = true;
    return false;
}

/* primary = number | name | "(" ternary ")" */
static bool primary(struct compiler *c) {
    if (is_digit(*c->at))
        return number(c);
    if (is_name_start(*c->at))
        return name(c);
    if (*c->at != '(')
        return fail(c, c->at, 1, "expected a number, a name or '('");
    c->at++;
    return ternary(c) && expect(c, ')', "expected ')'");
}

/* unary = { "-" | "!" } primary */
static bool unary(struct compiler *c) {
    skip_blanks(c);
    if (*c->at != '-' && !(*c->at == '!' && c->at[1] != '='))
        return primary(c);
    const char *at = c->at++;
    if (++c->depth > LIMIT_EXPR_DEPTH)
        return fail(c, at, 1, "nested too deeply");
    bool fine = unary(c) && emit(c, *at == '-' ? OP_NEGATE : OP_NOT, at, 0);
    c->shape = *at == '-' ? shape_negated(c->shape) : shape_not(c->shape);
    c->depth--;
    return fine;
}

struct infix {
    const char *text;
    enum opcode op;
    int priority;
};

/* Longer operators before their prefixes. */
static const struct infix infixes[] = {
    {"||", OP_KEEP_TRUE, 1}, {"&&", OP_KEEP_FALSE, 2}, {"==", OP_EQUAL, 3},
    {"!=", OP_NOT_EQUAL, 3}, {"<=", OP_LESS_EQUAL, 4}, {">=", OP_GREATER_EQUAL, 4},
    {"<", OP_LESS, 4},       {">", OP_GREATER, 4},     {"+", OP_ADD, 5},
    {"-", OP_SUBTRACT, 5},   {"*", OP_MULTIPLY, 6},    {"/", OP_DIVIDE, 6},
    {"%", OP_REMAINDER, 6},
};

static const struct infix *find_infix(struct compiler *c) {
    skip_blanks(c);
    for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
        if (strncmp(c->at, infixes[i].text, strlen(infixes[i].text)) == 0)
            return &infixes[i];
    return NULL;
}

/* The right side of && and ||: skipped when the left side decides. */
static bool short_circuit(struct compiler *c, const struct infix *infix, const char *at) {
    drop_truth(c);
    size_t jump = c->expr->count;
    if (!emit(c, infix->op, at, 0) || !expression(c, infix->priority + 1))
        return false;
    land(c, jump);
    return emit(c, OP_TRUTH, at, 0);
}

/* expression(p) = unary { operator of priority q >= p, expression(q + 1) } */
static bool expression(struct compiler *c, int lowest) {
    if (!unary(c))
        return false;
    const struct infix *infix;
    while ((infix = find_infix(c)) && infix->priority >= lowest) {
        const char *at = c->at;
        const struct shape left = c->shape;
        c->at += strlen(infix->text);
        bool fine = infix->op == OP_KEEP_TRUE || infix->op == OP_KEEP_FALSE
                        ? short_circuit(c, infix, at)
                        : expression(c, infix->priority + 1) && emit_binary(c, infix->op, at);
        if (!fine)
            return false;
        c->shape = shape_of(infix->op, left, c->shape);
    }
    return true;
}

/* ternary = expression [ "?" ternary ":" ternary ] */
static bool ternary(struct compiler *c) {
    if (++c->depth > LIMIT_EXPR_DEPTH)
        return fail(c, c->at, 1, "nested too deeply");
    if (!expression(c, 1))
        return false;
    skip_blanks(c);
    if (*c->at == '?') {
        const char *at = c->at++;
        const struct shape condition = c->shape;
        drop_truth(c);
        size_t to_else = c->expr->count;
        if (!emit(c, OP_JUMP_FALSE, at, 0) || !ternary(c) ||
            !expect(c, ':', "expected ':' to complete '?'"))
            return false;
        size_t to_end = c->expr->count;
        if (!emit(c, OP_JUMP, at, 0))
            return false;
        land(c, to_else);
        const struct shape first = c->shape;
        if (!ternary(c))
            return false;
        c->shape = shape_choice(condition, first, c->shape);
        land(c, to_end);
    }
    c->depth--;
    return true;
}

static bool compile(struct compiler *c) {
    if (strlen(c->text) > LIMIT_EXPR_BYTES)
        return fail(c, c->text, 1, "the expression is too long");
    if (!ternary(c))
        return false;
    skip_blanks(c);
    if (*c->at)
        return fail(c, c->at, 1, "expected an operator or the end");
    c->expr->shape = c->shape;
    return emit(c, OP_END, c->at, 0);
}

/* Returns how many values an instruction adds to the stack. */
static int growth_of(const struct instruction *i) {
    switch (i->op) {
    case OP_CONSTANT:
    case OP_VARIABLE: return 1;
    case OP_NEGATE:
    case OP_NOT:
    case OP_POW2: return 0;
    default: return i->right == RIGHT_STACK ? -1 : 0;
    }
}

/* Returns how many instructions x has, if this is `len < x` and x an operation without len and
 * jumps; else 0.  They are between those of len and `<`. */
static size_t find_limit(const struct expr *expr) {
    const struct instruction *code = expr->code, *less = code + expr->count - 2;
    int depth = 0;
    if (expr->count < 4 || code->op != OP_VARIABLE || code->operand != VIEW_LEN ||
        less->op != OP_LESS || less->right != RIGHT_STACK)
        return 0;
    for (const struct instruction *i = code + 1; i < less; i++) {
        bool looks = (i->op == OP_VARIABLE || i->right == RIGHT_VARIABLE) && i->operand == VIEW_LEN;
        depth += growth_of(i);
        if (looks || depth < 1 || i->op >= OP_TRUTH)
            return 0;
    }
    return expr->count - 3;
}

static struct expr_shortcut shortcut_of(const struct instruction *code) {
    struct expr_shortcut shortcut = {.kind = SHORTCUT_NONE};
    if (code->op != OP_VARIABLE || code[1].right != RIGHT_CONSTANT || code[2].op != OP_END)
        return shortcut; /* RIGHT_CONSTANT: another instruction follows */
    shortcut.variable = (enum view_variable)code->operand;
    shortcut.constant = code[1].operand;
    if (code[1].op == OP_MULTIPLY)
        shortcut.kind = SHORTCUT_PRODUCT;
    else if (code[1].op == OP_DIVIDE && shortcut.constant > 0)
        shortcut.kind = SHORTCUT_QUOTIENT;
    return shortcut;
}

/* Drops spare room, since there may be many expressions.  Adds the code of a limit at the end, and
 * looks for a shortcut. */
static void trim(struct expr *expr) {
    expr->shortcut = shortcut_of(expr->code);
    size_t limit = find_limit(expr), room = expr->count + (limit ? limit + 1 : 0);
    struct instruction *code = realloc(expr->code, room * sizeof *expr->code);
    if (code)
        expr->code = code;
    if (!code || limit == 0)
        return;
    expr->limit = expr->count;
    memcpy(code + expr->limit, code + 1, limit * sizeof *code);
    code[expr->limit + limit] = code[expr->count - 1];
}

struct expr *expr_compile(const char *text, const struct parameter *parameters, size_t count,
                          uint32_t *used, struct expr_problem *problem) {
    struct compiler c = {.text = text,
                         .at = text,
                         .parameters = parameters,
                         .parameter_count = count,
                         .used = used,
                         .problem = problem,
                         .expr = calloc(1, sizeof *c.expr)};
    if (!c.expr) {
        fail_for_memory(problem);
        return NULL;
    }
    if (!compile(&c)) {
        expr_free(c.expr);
        return NULL;
    }
    trim(c.expr);
    return c.expr;
}

void expr_free(struct expr *expr) {
    if (expr)
        free(expr->code);
    free(expr);
}

bool expr_uses(const struct expr *expr, enum view_variable variable) {
    return expr->variables >> variable & 1;
}

const struct shape *expr_shape(const struct expr *expr) {
    return &expr->shape;
}

void expr_names(void (*offer)(void *state, const char *name), void *state) {
    for (int i = 0; i < VIEW_VARIABLES; i++)
        offer(state, view_names[i].name);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        offer(state, functions[i].name);
}

/* The room of a stack machine.  Compiling limits the depth, and each level of nesting adds at most
 * one value for each of the six priorities and one for an argument. */
enum { STACK_ROOM = LIMIT_EXPR_DEPTH * 8 + 8 };

/* Comparing */

static bool is_constant(const struct instruction *i) {
    return i->op == OP_CONSTANT || i->right == RIGHT_CONSTANT;
}

int expr_compare(const struct expr *a, const struct expr *b, bool constants) {
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t at = 0; at < a->count; at++) {
        const struct instruction *left = &a->code[at], *right = &b->code[at];
        if (left->op != right->op)
            return left->op < right->op ? -1 : 1;
        if (left->right != right->right)
            return left->right < right->right ? -1 : 1;
        if (left->operand != right->operand && (constants || !is_constant(left)))
            return left->operand < right->operand ? -1 : 1;
    }
    return 0;
}

/* The shape of an operand: a constant that may move, or a variable. */
static struct shape operand_shape(const struct instruction *from, const struct instruction *to) {
    int64_t a = from->operand, b = to->operand;
    if (!is_constant(from))
        return shape_constant(view_names[a].low, view_names[a].high);
    struct shape shape = shape_constant(a < b ? a : b, a < b ? b : a);
    if (a != b)
        shape.trend = a < b ? TREND_RISING : TREND_FALLING;
    return shape;
}

/* The stack machine that runs the code, with shapes instead of values.  An operator with a jump is
 * pending until the jump lands. */
struct shift {
    struct shape stack[STACK_ROOM], *top;
    struct instruction pending[STACK_ROOM];
    size_t pending_count;
};

/* Closes the operators whose last operand ends before this instruction. */
static void close_pending(struct shift *s, size_t at) {
    for (; s->pending_count > 0 && s->pending[s->pending_count - 1].operand == (int64_t)at;
         s->pending_count--) {
        struct shape last = *s->top--;
        if (s->pending[s->pending_count - 1].op == OP_JUMP_FALSE) {
            struct shape first = *s->top--;
            *s->top = shape_choice(*s->top, first, last);
        } else {
            *s->top = shape_both(*s->top, last);
        }
    }
}

static void shift_by(struct shift *s, const struct instruction *from,
                     const struct instruction *to) {
    switch (from->op) {
    case OP_TRUTH:
    case OP_END: break;
    case OP_CONSTANT:
    case OP_VARIABLE: *++s->top = operand_shape(from, to); break;
    case OP_NEGATE: *s->top = shape_negated(*s->top); break;
    case OP_NOT: *s->top = shape_not(*s->top); break;
    case OP_POW2: *s->top = shape_pow2(*s->top); break;
    case OP_KEEP_FALSE:
    case OP_KEEP_TRUE:
    case OP_JUMP_FALSE: s->pending[s->pending_count++] = *from; break;
    case OP_JUMP: s->pending[s->pending_count - 1].operand = from->operand; break;
    default: {
        struct shape right = from->right == RIGHT_STACK ? *s->top-- : operand_shape(from, to);
        *s->top = shape_of(from->op, *s->top, right);
    }
    }
}

struct shape expr_shift(const struct expr *from, const struct expr *to) {
    struct shift s;
    s.top = s.stack;
    s.pending_count = 0;
    for (size_t at = 0; at < from->count; at++) {
        close_pending(&s, at);
        shift_by(&s, &from->code[at], &to->code[at]);
    }
    return *s.top;
}

/* Evaluating */

/* Finds the smallest power of two that is at least `a`, 1 for a <= 1.  Returns false when it
 * exceeds 2^62. */
static bool pow2(int64_t a, int64_t *power) {
    *power = 1;
    while (*power < a) {
        if (*power > INT64_MAX / 2)
            return false;
        *power *= 2;
    }
    return true;
}

static bool explain(struct expr_failure *failure, const struct instruction *instruction,
                    const char *why) {
    if (failure)
        *failure = (struct expr_failure){why, instruction->offset};
    return false;
}

static const char overflow[] = "the result does not fit in 64 bits";
static const char division[] = "division by zero";

static inline int64_t right_side(const struct instruction *i, const struct view *view,
                                 int64_t **top) {
    if (i->right == RIGHT_CONSTANT)
        return i->operand;
    return i->right == RIGHT_VARIABLE ? view->value[i->operand] : *(*top)--;
}

static bool run(const struct instruction *code, const struct view *view, int64_t *value,
                struct expr_failure *failure) {
    int64_t stack[STACK_ROOM];
    int64_t *top = stack; /* the first member stays free, so that an empty stack has a top */
#define BINARY(expression)                                                                         \
    {                                                                                              \
        int64_t b = right_side(i, view, &top), a = *top;                                           \
        *top = expression;                                                                         \
        break;                                                                                     \
    }
#define CHECKED(overflows)                                                                         \
    {                                                                                              \
        int64_t b = right_side(i, view, &top), a = *top;                                           \
        if (overflows(a, b, top))                                                                  \
            return explain(failure, i, overflow);                                                  \
        break;                                                                                     \
    }
    for (const struct instruction *i = code;; i++) {
        switch (i->op) {
        case OP_CONSTANT: *++top = i->operand; break;
        case OP_VARIABLE: *++top = view->value[i->operand]; break;
        case OP_NEGATE:
            if (__builtin_sub_overflow(0, *top, top))
                return explain(failure, i, overflow);
            break;
        case OP_NOT: *top = !*top; break;
        case OP_DIVIDE:
        case OP_REMAINDER: {
            int64_t b = right_side(i, view, &top), a = *top;
            if (b == 0)
                return explain(failure, i, division);
            if (b == -1 && a == INT64_MIN)
                return explain(failure, i, overflow);
            *top = i->op == OP_DIVIDE ? a / b : a % b;
            break;
        }
        case OP_MULTIPLY: CHECKED(__builtin_mul_overflow)
        case OP_ADD: CHECKED(__builtin_add_overflow)
        case OP_SUBTRACT: CHECKED(__builtin_sub_overflow)
        case OP_LESS: BINARY(a < b)
        case OP_LESS_EQUAL: BINARY(a <= b)
        case OP_GREATER: BINARY(a > b)
        case OP_GREATER_EQUAL: BINARY(a >= b)
        case OP_EQUAL: BINARY(a == b)
        case OP_NOT_EQUAL: BINARY(a != b)
        case OP_MIN: BINARY(a < b ? a : b)
        case OP_MAX: BINARY(a > b ? a : b)
        case OP_POW2:
            if (!pow2(*top, top))
                return explain(failure, i, overflow);
            break;
        case OP_TRUTH: *top = *top != 0; break;
        case OP_JUMP: i = code + i->operand - 1; break;
        case OP_JUMP_FALSE:
            if (*top-- == 0)
                i = code + i->operand - 1;
            break;
        case OP_KEEP_FALSE:
            if (*top == 0)
                i = code + i->operand - 1;
            else
                top--;
            break;
        case OP_KEEP_TRUE:
            if (*top != 0)
                i = code + i->operand - 1;
            else
                top--;
            break;
        case OP_END: *value = *top; return true;
        default: __builtin_unreachable();
        }
    }
#undef BINARY
#undef CHECKED
}

bool expr_evaluate(const struct expr *expr, const struct view *view, int64_t *value,
                   struct expr_failure *failure) {
    return expr_shortcut_value(&expr->shortcut, view, value) ||
           run(expr->code, view, value, failure);
}

struct expr_limit expr_limit(const struct expr *expr) {
    if (expr->limit == 0)
        return (struct expr_limit){.expr = NULL};
    return (struct expr_limit){shortcut_of(expr->code + expr->limit), expr};
}

bool expr_limit_run(const struct expr_limit *limit, const struct view *view, int64_t *value) {
    return run(limit->expr->code + limit->expr->limit, view, value, NULL);
}
