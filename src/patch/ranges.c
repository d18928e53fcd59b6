/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/ranges.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

/* Stands for the number 0 where a fact names a node. */
static const size_t ZERO = SIZE_MAX;

static struct range range_of(const struct ranges *ranges, size_t node) {
    return node == ZERO ? (struct range){0, 0} : ranges->parts[node].range;
}

static bool are_same(const struct ranges *ranges, size_t a, size_t b) {
    if (a == ZERO || b == ZERO)
        return a == b;
    return ranges->parts[a].same == ranges->parts[b].same;
}

static bool is_node(const struct ranges *ranges, size_t node, enum opcode op) {
    return node != ZERO && ranges->tree->nodes[node].op == op;
}

static size_t child(const struct ranges *ranges, size_t node, int i) {
    return ranges->tree->nodes[node].child[i];
}

static bool is_variable(const struct ranges *ranges, size_t node, enum view_variable variable) {
    return is_node(ranges, node, OP_VARIABLE) &&
           ranges->tree->nodes[node].operand == (int64_t)variable;
}

/* Finds for each node the first one that is the same expression. */
static void find_same(struct ranges *ranges) {
    const struct tree_node *nodes = ranges->tree->nodes;
    for (size_t n = 0; n < ranges->tree->count; n++) {
        size_t m = 0;
        for (; m < n; m++) {
            bool same = nodes[m].op == nodes[n].op && nodes[m].operand == nodes[n].operand;
            for (int i = 0; i < tree_arity(nodes[n].op) && same; i++)
                same = are_same(ranges, nodes[m].child[i], nodes[n].child[i]);
            if (same)
                break;
        }
        ranges->parts[n].same = m;
    }
}

/* Comparing two nodes */

/* The most steps of a proof. */
enum { LONGEST_PROOF = 6 };

static bool is_below(const struct ranges *ranges, size_t a, size_t b, bool strictly, int steps);

/* True of every vector: len <= peak <= cap. */
static bool is_below_always(const struct ranges *ranges, size_t a, size_t b) {
    return (is_variable(ranges, a, VIEW_LEN) &&
            (is_variable(ranges, b, VIEW_CAP) || is_variable(ranges, b, VIEW_PEAK))) ||
           (is_variable(ranges, a, VIEW_PEAK) && is_variable(ranges, b, VIEW_CAP));
}

static bool is_below_by_fact(const struct ranges *ranges, size_t a, size_t b, bool strictly) {
    for (size_t i = 0; i < ranges->fact_count; i++) {
        const struct fact *fact = &ranges->facts[i];
        if (fact->op != OP_NOT_EQUAL && (fact->op == OP_LESS || !strictly) &&
            are_same(ranges, fact->left, a) && are_same(ranges, fact->right, b))
            return true;
    }
    return false;
}

/* a consists of something that is not smaller, and is below b. */
static bool is_below_by_left(const struct ranges *ranges, size_t a, size_t b, bool strictly,
                             int steps) {
    size_t x = child(ranges, a, 0), y = child(ranges, a, 1);
    switch (ranges->tree->nodes[a].op) {
    case OP_DIVIDE:
        return range_of(ranges, x).low >= 0 && range_of(ranges, y).low >= 1 &&
               is_below(ranges, x, b, strictly, steps);
    case OP_REMAINDER:
        return range_of(ranges, x).low >= 0 && is_below(ranges, x, b, strictly, steps);
    case OP_SUBTRACT:
        return range_of(ranges, y).low >= 0 &&
               is_below(ranges, x, b, strictly && range_of(ranges, y).low == 0, steps);
    case OP_MIN:
        return is_below(ranges, x, b, strictly, steps) || is_below(ranges, y, b, strictly, steps);
    case OP_MAX:
        return is_below(ranges, x, b, strictly, steps) && is_below(ranges, y, b, strictly, steps);
    default: return false;
    }
}

