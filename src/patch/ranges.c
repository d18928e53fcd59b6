/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/ranges.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "base/number.h"

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

/* What is the smaller one? */

/* How many steps a proof may have. */
enum { LONGEST_PROOF = 6 };

static bool is_below(const struct ranges *ranges, size_t a, size_t b, bool strictly, int steps);

/* By what the vector is: len <= peak <= cap. */
static bool is_below_always(const struct ranges *ranges, size_t a, size_t b) {
    return (is_variable(ranges, a, VIEW_LEN) &&
            (is_variable(ranges, b, VIEW_CAP) || is_variable(ranges, b, VIEW_PEAK))) ||
           (is_variable(ranges, a, VIEW_PEAK) && is_variable(ranges, b, VIEW_CAP));
}

static bool is_below_by_fact(const struct ranges *ranges, size_t a, size_t b, bool strictly) {
    for (const struct fact *fact = ranges->facts; fact < ranges->facts + ranges->fact_count; fact++)
        if (fact->op != OP_NOT_EQUAL && (fact->op == OP_LESS || !strictly) &&
            are_same(ranges, fact->left, a) && are_same(ranges, fact->right, b))
            return true;
    return false;
}

/* a is made of something that is not smaller, and that is below b. */
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

/* b is made of something that is not larger, and that a is below. */
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

/* Whether a <= b, or a < b, for certain. */
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

/* Sets the range of a node; what does not fit in 64 bits fails. */
static void set(struct ranges_part *part, number_i128 low, number_i128 high) {
    part->fails = part->fails || low < INT64_MIN || high > INT64_MAX;
    part->range.low = low < INT64_MIN ? INT64_MIN : low > INT64_MAX ? INT64_MAX : (int64_t)low;
    part->range.high = high > INT64_MAX ? INT64_MAX : high < INT64_MIN ? INT64_MIN : (int64_t)high;
}

