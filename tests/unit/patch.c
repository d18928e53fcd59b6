/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranges: worked out by hand, and over random rules and vectors.  Every value lies in its range,
 * whatever fails was said to, and the tree has the value of the code.
 *
 * With a folder as its argument, it writes random rules there, and their decisions on random
 * vectors; rust.test compares these with the patches.
 */
#include <stdlib.h>
#include <string.h>

#include "patch/ranges.h"
#include "policy/rule.h"
#include "tap.h"

enum { ELEMENT = 8, PAGE = 4096 };

static uint64_t chance;

/* SplitMix64 */
static uint64_t draw(uint64_t below) {
    uint64_t z = chance += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

/* Random rules */

struct text {
    char bytes[4000];
    size_t count;
};

static const struct parameter parameters[] = {{.name = "small", .value = 3},
                                              {.name = "floor", .value = 16},
                                              {.name = "huge", .value = INT64_MAX / 5},
                                              {.name = "minus", .value = -7},
                                              {.name = "zero"}};
enum { PARAMETERS = sizeof parameters / sizeof *parameters };

static void add(struct text *text, const char *bytes) {
    size_t count = strlen(bytes);
    memcpy(text->bytes + text->count, bytes, count + 1);
    text->count += count;
}

static void add_leaf(struct text *text, bool history) {
    static const char *const numbers[] = {
        "0", "1", "2", "4", "10", "64", "100", "4000000000", "9000000000000000000"};
    static const char *const variables[] = {"len",  "cap", "len",          "cap",
                                            "len",  "cap", "element_size", "page_size",
                                            "peak", "age", "since_ms",     "now_ms"};
    switch (draw(6)) {
    case 0: add(text, numbers[draw(draw(4) ? 7 : 9)]); break;
    case 1: add(text, parameters[draw(draw(3) ? 2 : PARAMETERS)].name); break;
    default: add(text, variables[draw(history ? 12 : draw(8) ? 6 : 8)]); break;
    }
}

static void add_expression(struct text *text, int depth, bool history) {
    static const char *const operators[] = {" + ", " - ",  " * ",  " / ",  " % ",  " < ", " <= ",
                                            " > ", " >= ", " == ", " != ", " && ", " || "};
    if (depth == 0 || draw(5) == 0) {
        add_leaf(text, history);
        return;
    }
    uint64_t kind = draw(20);
    if (kind < 3) {
        add(text, kind == 0 ? "min(" : kind == 1 ? "max(" : "pow2(");
        add_expression(text, depth - 1, history);
        if (kind < 2) {
            add(text, ", ");
            add_expression(text, depth - 1, history);
        }
        add(text, ")");
        return;
    }
    if (kind < 5)
        add(text, kind == 3 ? "-" : "!");
    add(text, "(");
    add_expression(text, depth - 1, history);
    if (kind == 5) {
        add(text, " ? ");
        add_expression(text, depth - 1, history);
        add(text, " : ");
    } else {
        add(text, operators[draw(sizeof operators / sizeof *operators)]);
    }
    add_expression(text, depth - 1, history);
    add(text, ")");
}

struct random_rule {
    struct text when, shrink_to;
    struct rule *rule;
};

static bool names(const struct random_rule *random, const char *parameter) {
    return strstr(random->when.bytes, parameter) || strstr(random->shrink_to.bytes, parameter);
}

/* Most use few variables, like people's rules. */
static void make_rule(struct random_rule *random, bool history, int64_t for_ns) {
    struct parameter used[PARAMETERS];
    struct rule_problem problem;
    size_t count = 0;
    random->when.count = random->shrink_to.count = 0;
    if (draw(2))
        add(&random->when, draw(2) ? "cap > floor && " : "len < cap / small && ");
    add_expression(&random->when, 1 + (int)draw(4), history);
    add_expression(&random->shrink_to, 1 + (int)draw(4), history);
    for (size_t i = 0; i < PARAMETERS; i++)
        if (names(random, parameters[i].name))
            used[count++] = parameters[i];
    const struct rule_text text = {.name = "random",
                                   .when = random->when.bytes,
                                   .shrink_to = random->shrink_to.bytes,
                                   .for_ns = for_ns,
                                   .parameters = used,
                                   .parameter_count = count};
    random->rule = rule_new(&text, &problem);
    if (!random->rule)
        abort();
}

/* Random vectors */

static int64_t draw_slots(void) {
    switch (draw(4)) {
    case 0: return (int64_t)draw(8);
    case 1: return (int64_t)draw(300);
    case 2: return RANGES_MOST_SLOTS - (int64_t)draw(3);
    default: return (int64_t)draw((uint64_t)1 << draw(41)) % RANGES_MOST_SLOTS;
    }
}

static int by_value(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static struct view draw_view(void) {
    int64_t slots[3] = {draw_slots(), draw_slots(), draw_slots()};
    qsort(slots, 3, sizeof *slots, by_value);
    if (draw(4) == 0)
        slots[0] = slots[1] = slots[2];
    return (struct view){{[VIEW_LEN] = slots[0],
                          [VIEW_PEAK] = slots[1],
                          [VIEW_CAP] = slots[2],
                          [VIEW_ELEMENT_SIZE] = ELEMENT,
                          [VIEW_PAGE_SIZE] = PAGE,
                          [VIEW_AGE] = (int64_t)draw((uint64_t)1 << draw(53)),
                          [VIEW_SINCE_MS] = (int64_t)draw((uint64_t)1 << draw(42)),
                          [VIEW_NOW_MS] = (int64_t)draw((uint64_t)1 << draw(42))}};
}

/* The tree, evaluated naively and compared with its ranges. */

struct trial {
    const struct tree *tree;
    const struct ranges *ranges;
    const struct view *view;
    bool surprised; /* by a value outside of its range, or a failure */
};

static bool evaluate(struct trial *trial, size_t node, int64_t *value);

static bool evaluate_plainly(enum opcode op, int64_t a, int64_t b, int64_t *value) {
    switch (op) {
    case OP_NEGATE: return !__builtin_sub_overflow(0, a, value);
    case OP_NOT: *value = !a; return true;
    case OP_ADD: return !__builtin_add_overflow(a, b, value);
    case OP_SUBTRACT: return !__builtin_sub_overflow(a, b, value);
    case OP_MULTIPLY: return !__builtin_mul_overflow(a, b, value);
    case OP_DIVIDE:
    case OP_REMAINDER:
        if (b == 0 || (a == INT64_MIN && b == -1))
            return false;
        *value = op == OP_DIVIDE ? a / b : a % b;
        return true;
    case OP_LESS: *value = a < b; return true;
    case OP_LESS_EQUAL: *value = a <= b; return true;
    case OP_GREATER: *value = a > b; return true;
    case OP_GREATER_EQUAL: *value = a >= b; return true;
    case OP_EQUAL: *value = a == b; return true;
    case OP_NOT_EQUAL: *value = a != b; return true;
    case OP_MIN: *value = a < b ? a : b; return true;
    case OP_MAX: *value = a > b ? a : b; return true;
    case OP_POW2:
        for (*value = 1; *value < a; *value *= 2)
            if (*value == INT64_C(1) << 62)
                return false;
        return true;
    default: abort();
    }
}

static bool evaluate_operator(struct trial *trial, const struct tree_node *node, int64_t *value,
                              bool *own) {
    int64_t a = 0, b = 0;
    if (node->op == OP_CONSTANT || node->op == OP_VARIABLE) {
        *value = node->op == OP_CONSTANT ? node->operand : trial->view->value[node->operand];
        return true;
    }
    if (!evaluate(trial, node->child[0], &a))
        return false;
    if (node->op == OP_JUMP_FALSE)
        return evaluate(trial, node->child[a ? 1 : 2], value);
    if (node->op == OP_KEEP_FALSE || node->op == OP_KEEP_TRUE) {
        *value = a != 0;
        if ((node->op == OP_KEEP_FALSE) != (a != 0))
            return true;
        bool fine = evaluate(trial, node->child[1], value);
        *value = *value != 0;
        return fine;
    }
    if (tree_arity(node->op) == 2 && !evaluate(trial, node->child[1], &b))
        return false;
    *own = true;
    return evaluate_plainly(node->op, a, b, value);
}

static bool evaluate(struct trial *trial, size_t node, int64_t *value) {
    const struct ranges_part *part = &trial->ranges->parts[node];
    bool own = false, fine = evaluate_operator(trial, &trial->tree->nodes[node], value, &own);
    bool expected =
        part->evaluated && (fine ? *value >= part->range.low && *value <= part->range.high
                                 : part->risky && (!own || part->fails));
    trial->surprised |= !expected;
    return fine;
}

/* Returns whether code and tree agree on an expression; sets its value, or that it fails. */
static bool agree(struct trial *trial, const struct expr *expr, size_t node, bool *fine,
                  int64_t *value) {
    int64_t of_code = 0;
    *value = 0;
    *fine = evaluate(trial, node, value);
    return expr_evaluate(expr, trial->view, &of_code, NULL) == *fine &&
           (!*fine || of_code == *value);
}

static bool holds_for(const struct random_rule *random, int vectors) {
    const struct rule *rule = random->rule;
    struct tree tree = {0};
    struct ranges ranges;
    size_t when = tree_add(&tree, rule->when), shrink_to = tree_add(&tree, rule->shrink_to);
    ranges_init(&ranges, &tree, when, shrink_to, ELEMENT, PAGE);
    bool holds = true;
    for (int i = 0; i < vectors && holds; i++) {
        struct view view = draw_view();
        struct trial trial = {&tree, &ranges, &view, false};
        bool fine;
        int64_t value;
        holds = agree(&trial, rule->when, when, &fine, &value);
        if (fine && value)
            holds = holds && agree(&trial, rule->shrink_to, shrink_to, &fine, &value);
        holds = holds && !trial.surprised;
    }
    ranges_fini(&ranges);
    tree_fini(&tree);
    return holds;
}

static void test_random_rules(void) {
    enum { RULES = 4000, VECTORS = 60 };
    static struct random_rule random;
    int wrong = 0;
    for (int i = 0; i < RULES; i++) {
        make_rule(&random, i % 3 == 0, -1);
        bool holds = holds_for(&random, VECTORS);
        if (!holds && wrong++ < 3)
            printf("# when: %s\n# shrink_to: %s\n", random.when.bytes, random.shrink_to.bytes);
        rule_free(random.rule);
    }
    tap_ok(wrong == 0, "%d random rules on %d vectors each", RULES, VECTORS);
}

/* By hand */

struct example {
    const char *when, *shrink_to;
    int64_t low, high; /* of shrink_to */
    bool when_risky, risky;
};

#define MOST RANGES_MOST_SLOTS

static const struct example examples[] = {
    {"len < cap / 4", "len * 2", 0, MOST / 2 - 2, false, false},
    {"1", "cap - len", 0, MOST, false, false},
    {"1", "len - cap", -MOST, 0, false, false},
    {"1", "len - 1", -1, MOST - 1, false, false},
    {"len > 0", "len - 1", 0, MOST - 1, false, false},
    {"len", "len - 1", 0, MOST - 1, false, false},
    {"!(len == 0)", "cap / len", 0, MOST, false, false},
    {"len != 0 && cap / len > 4", "cap / len", 5, MOST, false, false},
    {"len == 0 || cap / len > 4", "1", 1, 1, false, false},
    {"cap / len > 4", "1", 1, 1, true, false},
    {"1", "len == 0 ? 0 : cap / len", 0, MOST, false, false},
    {"1", "cap / len", 0, MOST, false, true},
    {"1", "cap % 8", 0, 7, false, false},
    {"1", "cap % len", 0, MOST - 1, false, true},
    {"1", "len * len", 0, INT64_MAX, false, true},
    {"1", "pow2(len)", 1, MOST, false, false},
    {"1", "pow2(len) - len", 0, MOST, false, false},
    {"1", "pow2(len * 8000000)", 1, INT64_C(1) << 62, false, true},
    {"cap > 128", "cap / 2", 64, MOST / 2, false, false},
    {"cap / 2 > len", "cap / 2 - len", 0, MOST / 2, false, false},
    {"1", "cap / 2 - len / 2", -MOST / 2, MOST / 2, false, false},
    {"1", "cap - min(len, 10)", 0, MOST, false, false},
    {"1", "max(len, cap) - len", 0, MOST, false, false},
    {"peak < cap", "cap - peak - 1", -1, MOST - 1, false, false},
    {"1", "cap + (cap - len)", 0, 2 * MOST, false, false},
    {"0", "cap / len", 0, MOST, false, true},
    {"1", "0 ? cap / len : len", 0, MOST, false, false},
    {"1", "-cap", -MOST, 0, false, false},
    {"len < cap == 1", "len", 0, MOST, false, false},
    {"1", "page_size / element_size", 512, 512, false, false},
    {"1", "-9223372036854775807 - 1 != -9223372036854775807 - 1 ? -9223372036854775807 - 1 : 5", 5,
     5, false, false},
};

static bool is_as_said(const struct example *example) {
    const struct rule_text text = {
        .name = "example", .when = example->when, .shrink_to = example->shrink_to, .for_ns = -1};
    struct rule_problem problem;
    struct rule *rule = rule_new(&text, &problem);
    struct tree tree = {0};
    struct ranges ranges;
    if (!rule)
        abort();
    size_t when = tree_add(&tree, rule->when), shrink_to = tree_add(&tree, rule->shrink_to);
    ranges_init(&ranges, &tree, when, shrink_to, ELEMENT, PAGE);
    const struct ranges_part *part = &ranges.parts[shrink_to];
    bool fine = part->range.low == example->low && part->range.high == example->high &&
                part->risky == example->risky && ranges.parts[when].risky == example->when_risky;
    if (!fine)
        printf("# %lld..%lld %d %d\n", (long long)part->range.low, (long long)part->range.high,
               ranges.parts[when].risky, part->risky);
    ranges_fini(&ranges);
    tree_fini(&tree);
    rule_free(rule);
    return fine;
}

/* For rust.test */

static FILE *open_file(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        abort();
    return file;
}

static void write_rule(const char *folder, int number, const struct random_rule *random,
                       const char *for_text) {
    char name[32];
    const struct rule *rule = random->rule;
    snprintf(name, sizeof name, "r%d.yaml", number);
    FILE *file = open_file(folder, name);
    fprintf(file, "name: r%d\nparameters: {", number);
    for (size_t i = 0; i < rule->parameter_count; i++)
        fprintf(file, "%s%s: %lld", i > 0 ? ", " : "", rule->parameters[i].name,
                (long long)rule->parameters[i].value);
    fprintf(file, "}\nwhen: \"%s\"\nshrink_to: \"%s\"\n", random->when.bytes,
            random->shrink_to.bytes);
    if (for_text)
        fprintf(file, "for: %s\n", for_text);
    fclose(file);
}

/* Writes the decisions of a rule without history: rule, len, cap, target or nothing. */
static void write_decisions(FILE *file, int number, const struct rule *rule) {
    enum { VECTORS = 40 };
    for (int i = 0; i < VECTORS; i++) {
        struct view view = draw_view();
        int64_t target;
        bool shrinks = rule_when(rule, &view) == RULE_YES && rule_target(rule, &view, &target);
        fprintf(file, "r%d,%lld,%lld,", number, (long long)view.value[VIEW_LEN],
                (long long)view.value[VIEW_CAP]);
        if (shrinks)
            fprintf(file, "%lld", (long long)target);
        fputc('\n', file);
    }
}

static void write_all(const char *folder) {
    static const struct {
        const char *text;
        int64_t ns;
    } waits[] = {{NULL, -1}, {"5s", 5000000000}, {"0s", 0}, {"1500ms", 1500000000},
                 {"1ns", 1}, {"7us", 7000}};
    enum { RULES = 200, WITHOUT_HISTORY = 150, WAITS = sizeof waits / sizeof *waits };
    static struct random_rule random;
    FILE *decisions = open_file(folder, "decisions");
    for (int i = 1; i <= RULES; i++) {
        bool history = i > WITHOUT_HISTORY;
        int wait = history ? i % WAITS : 0;
        make_rule(&random, history, waits[wait].ns);
        write_rule(folder, i, &random, waits[wait].text);
        if (!history)
            write_decisions(decisions, i, random.rule);
        rule_free(random.rule);
    }
    fclose(decisions);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        write_all(argv[1]);
        return 0;
    }
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        tap_ok(is_as_said(&examples[i]), "when %s, %s", examples[i].when, examples[i].shrink_to);
    test_random_rules();
    return tap_done();
}
