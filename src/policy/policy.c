/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/nearest.h"
#include "base/schema.h"

/* Reading a definition */

static bool is_identifier(const char *text) {
    for (const char *at = text; *at; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
        if (!letter && (at == text || *at < '0' || *at > '9'))
            return false;
    }
    return *text != '\0';
}

struct reserved {
    const char *name;
    bool found;
};

static void compare_reserved(void *state, const char *name) {
    struct reserved *reserved = state;
    reserved->found |= strcmp(reserved->name, name) == 0;
}

static bool read_parameter(struct policy_definition *definition, const struct doc_node *name,
                           const struct doc_node *value) {
    struct reserved reserved = {.name = name->scalar};
    expr_names(compare_reserved, &reserved);
    if (reserved.found || !is_identifier(name->scalar)) {
        struct place place = doc_place(name);
        diag_error_at(&place,
                      reserved.found ? "'%s' is a name of the language already"
                                     : "a parameter is named by letters, digits and _, not '%s'",
                      name->scalar);
        return false;
    }
    const struct schema_key key = {.name = name->scalar, .least = INT64_MIN, .most = INT64_MAX};
    struct parameter *parameter = &definition->defaults[definition->parameter_count++];
    parameter->name = name->scalar;
    return schema_integer(value, &key, &parameter->value);
}

static bool read_parameters(const struct doc_node *node, const struct schema_key *key, void *slot) {
    struct policy_definition *definition = slot;
    if (!schema_kind(node, DOC_MAPPING, key->name))
        return false;
    if (node->count > LIMIT_PARAMETERS) {
        struct place place = doc_place(node);
        diag_error_at(&place, "a policy has at most %d parameters", LIMIT_PARAMETERS);
        return false;
    }
    for (size_t i = 0; i < node->count; i++)
        if (!read_parameter(definition, node->keys[i], node->items[i]))
            return false;
    return true;
}

static bool read_expression(const struct doc_node *node, const struct schema_key *key, void *slot) {
    if (node->kind == DOC_SCALAR && *node->scalar)
        return schema_node(node, key, slot);
    struct place place = doc_place(node);
    diag_error_at(&place, "'%s' must be an expression", key->name);
    diag_hint("YAML gives ! { [ and ? a meaning of its own: put such an expression in quotes");
    return false;
}

static bool read_name(const struct doc_node *node, const struct schema_key *key, void *slot) {
    if (!schema_name(node, key, slot))
        return false;
    if (strcspn(node->scalar, ",:= \"") == strlen(node->scalar) && strcmp(node->scalar, "all") != 0)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "a policy's name must not be 'all' nor contain , : = \" or a blank");
    return false;
}

#define KEY(key, read_value, needed, text)                                                         \
    {                                                                                              \
        .name = #key, .summary = text, .read = read_value,                                         \
        .offset = offsetof(struct policy_definition, key), .required = needed                      \
    }

static const struct schema_key keys[] = {
    KEY(name, read_name, true, "how users call it"),
    KEY(summary, schema_text, false, "one line about it"),
    KEY(source, schema_text, false, "where the rule comes from"),
    {.name = "parameters", .summary = "named numbers with defaults", .read = read_parameters},
    KEY(when, read_expression, true, "after a deregistration, whether to shrink"),
    KEY(shrink_to, read_expression, true, "how many slots to shrink to"),
    {.name = "for",
     .summary = "how long `when` must have been true after every event",
     .read = schema_duration,
     .offset = offsetof(struct policy_definition, for_ns)},
};

struct policy_definition *policy_definition_read(const char *path) {
    struct doc *doc = doc_read(path);
    if (!doc)
        return NULL;
    struct policy_definition *definition = array_new(1, sizeof *definition);
    *definition = (struct policy_definition){.doc = doc, .summary = "", .source = "", .for_ns = -1};
    if (schema_read(doc_root(doc), "a policy", keys, sizeof keys / sizeof *keys, definition))
        return definition;
    policy_definition_free(definition);
    return NULL;
}

void policy_definition_free(struct policy_definition *definition) {
    if (definition)
        doc_free(definition->doc);
    free(definition);
}

/* Making a policy */

static void offer_name(void *state, const char *name) {
    nearest_offer(state, name);
}

