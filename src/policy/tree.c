/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/tree.h"

#include <stdlib.h>

#include "base/array.h"

int tree_arity(enum opcode op) {
    switch (op) {
    case OP_CONSTANT:
    case OP_VARIABLE: return 0;
    case OP_NEGATE:
    case OP_NOT:
    case OP_POW2: return 1;
    case OP_JUMP_FALSE: return 3;
    default: return 2;
    }
}

/* An operator that waits for its last operand: it ends at the jump's target. */
struct pending {
    enum opcode op;
    uint32_t offset;
    int64_t end;
};

/* The stack machine that runs the code, with nodes instead of values. */
struct decompiler {
    struct tree *tree;
    size_t *stack;
    size_t depth;
    struct pending *pending;
    size_t pending_count;
};

/* Replaces a node's children on the stack by the node. */
static void push(struct decompiler *d, struct tree_node node) {
    struct tree *tree = d->tree;
    int arity = tree_arity(node.op);
    d->depth -= (size_t)arity;
    for (int i = 0; i < arity; i++)
        node.child[i] = d->stack[d->depth + (size_t)i];
    tree->nodes = array_grow(tree->nodes, tree->count, &tree->room, sizeof *tree->nodes);
    d->stack[d->depth++] = tree->count;
    tree->nodes[tree->count++] = node;
}

/* Closes the operators whose last operand ends before this instruction. */
static void close_pending(struct decompiler *d, int64_t at) {
    for (; d->pending_count > 0 && d->pending[d->pending_count - 1].end == at; d->pending_count--) {
        const struct pending *last = &d->pending[d->pending_count - 1];
        push(d, (struct tree_node){.op = last->op, .offset = last->offset});
    }
}

static void take(struct decompiler *d, const struct instruction *i) {
    switch (i->op) {
    case OP_TRUTH: /* && and || imply it */
    case OP_END: return;
    case OP_KEEP_FALSE:
    case OP_KEEP_TRUE:
    case OP_JUMP_FALSE:
        d->pending[d->pending_count++] = (struct pending){i->op, i->offset, i->operand};
        return;
    case OP_JUMP: /* between the second and third operand of ?: */
        d->pending[d->pending_count - 1].end = i->operand;
        return;
    default: break;
    }
    bool leaf = tree_arity(i->op) == 0;
    if (tree_arity(i->op) == 2 && i->right != RIGHT_STACK)
        push(d, (struct tree_node){.op = i->right == RIGHT_CONSTANT ? OP_CONSTANT : OP_VARIABLE,
                                   .parameter = i->parameter,
                                   .operand = i->operand});
    push(d, (struct tree_node){.op = i->op,
                               .parameter = leaf ? i->parameter : 0,
                               .offset = i->offset,
                               .operand = leaf ? i->operand : 0});
}

size_t tree_add(struct tree *tree, const struct expr *expr) {
    struct decompiler d = {.tree = tree,
                           .stack = array_new(expr->count + 1, sizeof *d.stack),
                           .pending = array_new(expr->count, sizeof *d.pending)};
    for (size_t at = 0; at < expr->count; at++) {
        close_pending(&d, (int64_t)at);
        take(&d, &expr->code[at]);
    }
    size_t root = d.stack[0];
    free(d.stack);
    free(d.pending);
    return root;
}

void tree_fini(struct tree *tree) {
    free(tree->nodes);
}
