/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "patch/block.h"

/* Returns whether a name has a meaning already, or is one of the first `count` constants. */
static bool is_taken(const struct patch *patch, size_t count, const char *name) {
    static const char *const others[] = {"CONTEXTS", "EBUSY",      "ELEMENT_SIZE",
                                         "EPERM",    "GFP_KERNEL", "PAGE_SIZE"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], name) == 0)
            return true;
    for (size_t i = 0; i < count; i++)
        if (strcmp(patch->constants[i], name) == 0)
            return true;
    return patch->wait && strcmp(patch->wait, name) == 0;
}

/* Returns a parameter's name in capitals, with a suffix and, if that is taken, a number. */
static char *constant_name(const struct patch *patch, size_t count, const char *name,
                           const char *behind) {
    const char *before = strspn(name, "_") == strlen(name) ? "P" : "";
    char *capitals = block_text("%s%s%s", before, name, behind);
    for (char *at = capitals; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    char *unique = block_text("%s", capitals);
    for (int n = 2; is_taken(patch, count, unique); n++) {
        free(unique);
        unique = block_text("%s_%d", capitals, n);
    }
    free(capitals);
    return unique;
}

static void name_constants(struct patch *patch) {
    const struct policy_definition *definition = patch->policy->definition;
    const struct rule *rule = patch->policy->rule;
    bool by_parameter = definition->for_parameter < rule->parameter_count;
    if (rule->for_ns >= 0)
        patch->wait = constant_name(
            patch, 0, by_parameter ? rule->parameters[definition->for_parameter].name : "wait", "");
    for (size_t i = 0; i < rule->parameter_count; i++) {
        const struct parameter *parameter = &rule->parameters[i];
        patch->constants[i] =
            constant_name(patch, i, parameter->name, parameter->duration ? "_ms" : "");
    }
}

/* Returns whether usize will not do for a part: the part is negated, can be negative, can fail
 * where usize does not, or is a comparison that rustc would call useless for usize. */
static bool needs_sign(const struct patch *patch, size_t node) {
    const struct ranges_part *part = &patch->ranges.parts[node];
    enum opcode op = patch->tree.nodes[node].op;
    bool divides = op == OP_DIVIDE || op == OP_REMAINDER;
    bool compares = op >= OP_LESS && op <= OP_NOT_EQUAL;
    return op == OP_NEGATE || part->range.low < 0 || (part->fails && !divides) ||
           (compares && part->risky && part->range.low == part->range.high);
}

static bool needs_signed_numbers(const struct patch *patch) {
    for (size_t n = 0; n < patch->tree.count; n++)
        if (patch->ranges.parts[n].evaluated && needs_sign(patch, n))
            return true;
    return false;
}

void patch_init(struct patch *patch, const struct policy *policy, int64_t element_size,
                int64_t page_size) {
    *patch = (struct patch){.policy = policy, .element_size = element_size, .page_size = page_size};
    patch->when = tree_add(&patch->tree, policy->rule->when);
    patch->shrink_to = tree_add(&patch->tree, policy->rule->shrink_to);
    ranges_init(&patch->ranges, &patch->tree, patch->when, patch->shrink_to, element_size,
                page_size);
    patch->is_signed = needs_signed_numbers(patch);
    name_constants(patch);
}

void patch_fini(struct patch *patch) {
    for (size_t i = 0; i < patch->policy->rule->parameter_count; i++)
        free(patch->constants[i]);
    free(patch->wait);
    ranges_fini(&patch->ranges);
    tree_fini(&patch->tree);
}

/* Notes the first operator of an expression, from node to node, that may fail. */
static void note_failure(const struct patch *patch, const struct doc_node *text, size_t from,
                         size_t to) {
    for (size_t n = from; n <= to; n++) {
        const struct ranges_part *part = &patch->ranges.parts[n];
        enum opcode op = patch->tree.nodes[n].op;
        if (!part->evaluated || !part->fails)
            continue;
        bool zero = op == OP_DIVIDE || op == OP_REMAINDER;
        struct place place = doc_place_in(text, patch->tree.nodes[n].offset, 1);
        diag_note_at(&place, "policy '%s' may fail here: %s; the patch does not shrink then",
                     patch->policy->rule->name,
                     zero ? "division by zero" : "the result may not fit in 64 bits");
        return;
    }
}

void patch_note_failures(const struct patch *patch) {
    const struct policy_definition *definition = patch->policy->definition;
    note_failure(patch, definition->when, 0, patch->when);
    note_failure(patch, definition->shrink_to, patch->when + 1, patch->shrink_to);
    const struct ranges_part *target = &patch->ranges.parts[patch->shrink_to];
    if (!target->evaluated || target->range.low >= 0)
        return;
    struct place place = doc_place(definition->shrink_to);
    diag_note_at(&place,
                 "policy '%s' may request a negative capacity; the patch does not shrink then",
                 patch->policy->rule->name);
}