/* b consists of something that is not larger, and is above a. */
static bool is_below_by_right(const struct ranges *ranges, size_t a, size_t b, bool strictly,
                              int steps) {
    size_t x = child(ranges, b, 0), y = child(ranges, b, 1);
    switch (ranges->tree->nodes[b].op) {
    case OP_ADD:
        return (range_of(ranges, y).low >= 0 &&
                is_below(ranges, a, x, strictly && range_of(ranges, y).low == 0, steps)) ||
               (range_of(ranges, x).low >= 0 &&
                is_below(ranges, a, y, strictly && range_of(ranges, x).low == 0, steps));
    case OP_MULTIPLY:
        return range_of(ranges, x).low >= 0 && range_of(ranges, y).low >= 1 &&
               is_below(ranges, a, x, strictly, steps);
    case OP_POW2: return is_below(ranges, a, x, strictly, steps);
    case OP_MIN:
        return is_below(ranges, a, x, strictly, steps) && is_below(ranges, a, y, strictly, steps);
    case OP_MAX:
        return is_below(ranges, a, x, strictly, steps) || is_below(ranges, a, y, strictly, steps);
    default: return false;
    }
}

/* Returns whether a <= b, or a < b, for certain. */
static bool is_below(const struct ranges *ranges, size_t a, size_t b, bool strictly, int steps) {
    int64_t high = range_of(ranges, a).high, low = range_of(ranges, b).low;
    if (high < low ||
        (!strictly && (high == low || are_same(ranges, a, b) || is_below_always(ranges, a, b))))
        return true;
    if (is_below_by_fact(ranges, a, b, strictly))
        return true;
    return steps > 0 && (is_below_by_left(ranges, a, b, strictly, steps - 1) ||
                         is_below_by_right(ranges, a, b, strictly, steps - 1));
}

/* Ranges of operators */

/* Returns an operand as the operator sees it: where it has a value. */
static struct shape operand(struct range range) {
    return shape_constant(range.low, range.high);
}

static void set(struct ranges_part *part, struct shape shape) {
    part->range = (struct range){shape.low, shape.high};
    part->fails = shape.fails;
}

static void set_range(struct ranges_part *part, int64_t low, int64_t high) {
    set(part, shape_constant(low, high));
}

static bool holds(struct range range, int64_t value) {
    return range.low <= value && value <= range.high;
}

static void subtract(struct ranges *ranges, size_t node) {
    size_t a = child(ranges, node, 0), b = child(ranges, node, 1);
    struct shape shape =
        shape_difference(operand(range_of(ranges, a)), operand(range_of(ranges, b)));
    if (shape.low < 0 && is_below(ranges, b, a, false, LONGEST_PROOF))
        shape.low = 0;
    if (shape.high > 0 && is_below(ranges, a, b, false, LONGEST_PROOF))
        shape.high = 0;
    set(&ranges->parts[node], shape);
}

static void compare(struct ranges *ranges, size_t node) {
    struct ranges_part *part = &ranges->parts[node];
    struct range a = range_of(ranges, child(ranges, node, 0));
    struct range b = range_of(ranges, child(ranges, node, 1));
    bool always = false, never = false;
    bool apart = a.high < b.low || a.low > b.high, one = a.low == b.high && a.high == b.low;
    switch (ranges->tree->nodes[node].op) {
    case OP_LESS: always = a.high < b.low, never = a.low >= b.high; break;
    case OP_LESS_EQUAL: always = a.high <= b.low, never = a.low > b.high; break;
    case OP_GREATER: always = a.low > b.high, never = a.high <= b.low; break;
    case OP_GREATER_EQUAL: always = a.low >= b.high, never = a.high < b.low; break;
    case OP_EQUAL: always = one, never = apart; break;
    default: always = apart, never = one; break;
    }
    set_range(part, always, !never);
}

static bool can_be(const struct ranges *ranges, size_t node, bool wanted) {
    struct range range = range_of(ranges, node);
    return wanted ? range.low != 0 || range.high != 0 : holds(range, 0);
}

/* Ignores the branch that is never taken. */
static void choose(struct ranges *ranges, size_t node) {
    const size_t *children = ranges->tree->nodes[node].child;
    struct shape a = operand(range_of(ranges, children[1]));
    struct shape b = operand(range_of(ranges, children[2]));
    if (!can_be(ranges, children[0], true))
        a = b;
    if (!can_be(ranges, children[0], false))
        b = a;
    set(&ranges->parts[node], shape_choice(a, a, b));
}

