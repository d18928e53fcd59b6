/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/rust.h"

#include <stdlib.h>
#include <string.h>

/* The longest pieces of a line: what rustfmt leaves on one line, with room to indent the whole, and
 * never too short for anything to fit. */
enum {
    LONGEST = 68,
    LONGEST_CONDITION = 84, /* of an `if` */
    LONGEST_CALL = 60,
    LONGEST_ONE_LINE_IF = 50,
    SHORTEST = 30,
    INDENT = 4,
};

/* How tightly Rust's operators bind. */
enum priority { OR, AND, COMPARISON, SUM, PRODUCT, UNARY, ATOM };

struct piece {
    char *text; /* on the heap */
    enum priority priority;
};

static int length(const char *text) {
    return (int)strlen(text);
}

static int longest(const struct block *block, int most) {
    most -= block->depth * INDENT;
    return most < SHORTEST ? SHORTEST : most;
}

const char *rust_type(const struct rust *rust) {
    return rust->is_signed ? "i64" : "usize";
}

static const struct tree_node *node_at(const struct rust *rust, size_t node) {
    return &rust->tree->nodes[node];
}

/* Returns the node itself, or the part of a conditional that is always taken. */
static size_t resolve(const struct rust *rust, size_t node) {
    for (;;) {
        const struct tree_node *at = node_at(rust, node);
        enum ranges_truth truth = RANGES_OPEN;
        if (at->op == OP_JUMP_FALSE)
            truth = ranges_truth(rust->ranges, at->child[0]);
        if (truth == RANGES_OPEN)
            return node;
        node = at->child[truth == RANGES_TRUE ? 1 : 2];
    }
}

static bool is_condition(enum opcode op) {
    return op == OP_NOT || op == OP_KEEP_FALSE || op == OP_KEEP_TRUE ||
           (op >= OP_LESS && op <= OP_NOT_EQUAL);
}

/* Returns whether Rust can infer the type of a number: some part of it is no literal. */
static bool is_typed(const struct rust *rust, size_t node) {
    node = resolve(rust, node);
    const struct tree_node *at = node_at(rust, node);
    switch (at->op) {
    case OP_CONSTANT: return at->parameter > 0;
    case OP_NEGATE: return rust->ranges->parts[node].fails || is_typed(rust, at->child[0]);
    case OP_JUMP_FALSE: return is_typed(rust, at->child[1]) || is_typed(rust, at->child[2]);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_REMAINDER:
        return rust->ranges->parts[node].fails || is_typed(rust, at->child[0]) ||
               is_typed(rust, at->child[1]);
    default: return !is_condition(at->op) || ranges_truth(rust->ranges, node) == RANGES_OPEN;
    }
}

/* Gives the first literal of a number its type where Rust cannot infer it. */
static struct piece with_type(const struct rust *rust, struct piece piece, size_t node) {
    size_t sign = strspn(piece.text, "(-"), digits = strspn(piece.text + sign, "0123456789");
    if (is_typed(rust, node) || digits == 0)
        return piece;
    char *text = block_text("%.*s_%s%s", (int)(sign + digits), piece.text, rust_type(rust),
                            piece.text + sign + digits);
    free(piece.text);
    return (struct piece){text, piece.priority};
}

/* Puts a piece in parentheses where it binds less tightly. */
static struct piece at_least(struct piece piece, enum priority priority) {
    if (piece.priority >= priority)
        return piece;
    char *text = block_text("(%s)", piece.text);
    free(piece.text);
    return (struct piece){text, ATOM};
}

/* Returns how much longer at_least() makes a piece. */
static int enclosed_by(struct piece piece, enum priority priority) {
    return piece.priority >= priority ? 0 : length("()");
}

/* Gives a piece a name in a line of its own. */
static struct piece name_piece(struct rust *rust, struct block *block, struct piece piece,
                               const char *type) {
    rust->named++;
    block_add(block, "let part%d%s%s = %s;", rust->named, *type ? ": " : "", type, piece.text);
    free(piece.text);
    return (struct piece){block_text("part%d", rust->named), ATOM};
}

