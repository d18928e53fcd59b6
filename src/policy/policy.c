/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
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

enum { NS_PER_MS = 1000000 };

static const char *read_duration(const char *text, int64_t *ms) {
    int64_t ns;
    enum number_result result = number_duration(text, &ns);
    if (result == NUMBER_RANGE || (result == NUMBER_OK && ns > LIMIT_TIME_NS))
        return "a duration must be below 4611686018s (146 years)";
    if (result != NUMBER_OK && result != NUMBER_FRACTION)
        return "expected a duration with a unit (ns, us, ms, s, min, h, d)";
    if (result == NUMBER_FRACTION || ns % NS_PER_MS != 0)
        return "a duration parameter must be a whole number of milliseconds";
    *ms = ns / NS_PER_MS;
    return NULL;
}

const char *policy_read_value(const struct parameter *parameter, const char *text, int64_t *value) {
    if (parameter->duration)
        return read_duration(text, value);
    switch (number_integer(text, value)) {
    case NUMBER_OK: return NULL;
    case NUMBER_RANGE: return "the value does not fit in 64 bits";
    default: return "expected a number, FROM..TO, FROM..TO/STEP or FROM..TO*FACTOR";
    }
}

void policy_write_value(char text[NUMBER_TEXT], const struct parameter *parameter) {
    if (parameter->duration)
        number_write_duration(text, parameter->value * NS_PER_MS);
    else
        number_write(text, parameter->value, 0);
}

/* A value with a unit is a duration. */
static bool has_unit(const struct doc_node *value) {
    const char *text = value->kind == DOC_SCALAR ? value->scalar : "";
    size_t digits = strspn(text, "0123456789.");
    return digits > 0 && text[digits] >= 'a' && text[digits] <= 'z';
}

static bool read_default(const struct doc_node *value, struct parameter *parameter) {
    const struct schema_key key = {.name = parameter->name, .least = INT64_MIN, .most = INT64_MAX};
    parameter->duration = has_unit(value);
    if (!parameter->duration)
        return schema_integer(value, &key, &parameter->value);
    const char *wrong = policy_read_value(parameter, value->scalar, &parameter->value);
    return !wrong || doc_refuse(value, wrong);
}

static bool read_parameter(struct policy_definition *definition, const struct doc_node *name,
                           const struct doc_node *value) {
    struct reserved reserved = {.name = name->scalar};
    expr_names(compare_reserved, &reserved);
    if (reserved.found || !is_identifier(name->scalar)) {
        struct place place = doc_place(name);
        diag_error_at(&place,
                      reserved.found
                          ? "'%s' is a reserved name"
                          : "a parameter's name must consist of letters, digits and _, not '%s'",
                      name->scalar);
        return false;
    }
    struct parameter *parameter = &definition->defaults[definition->parameter_count++];
    parameter->name = name->scalar;
    return read_default(value, parameter);
}

static bool read_parameters(const struct doc_node *node, const struct schema_key *key, void *slot) {
    struct policy_definition *definition = slot;
    if (!schema_kind(node, DOC_MAPPING, key->name))
        return false;
    if (node->count > LIMIT_PARAMETERS) {
        struct place place = doc_place(node);
        diag_error_at(&place, "a policy can have at most %d parameters", LIMIT_PARAMETERS);
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
    diag_hint("quote an expression that begins with !, {, [ or ?, which are special in YAML");
    return false;
}

static bool read_name(const struct doc_node *node, const struct schema_key *key, void *slot) {
    if (!schema_name(node, key, slot))
        return false;
    if (strcspn(node->scalar, ",:= \"") == strlen(node->scalar) &&
        strcmp(node->scalar, "all") != 0 && strcmp(node->scalar, POLICY_OPTIMUM) != 0)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "a policy's name must not be 'all' or '" POLICY_OPTIMUM
                          "' nor contain , : = \" or a blank");
    return false;
}

/* A duration, or the name of a parameter, which may come later in the file. */
static bool read_for(const struct doc_node *node, const struct schema_key *key, void *slot) {
    struct policy_definition *definition = slot;
    definition->for_node = node;
    return (node->kind == DOC_SCALAR && is_identifier(node->scalar)) ||
           schema_duration(node, key, &definition->for_ns);
}