static struct expr *compile(const struct policy *policy, const struct doc_node *node,
                            uint32_t *used) {
    const struct policy_definition *definition = policy->definition;
    struct expr_problem problem;
    struct expr *expr =
        expr_compile(node->scalar, policy->parameters, definition->parameter_count, used, &problem);
    if (expr)
        return expr;
    struct place place = doc_place_in(node, problem.offset, problem.width);
    if (!problem.unknown_name) {
        diag_error_at(&place, "%s", problem.message);
        return NULL;
    }
    const char *name = node->scalar + problem.offset;
    diag_error_at(&place, "unknown name '%.*s'", (int)problem.width, name);
    struct nearest nearest = nearest_to(name, problem.width);
    for (size_t i = 0; i < definition->parameter_count; i++)
        nearest_offer(&nearest, policy->parameters[i].name);
    expr_names(offer_name, &nearest);
    nearest_hint(&nearest);
    return NULL;
}

static bool check_parameters_used(const struct policy_definition *definition, uint32_t used) {
    const struct doc_node *names = doc_get(doc_root(definition->doc), "parameters");
    for (size_t i = 0; i < definition->parameter_count; i++)
        if (!(used >> i & 1)) {
            struct place place = doc_place(names->keys[i]);
            diag_error_at(&place, "no expression uses the parameter '%s'",
                          definition->defaults[i].name);
            return false;
        }
    return true;
}

static bool uses(const struct policy *policy, enum view_variable variable) {
    return expr_uses(policy->when, variable) || expr_uses(policy->shrink_to, variable);
}

static enum policy_attention attention_of(const struct policy *policy) {
    if (policy->definition->for_ns >= 0)
        return POLICY_AT_EVERY_EVENT;
    bool history = false;
    for (enum view_variable i = VIEW_PEAK; i < VIEW_VARIABLES; i++)
        history |= expr_uses(policy->when, i);
    return history ? POLICY_AT_DEREGISTRATION : POLICY_BY_LENGTH;
}

static char *canonical_name(const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    char *name = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&name, &bytes);
    if (!stream)
        diag_no_memory();
    fputs(definition->name, stream);
    for (size_t i = 0; i < definition->parameter_count; i++)
        if (policy->parameters[i].value != definition->defaults[i].value)
            fprintf(stream, ":%s=%lld", policy->parameters[i].name,
                    (long long)policy->parameters[i].value);
    if (fclose(stream) != 0)
        diag_no_memory();
    return name;
}

struct policy *policy_new(const struct policy_definition *definition, const int64_t *values) {
    struct policy *policy = array_new(1, sizeof *policy);
    policy->definition = definition;
    for (size_t i = 0; i < definition->parameter_count; i++)
        policy->parameters[i] = (struct parameter){definition->defaults[i].name, values[i]};
    policy->name = canonical_name(policy);
    uint32_t used = 0;
    policy->when = compile(policy, definition->when, &used);
    policy->shrink_to = policy->when ? compile(policy, definition->shrink_to, &used) : NULL;
    if (policy->shrink_to && check_parameters_used(definition, used)) {
        policy->attention = attention_of(policy);
        policy->looks_at_time = uses(policy, VIEW_SINCE_MS) || uses(policy, VIEW_NOW_MS);
        return policy;
    }
    policy_free(policy);
    return NULL;
}

void policy_free(struct policy *policy) {
    if (!policy)
        return;
    free(policy->name);
    expr_free(policy->when);
    expr_free(policy->shrink_to);
    free(policy);
}

/* Running it */

bool policy_target(const struct policy *policy, const struct view *view, int64_t *target) {
    return expr_evaluate(policy->shrink_to, view, target, NULL) && *target >= 0;
}

bool policy_looks_at_length(const struct policy *policy) {
    return expr_uses(policy->when, VIEW_LEN);
}

void policy_report(const struct policy *policy, const struct view *view, const char *where) {
    struct expr_failure failure = {"shrink_to is negative", 0};
    const struct doc_node *node = policy->definition->shrink_to;
    int64_t value;
    if (!expr_evaluate(policy->when, view, &value, &failure))
        node = policy->definition->when;
    else
        expr_evaluate(policy->shrink_to, view, &value, &failure);
    struct place place = doc_place_in(node, failure.offset, 1);
    diag_policy_at(&place, "policy '%s' failed at %s: %s", policy->name, where, failure.why);
    for (enum view_variable i = 0; i < VIEW_VARIABLES; i++)
        if (uses(policy, i))
            diag_hint("%s = %lld", view_names[i].name, (long long)view->value[i]);
}