/* Fits two numbers into one line, with `around` characters between and around them.  While they are
 * too long, the longer one gets a name. */
static void fit(struct rust *rust, struct block *block, struct piece pieces[2],
                const size_t nodes[2], int around, int most) {
    enum { SHORT = 12 };
    for (int i = 0; i < 2; i++) {
        int left = length(pieces[0].text), right = length(pieces[1].text);
        int at = left < right;
        if (left + right + around <= longest(block, most) || length(pieces[at].text) <= SHORT)
            return;
        const char *type = is_typed(rust, nodes[at]) ? "" : rust_type(rust);
        pieces[at] = name_piece(rust, block, pieces[at], type);
    }
}

static struct piece join(struct piece left, const char *between, struct piece right,
                         const char *behind, enum priority priority) {
    char *text = block_text("%s%s%s%s", left.text, between, right.text, behind);
    free(left.text);
    free(right.text);
    return (struct piece){text, priority};
}

static struct piece number(struct rust *rust, struct block *block, size_t node);
static struct piece truth(struct rust *rust, struct block *block, size_t node);

/* The operator in Rust, and the name of its checked form. */
struct infix {
    const char *text, *checked;
    enum priority priority;
};

static const struct infix infixes[OP_END] = {
    [OP_MULTIPLY] = {" * ", ".checked_mul(", PRODUCT},
    [OP_DIVIDE] = {" / ", ".checked_div(", PRODUCT},
    [OP_REMAINDER] = {" % ", ".checked_rem(", PRODUCT},
    [OP_ADD] = {" + ", ".checked_add(", SUM},
    [OP_SUBTRACT] = {" - ", ".checked_sub(", SUM},
    [OP_LESS] = {" < ", NULL, COMPARISON},
    [OP_LESS_EQUAL] = {" <= ", NULL, COMPARISON},
    [OP_GREATER] = {" > ", NULL, COMPARISON},
    [OP_GREATER_EQUAL] = {" >= ", NULL, COMPARISON},
    [OP_EQUAL] = {" == ", NULL, COMPARISON},
    [OP_NOT_EQUAL] = {" != ", NULL, COMPARISON},
};

/* left.method(right) */
static struct piece call(struct rust *rust, struct block *block, const char *method,
                         const size_t nodes[2], const char *behind) {
    struct piece pieces[2] = {number(rust, block, nodes[0]), number(rust, block, nodes[1])};
    fit(rust, block, pieces, nodes, enclosed_by(pieces[0], ATOM) + length(method) + length(behind),
        LONGEST_CALL);
    pieces[0] = at_least(with_type(rust, pieces[0], nodes[0]), ATOM);
    return join(pieces[0], method, pieces[1], behind, ATOM);
}

/* left OPERATOR right, where either is a number; `typed` when one of them must have a type. */
static struct piece infix(struct rust *rust, struct block *block, enum opcode op,
                          const size_t nodes[2], bool typed) {
    const struct infix *how = &infixes[op];
    struct piece pieces[2] = {number(rust, block, nodes[0]), number(rust, block, nodes[1])};
    if (typed && !is_typed(rust, nodes[1]))
        pieces[0] = with_type(rust, pieces[0], nodes[0]);
    int around = enclosed_by(pieces[0], how->priority) + enclosed_by(pieces[1], how->priority + 1) +
                 length(how->text);
    fit(rust, block, pieces, nodes, around, LONGEST);
    pieces[0] = at_least(pieces[0], how->priority);
    pieces[1] = at_least(pieces[1], how->priority + 1);
    return join(pieces[0], how->text, pieces[1], "", how->priority);
}

