/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions as trees of operators and operands, recovered from their code (policy/code.h).
 *
 * A tree may hold several expressions.  A node comes after its children.
 */
#ifndef KVSIM_POLICY_TREE_H
#define KVSIM_POLICY_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "policy/code.h"
#include "policy/expr.h"

struct tree_node {
    enum opcode
        op; /* `&&` is OP_KEEP_FALSE, `||` OP_KEEP_TRUE, `?:` OP_JUMP_FALSE; no other jump */
    uint8_t parameter; /* of a parameter's value: the parameter's index plus 1; else 0 */
    uint32_t offset;   /* of the operator in the text */
    int64_t operand;   /* of a constant its value, of a variable its number */
    size_t child[3];   /* as many as the operator has, in the order of the text */
};

struct tree {
    struct tree_node *nodes;
    size_t count, room;
};

/* Adds an expression to a tree; a tree of zeros is empty.  Returns the expression's node. */
size_t tree_add(struct tree *tree, const struct expr *expr);

void tree_fini(struct tree *tree);

/* Returns how many children a node with this operator has. */
int tree_arity(enum opcode op);

#endif