/* left && right, left || right */
static void connect(struct ranges *ranges, size_t node) {
    const struct tree_node *at = &ranges->tree->nodes[node];
    bool wanted = at->op == OP_KEEP_TRUE; /* the value that one side decides */
    bool one = can_be(ranges, at->child[0], wanted) || can_be(ranges, at->child[1], wanted);
    bool both = can_be(ranges, at->child[0], !wanted) && can_be(ranges, at->child[1], !wanted);
    set_range(&ranges->parts[node], wanted ? !both : !one, wanted ? one : both);
}

static void set_variable(struct ranges_part *part, enum view_variable variable) {
    enum { NS_PER_MS = 1000000 };
    switch (variable) {
    case VIEW_LEN:
    case VIEW_CAP:
    case VIEW_PEAK: set_range(part, 0, RANGES_MOST_SLOTS); break;
    case VIEW_AGE: set_range(part, 0, INT64_C(1) << 53); break; /* a million a second, 285 years */
    default: set_range(part, 0, LIMIT_TIME_NS / NS_PER_MS); break;
    }
}

/* Sets the range of a node from its children's. */
static void set_by_children(struct ranges *ranges, size_t node, const int64_t *constants) {
    const struct tree_node *at = &ranges->tree->nodes[node];
    struct ranges_part *part = &ranges->parts[node];
    struct shape x = {0}, y = {0};
    if (tree_arity(at->op) > 0)
        x = operand(range_of(ranges, at->child[0]));
    if (tree_arity(at->op) > 1)
        y = operand(range_of(ranges, at->child[1]));
    switch (at->op) {
    case OP_CONSTANT: set_range(part, at->operand, at->operand); break;
    case OP_VARIABLE:
        if (constants[at->operand] > 0)
            set_range(part, constants[at->operand], constants[at->operand]);
        else
            set_variable(part, (enum view_variable)at->operand);
        break;
    case OP_NEGATE: set(part, shape_negated(x)); break;
    case OP_NOT:
        set_range(part, !can_be(ranges, at->child[0], true), can_be(ranges, at->child[0], false));
        break;
    case OP_ADD: set(part, shape_sum(x, y)); break;
    case OP_SUBTRACT: subtract(ranges, node); break;
    case OP_MULTIPLY: set(part, shape_product(x, y)); break;
    case OP_DIVIDE: set(part, shape_quotient(x, y)); break;
    case OP_REMAINDER: set(part, shape_remainder(x, y)); break;
    case OP_MIN: set(part, shape_min(x, y)); break;
    case OP_MAX: set(part, shape_max(x, y)); break;
    case OP_POW2: set(part, shape_pow2(x)); break;
    case OP_KEEP_FALSE:
    case OP_KEEP_TRUE: connect(ranges, node); break;
    case OP_JUMP_FALSE: choose(ranges, node); break;
    default: compare(ranges, node); break;
    }
}

/* Facts */

static void add_fact(struct ranges *ranges, enum opcode op, size_t left, size_t right) {
    ranges->facts =
        array_grow(ranges->facts, ranges->fact_count, &ranges->fact_room, sizeof *ranges->facts);
    ranges->facts[ranges->fact_count++] = (struct fact){op, left, right};
}

static void add_equality(struct ranges *ranges, size_t left, size_t right) {
    add_fact(ranges, OP_LESS_EQUAL, left, right);
    add_fact(ranges, OP_LESS_EQUAL, right, left);
}

/* Adds that left < right, or left <= right, holds or does not hold. */
static void add_order(struct ranges *ranges, size_t left, size_t right, bool strictly, bool truth) {
    if (truth)
        add_fact(ranges, strictly ? OP_LESS : OP_LESS_EQUAL, left, right);
    else
        add_fact(ranges, strictly ? OP_LESS_EQUAL : OP_LESS, right, left);
}

/* Adds what is known where the node is true, or false. */
static void assume(struct ranges *ranges, size_t node, bool truth) {
    const struct tree_node *tree_node = &ranges->tree->nodes[node];
    size_t left = tree_node->child[0], right = tree_node->child[1];
    switch (tree_node->op) {
    case OP_KEEP_FALSE:
    case OP_KEEP_TRUE:
        if (truth == (tree_node->op == OP_KEEP_FALSE)) {
            assume(ranges, left, truth);
            assume(ranges, right, truth);
        }
        break;
    case OP_NOT: assume(ranges, left, !truth); break;
    case OP_LESS: add_order(ranges, left, right, true, truth); break;
    case OP_LESS_EQUAL: add_order(ranges, left, right, false, truth); break;
    case OP_GREATER: add_order(ranges, right, left, true, truth); break;
    case OP_GREATER_EQUAL: add_order(ranges, right, left, false, truth); break;
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        if (truth == (tree_node->op == OP_EQUAL))
            add_equality(ranges, left, right);
        else
            add_fact(ranges, OP_NOT_EQUAL, left, right);
        break;
    default:
        if (truth)
            add_fact(ranges, OP_NOT_EQUAL, node, ZERO);
        else
            add_equality(ranges, node, ZERO);
        break;
    }
}