/* Writes a bound; a constant comes after what it bounds, as people write it. */
static struct piece bound(struct rust *rust, struct block *block, size_t node) {
    const struct tree_node *at = node_at(rust, node);
    bool turned = node_at(rust, at->child[0])->op == OP_CONSTANT &&
                  node_at(rust, at->child[1])->op != OP_CONSTANT;
    const size_t nodes[2] = {at->child[turned], at->child[!turned]};
    return call(rust, block, at->op == OP_MIN ? ".min(" : ".max(", nodes, ")");
}

static struct piece negate(struct rust *rust, struct block *block, size_t node) {
    size_t child = node_at(rust, node)->child[0];
    struct piece piece = number(rust, block, child), none = {block_text("%s", ""), ATOM};
    if (rust->ranges->parts[node].fails)
        return join(at_least(with_type(rust, piece, child), ATOM), ".checked_neg()?", none, "",
                    ATOM);
    /* A minus must not follow another one. */
    return join(none, "-", at_least(piece, UNARY + 1), "", UNARY);
}

static struct piece round_up(struct rust *rust, struct block *block, size_t node) {
    static const char method[] = ".next_power_of_two()";
    size_t child = node_at(rust, node)->child[0];
    const size_t nodes[2] = {child, child};
    struct piece pieces[2] = {number(rust, block, child), {block_text("%s", ""), ATOM}};
    fit(rust, block, pieces, nodes, enclosed_by(pieces[0], ATOM) + length(method), LONGEST_CALL);
    if (!rust->is_signed)
        return join(at_least(with_type(rust, pieces[0], child), ATOM), method, pieces[1], "", ATOM);
    bool fails = rust->ranges->parts[node].fails;
    *(fails ? &rust->rounds_checked : &rust->rounds) = true;
    return join(pieces[1], fails ? "checked_pow2(" : "pow2(", pieces[0], fails ? ")?" : ")", ATOM);
}

static struct piece variable(struct rust *rust, enum view_variable variable) {
    rust->variables |= UINT32_C(1) << variable;
    const char *name = view_names[variable].name;
    if (variable == VIEW_ELEMENT_SIZE)
        name = "ELEMENT_SIZE";
    if (variable == VIEW_PAGE_SIZE)
        name = "PAGE_SIZE";
    return (struct piece){block_text("%s", name), ATOM};
}

static struct piece constant(struct rust *rust, const struct tree_node *node) {
    if (node->parameter == 0)
        return (struct piece){block_text("%lld", (long long)node->operand), ATOM};
    rust->parameters |= UINT32_C(1) << (node->parameter - 1);
    return (struct piece){block_text("%s", rust->constants[node->parameter - 1]), ATOM};
}

/* A bool as 0 or 1. */
static struct piece number_of_truth(struct rust *rust, struct block *block, size_t node) {
    enum ranges_truth known = ranges_truth(rust->ranges, node);
    if (known != RANGES_OPEN)
        return (struct piece){block_text("%d", known == RANGES_TRUE), ATOM};
    struct piece piece = truth(rust, block, node);
    if (length(piece.text) > longest(block, LONGEST_CALL) - length("usize::from()"))
        piece = name_piece(rust, block, piece, "");
    char *text = block_text("%s::from(%s)", rust_type(rust), piece.text);
    free(piece.text);
    return (struct piece){text, ATOM};
}

/* Conditionals */

/* Adds the value of a block, its last lines. */
static void add_value(struct rust *rust, struct block *block, size_t node, bool is_number);

static struct block inner_block(struct rust *rust, const struct block *block, size_t node,
                                bool is_number) {
    struct block inner = {.depth = block->depth + 1};
    add_value(rust, &inner, node, is_number);
    return inner;
}