static void set_hull(struct ranges_part *part, const number_i128 *values, int count) {
    number_i128 low = values[0], high = values[0];
    for (int i = 1; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    set(part, low, high);
}

static void multiply(struct ranges_part *part, struct range a, struct range b) {
    const number_i128 corners[] = {(number_i128)a.low * b.low, (number_i128)a.low * b.high,
                                   (number_i128)a.high * b.low, (number_i128)a.high * b.high};
    set_hull(part, corners, 4);
}

static bool holds(struct range range, int64_t value) {
    return range.low <= value && value <= range.high;
}

/* A quotient is monotonic in both where the divisor has one sign. */
static void divide(struct ranges_part *part, struct range a, struct range b) {
    number_i128 corners[8];
    int count = 0;
    const struct range signs[] = {{b.low, b.high < -1 ? b.high : -1},
                                  {b.low > 1 ? b.low : 1, b.high}};
    for (int i = 0; i < 2; i++) {
        if (signs[i].low > signs[i].high)
            continue;
        corners[count++] = (number_i128)a.low / signs[i].low;
        corners[count++] = (number_i128)a.low / signs[i].high;
        corners[count++] = (number_i128)a.high / signs[i].low;
        corners[count++] = (number_i128)a.high / signs[i].high;
    }
    part->fails = holds(b, 0);
    if (count == 0)
        set(part, 0, 0);
    else
        set_hull(part, corners, count);
}

static number_i128 magnitude(struct range range) {
    number_i128 low = -(number_i128)range.low, high = range.high;
    return low > high ? low : high;
}

/* A remainder has the sign of the left side and less than the right one's magnitude. */
static void remainder_of(struct ranges_part *part, struct range a, struct range b) {
    number_i128 most = magnitude(b) - 1;
    part->fails = holds(b, 0) || (holds(a, INT64_MIN) && holds(b, -1));
    most = most < 0 ? 0 : most;
    number_i128 low = a.low < 0 ? a.low : 0, high = a.high > 0 ? a.high : 0;
    set(part, low < -most ? -most : low, high > most ? most : high);
}

static int64_t power(int64_t value) {
    int64_t power = 1;
    while (power < value)
        power *= 2;
    return power;
}

static void round_up(struct ranges_part *part, struct range a) {
    const int64_t most = INT64_C(1) << 62;
    part->fails = a.high > most;
    set(part, power(a.low > most ? most : a.low), power(a.high > most ? most : a.high));
}

static void subtract(struct ranges *ranges, size_t node) {
    struct ranges_part *part = &ranges->parts[node];
    size_t a = child(ranges, node, 0), b = child(ranges, node, 1);
    number_i128 low = (number_i128)range_of(ranges, a).low - range_of(ranges, b).high;
    number_i128 high = (number_i128)range_of(ranges, a).high - range_of(ranges, b).low;
    if (low < 0 && is_below(ranges, b, a, false, LONGEST_PROOF))
        low = 0;
    if (high > 0 && is_below(ranges, a, b, false, LONGEST_PROOF))
        high = 0;
    set(part, low, high);
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
    set(part, always, !never);
}

static bool can_be(const struct ranges *ranges, size_t node, bool wanted) {
    struct range range = range_of(ranges, node);
    return wanted ? range.low != 0 || range.high != 0 : holds(range, 0);
}

static void choose(struct ranges *ranges, size_t node) {
    size_t condition = child(ranges, node, 0);
    number_i128 bounds[4];
    int count = 0;
    for (int i = 1; i <= 2; i++) {
        struct range range = range_of(ranges, child(ranges, node, i));
        if (!can_be(ranges, condition, i == 1))
            continue;
        bounds[count++] = range.low;
        bounds[count++] = range.high;
    }
    set_hull(&ranges->parts[node], bounds, count);
}

static void set_variable(struct ranges_part *part, enum view_variable variable) {
    enum { NS_PER_MS = 1000000 };
    switch (variable) {
    case VIEW_LEN:
    case VIEW_CAP:
    case VIEW_PEAK: set(part, 0, RANGES_MOST_SLOTS); break;
    case VIEW_AGE: set(part, 0, INT64_C(1) << 53); break; /* a million a second for 285 years */
    default: set(part, 0, LIMIT_TIME_NS / NS_PER_MS); break;
    }
}

/* The range that a node has by its children's. */
static void set_by_children(struct ranges *ranges, size_t node, const int64_t *constants) {
    const struct tree_node *tree_node = &ranges->tree->nodes[node];
    struct ranges_part *part = &ranges->parts[node];
    struct range x = {0, 0}, y = {0, 0};
    if (tree_arity(tree_node->op) > 0)
        x = range_of(ranges, tree_node->child[0]);
    if (tree_arity(tree_node->op) > 1)
        y = range_of(ranges, tree_node->child[1]);
    switch (tree_node->op) {
    case OP_CONSTANT: set(part, tree_node->operand, tree_node->operand); break;
    case OP_VARIABLE:
        if (constants[tree_node->operand] > 0)
            set(part, constants[tree_node->operand], constants[tree_node->operand]);
        else
            set_variable(part, (enum view_variable)tree_node->operand);
        break;
    case OP_NEGATE: set(part, -(number_i128)x.high, -(number_i128)x.low); break;
    case OP_NOT:
        set(part, !can_be(ranges, tree_node->child[0], true),
            can_be(ranges, tree_node->child[0], false));
        break;
    case OP_ADD: set(part, (number_i128)x.low + y.low, (number_i128)x.high + y.high); break;
    case OP_SUBTRACT: subtract(ranges, node); break;
    case OP_MULTIPLY: multiply(part, x, y); break;
    case OP_DIVIDE: divide(part, x, y); break;
    case OP_REMAINDER: remainder_of(part, x, y); break;
    case OP_MIN: set(part, x.low < y.low ? x.low : y.low, x.high < y.high ? x.high : y.high); break;
    case OP_MAX: set(part, x.low > y.low ? x.low : y.low, x.high > y.high ? x.high : y.high); break;
    case OP_POW2: round_up(part, x); break;
    case OP_KEEP_FALSE:
        set(part, (x.low > 0 || x.high < 0) && (y.low > 0 || y.high < 0),
            (x.low != 0 || x.high != 0) && (y.low != 0 || y.high != 0));
        break;
    case OP_KEEP_TRUE:
        set(part, x.low > 0 || x.high < 0 || y.low > 0 || y.high < 0,
            x.low != 0 || x.high != 0 || y.low != 0 || y.high != 0);
        break;
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

/* left < right, or left <= right, holds or does not hold. */
static void add_order(struct ranges *ranges, size_t left, size_t right, bool strictly, bool truth) {
    if (truth)
        add_fact(ranges, strictly ? OP_LESS : OP_LESS_EQUAL, left, right);
    else
        add_fact(ranges, strictly ? OP_LESS_EQUAL : OP_LESS, right, left);
}

/* What is known where the node is true, or false. */
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

/* Narrows a range by what it is compared with.  Where nothing is left, the node is never evaluated,
 * and any range is right. */
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
            narrow.low += other.low == other.high && other.low == narrow.low;
            narrow.high -= other.low == other.high && other.low == narrow.high;
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

/* Whether the operator evaluates its first child and, by what that comes to, another one. */
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
