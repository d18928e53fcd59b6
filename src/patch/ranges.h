/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of the parts of a rule's expressions, for any vector: the range of each value, and
 * which operators can overflow or divide by zero.
 *
 * The analysis looks at a part where it is evaluated: after `len > 0 &&`, a length is at least 1,
 * and in `shrink_to`, `when` holds.  Ranges may be too wide, never too narrow.
 */
#ifndef KVSIM_PATCH_RANGES_H
#define KVSIM_PATCH_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/tree.h"

/* Lengths and capacities are at most this. */
#define RANGES_MOST_SLOTS ((int64_t)1 << 40)

struct range {
    int64_t low, high; /* both ends included */
};

/* A fact from a condition that holds, about two nodes: left < right, left <= right or left !=
 * right. */
struct fact {
    enum opcode op; /* OP_LESS, OP_LESS_EQUAL or OP_NOT_EQUAL */
    size_t left, right;
};

struct ranges_part {
    struct range range; /* of its values where it does not fail */
    bool fails;         /* its own operator may overflow or divide by zero */
    bool risky;         /* it may, or a part that is evaluated with it may */
    bool evaluated;     /* it may be evaluated; false when it certainly never is */
    size_t same;        /* the first node of the tree that is the same expression */
};

struct ranges {
    const struct tree *tree;
    struct ranges_part *parts; /* one per node */
    struct fact *facts;        /* they hold where the analysis stands */
    size_t fact_count, fact_room;
};

/* Finds the ranges in a rule's two expressions, on a machine with these entry and page sizes in
 * bytes. */
void ranges_init(struct ranges *ranges, const struct tree *tree, size_t when, size_t shrink_to,
                 int64_t element_size, int64_t page_size);
void ranges_fini(struct ranges *ranges);

/* The value of a condition. */
enum ranges_truth {
    RANGES_FALSE,
    RANGES_TRUE,
    RANGES_OPEN, /* it depends, or it may fail */
};
enum ranges_truth ranges_truth(const struct ranges *ranges, size_t node);

#endif