/* Returns whether an expression, as written, has a conditional in it, which needs lines before. */
static bool has_conditional(const struct rust *rust, size_t node) {
    node = resolve(rust, node);
    const struct tree_node *at = node_at(rust, node);
    bool connects = at->op == OP_KEEP_FALSE || at->op == OP_KEEP_TRUE;
    if (at->op == OP_JUMP_FALSE)
        return true;
    if (is_condition(at->op) && ranges_truth(rust->ranges, node) != RANGES_OPEN)
        return false;
    for (int i = 0; i < tree_arity(at->op); i++)
        if (!(connects && ranges_truth(rust->ranges, at->child[i]) != RANGES_OPEN) &&
            has_conditional(rust, at->child[i]))
            return true;
    return false;
}

/* Returns a condition that needs no lines before it, or NULL.  Does not try conditionals: it would
 * try their own conditions too, and each level would double the work. */
static char *plain_condition(struct rust *rust, const struct block *block, size_t node) {
    if (has_conditional(rust, node))
        return NULL;
    struct block before = {.depth = block->depth};
    int named = rust->named;
    char *condition = truth(rust, &before, node).text;
    if (before.count > 0) {
        free(condition);
        condition = NULL;
        rust->named = named;
    }
    block_fini(&before);
    return condition;
}

/* Adds `LEADif CONDITION { THEN } else { OTHER }BEHIND` in one line where rustfmt has it in one. */
static bool add_short_if(struct block *block, const char *lead, const char *condition,
                         const struct block *then, const struct block *other, const char *behind) {
    if (!*lead || then->count != 1 || other->count != 1)
        return false;
    char *line = block_text("if %s { %s } else { %s }", condition, then->lines[0].text,
                            other->lines[0].text);
    bool fits = length(line) <= LONGEST_ONE_LINE_IF;
    if (fits)
        block_add(block, "%s%s%s", lead, line, behind);
    free(line);
    return fits;
}

/* Adds the same in several lines; takes the lines of both blocks. */
static void add_long_if(struct block *block, const char *lead, const char *condition,
                        struct block *then, struct block *other, const char *behind) {
    block_add(block, "%sif %s {", lead, condition);
    block_append(block, then);
    block_add(block, "} else {");
    block_append(block, other);
    block_add(block, "}%s", behind);
}

/* Adds LEAD, a conditional and BEHIND. */
static void add_if(struct rust *rust, struct block *block, const char *lead, size_t node,
                   bool is_number, const char *behind) {
    const struct tree_node *at = node_at(rust, node);
    char *condition = truth(rust, block, at->child[0]).text;
    struct block then = inner_block(rust, block, at->child[1], is_number);
    size_t next = resolve(rust, at->child[2]);
    bool chained = false;
    while (node_at(rust, next)->op == OP_JUMP_FALSE) {
        char *further = plain_condition(rust, block, node_at(rust, next)->child[0]);
        if (!further)
            break;
        block_add(block, "%sif %s {", lead, condition);
        block_append(block, &then);
        block_fini(&then);
        free(condition);
        condition = further;
        lead = "} else ";
        chained = true;
        then = inner_block(rust, block, node_at(rust, next)->child[1], is_number);
        next = resolve(rust, node_at(rust, next)->child[2]);
    }
    struct block other = inner_block(rust, block, next, is_number);
    if (chained || !add_short_if(block, lead, condition, &then, &other, behind))
        add_long_if(block, lead, condition, &then, &other, behind);
    free(condition);
    block_fini(&then);
    block_fini(&other);
}

/* Adds `let NAME = ` and a conditional. */
static void let_if(struct rust *rust, struct block *block, const char *name, size_t node,
                   bool is_number) {
    bool typed = !is_number || is_typed(rust, node);
    char *lead = block_text("let %s%s%s = ", name, typed ? "" : ": ", typed ? "" : rust_type(rust));
    add_if(rust, block, lead, node, is_number, ";");
    free(lead);
}

static struct piece name_if(struct rust *rust, struct block *block, size_t node, bool is_number) {
    char *name = block_text("part%d", ++rust->named);
    let_if(rust, block, name, node, is_number);
    return (struct piece){name, ATOM};
}