/* Finds the parameter that `for` names. */
static bool find_for(struct policy_definition *definition) {
    const struct doc_node *node = definition->for_node;
    size_t i = definition->parameter_count;
    if (node && definition->for_ns < 0)
        for (i = 0; i < definition->parameter_count; i++)
            if (strcmp(definition->defaults[i].name, node->scalar) == 0)
                break;
    definition->for_parameter = i;
    if (!node || definition->for_ns >= 0)
        return true;
    struct place place = doc_place(node);
    if (i == definition->parameter_count) {
        diag_error_at(
            &place,
            "'for' must be a duration such as 5s, or the name of a parameter; '%s' is neither",
            node->scalar);
        return false;
    }
    if (!definition->defaults[i].duration)
        diag_error_at(&place, "'for' must be a duration, but the parameter '%s' has no unit",
                      node->scalar);
    return definition->defaults[i].duration;
}

#define KEY(key, read_value, needed, text)                                                         \
    {                                                                                              \
        .name = #key, .summary = text, .read = read_value,                                         \
        .offset = offsetof(struct policy_definition, key), .required = needed                      \
    }

static const struct schema_key keys[] = {
    KEY(name, read_name, true, "the name for --policy"),
    KEY(summary, schema_text, false, "one line of description"),
    KEY(source, schema_text, false, "origin of the policy"),
    {.name = "parameters", .summary = "named numbers with default values", .read = read_parameters},
    KEY(when, read_expression, true, "condition for a shrink, evaluated after each deregistration"),
    KEY(shrink_to, read_expression, true, "target capacity"),
    {.name = "for", .summary = "how long `when` must have stayed true", .read = read_for},
};

struct policy_definition *policy_definition_read(const char *path) {
    struct doc *doc = doc_read(path);
    if (!doc)
        return NULL;
    struct policy_definition *definition = array_new(1, sizeof *definition);
    *definition = (struct policy_definition){.doc = doc, .summary = "", .source = "", .for_ns = -1};
    if (schema_read(doc_root(doc), "a policy", keys, sizeof keys / sizeof *keys, definition) &&
        find_for(definition))
        return definition;
    policy_definition_free(definition);
    return NULL;
}

void policy_definition_free(struct policy_definition *definition) {
    if (definition) {
        doc_free(definition->doc);
        free(definition->own_name);
    }
    free(definition);
}

/* Making a policy */

static void offer_name(void *state, const char *name) {
    nearest_offer(state, name);
}

/* Reports what is wrong with an expression. */
static void report_expression(const struct policy_definition *definition,
                              const struct doc_node *node, const struct expr_problem *problem) {
    struct place place = doc_place_in(node, problem->offset, problem->width);
    if (!problem->unknown_name) {
        diag_error_at(&place, "%s", problem->message);
        return;
    }
    const char *name = node->scalar + problem->offset;
    diag_error_at(&place, "unknown name '%.*s'", (int)problem->width, name);
    struct nearest nearest = nearest_to(name, problem->width);
    for (size_t i = 0; i < definition->parameter_count; i++)
        nearest_offer(&nearest, definition->defaults[i].name);
    expr_names(offer_name, &nearest);
    nearest_hint(&nearest);
}

static void report_problem(const struct policy_definition *definition,
                           const struct rule_problem *problem) {
    switch (problem->kind) {
    case RULE_NO_MEMORY: diag_no_memory();
    case RULE_WHEN: report_expression(definition, definition->when, &problem->expr); break;
    case RULE_SHRINK_TO:
        report_expression(definition, definition->shrink_to, &problem->expr);
        break;
    case RULE_UNUSED_PARAMETER: {
        const struct doc_node *names = doc_get(doc_root(definition->doc), "parameters");
        struct place place = doc_place(names->keys[problem->parameter]);
        diag_error_at(&place, "unused parameter '%s'",
                      definition->defaults[problem->parameter].name);
        break;
    }
    }
}

/* Returns the definition's name with each parameter that is not at its default.  The caller frees
 * it. */
static char *canonical_name(const struct policy_definition *definition,
                            const struct parameter *parameters) {
    struct memstream name;
    memstream_open(&name);
    fputs(definition->name, name.stream);
    for (size_t i = 0; i < definition->parameter_count; i++)
        if (parameters[i].value != definition->defaults[i].value) {
            char value[NUMBER_TEXT];
            policy_write_value(value, &parameters[i]);
            fprintf(name.stream, ":%s=%s", parameters[i].name, value);
        }
    return memstream_close(&name);
}

