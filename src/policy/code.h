/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled expressions (policy/expr.h): code for a stack machine.  expr.c makes and runs it; tree.c
 * recovers the operators and operands from it. */
#ifndef KVSIM_POLICY_CODE_H
#define KVSIM_POLICY_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/expr.h"
#include "policy/shape.h"

/* JUMP_* and KEEP_* take their target from `operand`. */
enum opcode {
    OP_CONSTANT,
    OP_VARIABLE,
    OP_NEGATE,
    OP_NOT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_REMAINDER,
    OP_ADD,
    OP_SUBTRACT,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_MIN,
    OP_MAX,
    OP_POW2,
    OP_TRUTH,      /* replaces the top by 0 or 1 */
    OP_JUMP,       /* goes to the target */
    OP_JUMP_FALSE, /* pops; goes to the target if that was 0 */
    OP_KEEP_FALSE, /* &&: if the top is 0, keeps it and goes to the target; else pops */
    OP_KEEP_TRUE,  /* ||: if the top is not 0, keeps it and goes to the target; else pops */
    OP_END,
};

/* Where a binary operator finds its right side. */
enum right { RIGHT_STACK, RIGHT_CONSTANT, RIGHT_VARIABLE };

struct instruction {
    enum opcode op;
    uint8_t right;     /* of a binary operator: enum right */
    uint8_t parameter; /* of a parameter's value: the parameter's index plus 1; else 0 */
    uint32_t offset;   /* of the operator in the text, for messages */
    int64_t operand;
};

struct expr {
    uint32_t variables; /* a bit for each variable that the code reads */
    struct shape shape; /* of the value */
    struct expr_shortcut shortcut;
    size_t count;
    size_t limit; /* for expr_limit_run: where the code of x begins again, at the end; else 0 */
    struct instruction *code;
};

#endif