static void add_value(struct rust *rust, struct block *block, size_t node, bool is_number) {
    node = resolve(rust, node);
    if (node_at(rust, node)->op == OP_JUMP_FALSE) {
        add_if(rust, block, "", node, is_number, "");
        return;
    }
    char *text = is_number ? number(rust, block, node).text : truth(rust, block, node).text;
    block_add(block, "%s", text);
    free(text);
}

/* Numbers */

static struct piece number(struct rust *rust, struct block *block, size_t node) {
    node = resolve(rust, node);
    const struct tree_node *at = node_at(rust, node);
    const size_t nodes[2] = {at->child[0], at->child[1]};
    if (is_condition(at->op))
        return number_of_truth(rust, block, node);
    switch (at->op) {
    case OP_CONSTANT: return constant(rust, at);
    case OP_VARIABLE: return variable(rust, (enum view_variable)at->operand);
    case OP_NEGATE: return negate(rust, block, node);
    case OP_MIN:
    case OP_MAX: return bound(rust, block, node);
    case OP_POW2: return round_up(rust, block, node);
    case OP_JUMP_FALSE: return name_if(rust, block, node, true);
    default:
        return rust->ranges->parts[node].fails
                   ? call(rust, block, infixes[at->op].checked, nodes, ")?")
                   : infix(rust, block, at->op, nodes, false);
    }
}

/* Conditions */

/* Returns what holds when this comparison does not. */
static enum opcode opposite(enum opcode op) {
    switch (op) {
    case OP_LESS: return OP_GREATER_EQUAL;
    case OP_LESS_EQUAL: return OP_GREATER;
    case OP_GREATER: return OP_LESS_EQUAL;
    case OP_GREATER_EQUAL: return OP_LESS;
    case OP_EQUAL: return OP_NOT_EQUAL;
    default: return OP_EQUAL;
    }
}

/* NUMBER != 0, or NUMBER == 0 */
static struct piece compare_with_zero(struct rust *rust, struct block *block, size_t node,
                                      const char *how) {
    struct piece piece = with_type(rust, number(rust, block, node), node);
    char *text = block_text("%s %s 0", piece.text, how);
    free(piece.text);
    return (struct piece){text, COMPARISON};
}

static struct piece negation(struct rust *rust, struct block *block, size_t node) {
    const struct tree_node *at = node_at(rust, node);
    const size_t nodes[2] = {at->child[0], at->child[1]};
    if (at->op >= OP_LESS && at->op <= OP_NOT_EQUAL)
        return infix(rust, block, opposite(at->op), nodes, true);
    if (at->op == OP_NOT)
        return truth(rust, block, at->child[0]);
    if (!is_condition(at->op) && at->op != OP_JUMP_FALSE)
        return compare_with_zero(rust, block, node, "==");
    struct piece piece = at_least(truth(rust, block, node), UNARY),
                 none = {block_text("%s", ""), ATOM};
    return join(none, "!", piece, "", UNARY);
}

/* left && right, left || right: as a conditional where the right side needs lines of its own. */
static struct piece connect(struct rust *rust, struct block *block, size_t node, int most) {
    const struct tree_node *at = node_at(rust, node);
    bool both = at->op == OP_KEEP_FALSE;
    enum ranges_truth neutral = both ? RANGES_TRUE : RANGES_FALSE;
    if (ranges_truth(rust->ranges, at->child[0]) == neutral)
        return truth(rust, block, at->child[1]);
    if (ranges_truth(rust->ranges, at->child[1]) == neutral)
        return truth(rust, block, at->child[0]);
    enum priority priority = both ? AND : OR;
    struct piece left = truth(rust, block, at->child[0]);
    struct block inner = {.depth = block->depth + 1};
    struct piece right = truth(rust, &inner, at->child[1]);
    most = longest(block, most);
    if (inner.count == 0 && length(right.text) <= most - length("part10 && ")) {
        block_fini(&inner);
        if (length(left.text) + length(right.text) + length(" && ") > most)
            left = name_piece(rust, block, left, "");
        return join(at_least(left, priority), both ? " && " : " || ", at_least(right, priority), "",
                    priority);
    }
    block_add(&inner, "%s", right.text);
    struct block known = {.depth = block->depth + 1};
    block_add(&known, "%s", both ? "false" : "true");
    char *name = block_text("part%d", ++rust->named), *lead = block_text("let %s = ", name);
    struct block *then = both ? &inner : &known, *other = both ? &known : &inner;
    if (!add_short_if(block, lead, left.text, then, other, ";"))
        add_long_if(block, lead, left.text, then, other, ";");
    block_fini(&inner);
    block_fini(&known);
    free(left.text);
    free(right.text);
    free(lead);
    return (struct piece){name, ATOM};
}