struct policy *policy_new(const struct policy_definition *definition, const int64_t *values) {
    struct parameter parameters[LIMIT_PARAMETERS];
    for (size_t i = 0; i < definition->parameter_count; i++) {
        parameters[i] = definition->defaults[i];
        parameters[i].value = values[i];
    }
    bool by_parameter = definition->for_parameter < definition->parameter_count;
    char *name = canonical_name(definition, parameters);
    const struct rule_text text = {
        .name = name,
        .when = definition->when->scalar,
        .shrink_to = definition->shrink_to->scalar,
        .for_ns = by_parameter ? values[definition->for_parameter] * NS_PER_MS : definition->for_ns,
        .used = (uint32_t)by_parameter << definition->for_parameter,
        .parameters = parameters,
        .parameter_count = definition->parameter_count};
    struct rule_problem problem;
    struct rule *rule = rule_new(&text, &problem);
    free(name);
    if (!rule) {
        report_problem(definition, &problem);
        return NULL;
    }
    struct policy *policy = array_new(1, sizeof *policy);
    *policy = (struct policy){definition, rule};
    return policy;
}

static const struct policy_definition optimum = {
    .name = POLICY_OPTIMUM,
    .summary = "the best schedule for someone who knows the future",
    .source = "dynamic programming over all schedules",
    .for_ns = -1,
};

static struct policy *new_planned(const char *name, enum goal goal, int64_t most) {
    struct policy *policy = array_new(1, sizeof *policy);
    *policy = (struct policy){&optimum, rule_new_planned(name, goal, most)};
    if (!policy->rule)
        diag_no_memory();
    return policy;
}

struct policy_definition *policy_definition_named(const char *canonical) {
    struct policy_definition *definition = array_new(1, sizeof *definition);
    char *name = array_text(canonical, strcspn(canonical, ":"));
    *definition = (struct policy_definition){
        .own_name = name, .name = name, .summary = "", .source = "", .for_ns = -1};
    return definition;
}

struct policy *policy_new_named(const struct policy_definition *definition, const char *canonical) {
    if (strcmp(definition->name, optimum.name) == 0)
        return new_planned(canonical, GOAL_HELD, -1);
    struct policy *policy = array_new(1, sizeof *policy);
    *policy = (struct policy){definition, rule_new_named(canonical)};
    if (!policy->rule)
        diag_no_memory();
    return policy;
}

struct policy *policy_new_optimum(enum goal goal, int64_t most) {
    char name[64];
    snprintf(name, sizeof name, "%s:%s=%lld", optimum.name, goal_cost(goal), (long long)most);
    return new_planned(name, goal, most);
}

struct policy *policy_new_bare_optimum(void) {
    return new_planned(optimum.name, GOAL_HELD, -1);
}

void policy_free(struct policy *policy) {
    if (!policy)
        return;
    rule_free(policy->rule);
    free(policy);
}

void policy_report(const struct policy *policy, const struct view *view, const char *where) {
    struct expr_failure failure = {"shrink_to is negative", 0};
    const struct doc_node *node = policy->definition->shrink_to;
    const struct rule *rule = policy->rule;
    int64_t value;
    if (!expr_evaluate(rule->when, view, &value, &failure))
        node = policy->definition->when;
    else
        expr_evaluate(rule->shrink_to, view, &value, &failure);
    struct place place = doc_place_in(node, failure.offset, 1);
    diag_policy_at(&place, "policy '%s' failed at %s: %s", rule->name, where, failure.why);
    for (enum view_variable i = 0; i < VIEW_VARIABLES; i++)
        if (rule_uses(rule, i))
            diag_hint("%s = %lld", view_names[i].name, (long long)view->value[i]);
}

void policy_report_overflow(const struct policy *policy, const char *where) {
    struct place place = {.input = policy->rule->name};
    if (!rule_is_planned(policy->rule))
        place = doc_place(policy->definition->shrink_to);
    diag_policy_at(&place, "policy '%s' failed at %s: a total does not fit in 64 bits",
                   policy->rule->name, where);
    diag_hint("the run reallocates more slots or bytes than kvsim can count");
}