/* Narrows a range by its comparisons.  Where nothing is left, the node is never evaluated, and any
 * range is right. */
static void narrow(struct ranges *ranges, size_t node) {
    struct range *range = &ranges->parts[node].range, narrow = *range;
    for (size_t i = 0; i < ranges->fact_count; i++) {
        const struct fact *fact = &ranges->facts[i];
        bool left = are_same(ranges, fact->left, node), right = are_same(ranges, fact->right, node);
        if (!left && !right)
            continue;
        struct range other = range_of(ranges, left ? fact->right : fact->left);
        int64_t by = fact->op == OP_LESS;
        if (fact->op == OP_NOT_EQUAL) {
            if (other.low != other.high)
                continue;
            if (narrow.low == narrow.high && narrow.low == other.low)
                return;
            narrow.low += narrow.low == other.low;
            narrow.high -= narrow.high == other.low;
        } else if (left) {
            int64_t most = other.high == INT64_MIN ? other.high : other.high - by;
            narrow.high = most < narrow.high ? most : narrow.high;
        } else {
            int64_t least = other.low == INT64_MAX ? other.low : other.low + by;
            narrow.low = least > narrow.low ? least : narrow.low;
        }
        if (narrow.low > narrow.high)
            return;
    }
    *range = narrow;
}

enum ranges_truth ranges_truth(const struct ranges *ranges, size_t node) {
    if (ranges->parts[node].risky || (can_be(ranges, node, true) && can_be(ranges, node, false)))
        return RANGES_OPEN;
    return can_be(ranges, node, true) ? RANGES_TRUE : RANGES_FALSE;
}

/* The analysis */

/* Returns whether the operator evaluates its first child and, depending on its value, another one.
 */
static bool is_guarded(enum opcode op) {
    return op == OP_KEEP_FALSE || op == OP_KEEP_TRUE || op == OP_JUMP_FALSE;
}

static void find(struct ranges *ranges, size_t node, bool evaluated, const int64_t *constants) {
    const struct tree_node *tree_node = &ranges->tree->nodes[node];
    struct ranges_part *part = &ranges->parts[node];
    const size_t facts = ranges->fact_count;
    const enum opcode op = tree_node->op;
    for (int i = 0; i < tree_arity(op); i++) {
        bool reached = true;
        if (i > 0 && is_guarded(op)) {
            bool wanted = op == OP_KEEP_FALSE || (op == OP_JUMP_FALSE && i == 1);
            reached =
                ranges_truth(ranges, tree_node->child[0]) != (wanted ? RANGES_FALSE : RANGES_TRUE);
            assume(ranges, tree_node->child[0], wanted);
        }
        find(ranges, tree_node->child[i], evaluated && reached, constants);
        part->risky = part->risky || (reached && ranges->parts[tree_node->child[i]].risky);
        ranges->fact_count = facts;
    }
    part->evaluated = evaluated;
    set_by_children(ranges, node, constants);
    part->risky = part->risky || part->fails;
    narrow(ranges, node);
}

void ranges_init(struct ranges *ranges, const struct tree *tree, size_t when, size_t shrink_to,
                 int64_t element_size, int64_t page_size) {
    const int64_t constants[VIEW_VARIABLES] = {
        [VIEW_ELEMENT_SIZE] = element_size, [VIEW_PAGE_SIZE] = page_size};
    *ranges = (struct ranges){.tree = tree, .parts = array_new(tree->count, sizeof *ranges->parts)};
    find_same(ranges);
    find(ranges, when, true, constants);
    assume(ranges, when, true);
    find(ranges, shrink_to, ranges_truth(ranges, when) != RANGES_FALSE, constants);
}

void ranges_fini(struct ranges *ranges) {
    free(ranges->parts);
    free(ranges->facts);
}