static struct piece truth(struct rust *rust, struct block *block, size_t node) {
    enum ranges_truth known = ranges_truth(rust->ranges, node);
    if (known != RANGES_OPEN)
        return (struct piece){block_text(known == RANGES_TRUE ? "true" : "false"), ATOM};
    node = resolve(rust, node);
    const struct tree_node *at = node_at(rust, node);
    const size_t nodes[2] = {at->child[0], at->child[1]};
    switch (at->op) {
    case OP_KEEP_FALSE:
    case OP_KEEP_TRUE: return connect(rust, block, node, LONGEST);
    case OP_NOT: return negation(rust, block, resolve(rust, at->child[0]));
    case OP_JUMP_FALSE: return name_if(rust, block, node, false);
    default:
        return is_condition(at->op) ? infix(rust, block, at->op, nodes, true)
                                    : compare_with_zero(rust, block, node, "!=");
    }
}

/* What others ask for */

char *rust_number(struct rust *rust, struct block *block, size_t node) {
    return number(rust, block, node).text;
}

char *rust_condition(struct rust *rust, struct block *block, size_t node) {
    enum opcode op = node_at(rust, node)->op;
    bool connects = op == OP_KEEP_FALSE || op == OP_KEEP_TRUE;
    if (connects && ranges_truth(rust->ranges, node) == RANGES_OPEN)
        return connect(rust, block, node, LONGEST_CONDITION).text;
    return truth(rust, block, node).text;
}

char *rust_number_option(struct rust *rust, struct block *block, size_t node) {
    struct piece piece = with_type(rust, number(rust, block, node), node);
    size_t bytes = strlen(piece.text);
    char *text;
    if (piece.priority == ATOM && piece.text[bytes - 1] == '?')
        text = block_text("%.*s", (int)bytes - 1, piece.text);
    else
        text = block_text("Some(%s)", piece.text);
    free(piece.text);
    return text;
}

char *rust_truth_option(struct rust *rust, struct block *block, size_t node) {
    struct piece piece = truth(rust, block, node);
    char *text = block_text("Some(%s)", piece.text);
    free(piece.text);
    return text;
}

void rust_let(struct rust *rust, struct block *block, const char *name, size_t node) {
    node = resolve(rust, node);
    if (node_at(rust, node)->op == OP_JUMP_FALSE) {
        let_if(rust, block, name, node, true);
        return;
    }
    char *text = number(rust, block, node).text;
    block_add(block, "let %s%s%s = %s;", name, is_typed(rust, node) ? "" : ": ",
              is_typed(rust, node) ? "" : rust_type(rust), text);
    free(text);
}

void rust_add_functions(const struct rust *rust, struct block *block) {
    if (rust->rounds) {
        block_add(block, "fn pow2(n: i64) -> i64 {");
        block_add(block, "    (n.max(1) as u64).next_power_of_two() as i64");
        block_add(block, "}");
    }
    if (rust->rounds_checked) {
        block_add(block, "fn checked_pow2(n: i64) -> Option<i64> {");
        block_add(block, "    i64::try_from((n.max(1) as u64).next_power_of_two()).ok()");
        block_add(block, "}");
    }
}
