/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/rule.h"

#include <stdlib.h>
#include <string.h>

/* History: what can change while length and capacity do not. */
static bool uses_history(const struct expr *expr) {
    bool history = false;
    for (enum view_variable i = VIEW_PEAK; i < VIEW_VARIABLES; i++)
        history |= expr_uses(expr, i);
    return history;
}

static enum rule_attention attention_of(const struct rule *rule) {
    if (rule->for_ns >= 0)
        return RULE_AT_EVERY_EVENT;
    return uses_history(rule->when) ? RULE_AT_DEREGISTRATION : RULE_BY_LENGTH;
}

static enum trend trend_of(const struct expr *when) {
    const struct shape truth = shape_truth(*expr_shape(when));
    return truth.fails && truth.trend != TREND_CONSTANT ? TREND_UNKNOWN : truth.trend;
}

static bool rises(const struct expr *shrink_to) {
    const struct shape *shape = expr_shape(shrink_to);
    return (shape->trend == TREND_RISING || shape->trend == TREND_CONSTANT) && !shape->fails &&
           shape->low >= 0 && !uses_history(shrink_to);
}

static bool copy_text(struct rule *rule, const struct rule_text *text) {
    size_t name_bytes = strlen(text->name) + 1;
    rule->for_ns = text->for_ns;
    rule->parameter_count = text->parameter_count;
    rule->name = malloc(name_bytes);
    if (rule->name)
        memcpy(rule->name, text->name, name_bytes);
    if (text->parameter_count == 0)
        return rule->name;
    rule->parameters = malloc(text->parameter_count * sizeof *rule->parameters);
    if (rule->parameters)
        memcpy(rule->parameters, text->parameters,
               text->parameter_count * sizeof *rule->parameters);
    return rule->name && rule->parameters;
}

static struct expr *compile(const struct rule *rule, const char *text, uint32_t *used,
                            enum rule_problem_kind kind, struct rule_problem *problem) {
    struct expr *expr =
        expr_compile(text, rule->parameters, rule->parameter_count, used, &problem->expr);
    if (!expr)
        problem->kind = problem->expr.no_memory ? RULE_NO_MEMORY : kind;
    return expr;
}

static bool check_parameters(const struct rule *rule, uint32_t used, struct rule_problem *problem) {
    problem->kind = RULE_UNUSED_PARAMETER;
    for (problem->parameter = 0; problem->parameter < rule->parameter_count; problem->parameter++)
        if (!(used >> problem->parameter & 1))
            return false;
    return true;
}

/* Fills a rule of zeros. */
static bool make(struct rule *rule, const struct rule_text *text, struct rule_problem *problem) {
    uint32_t used = text->used;
    if (!copy_text(rule, text)) {
        problem->kind = RULE_NO_MEMORY;
        return false;
    }
    rule->when = compile(rule, text->when, &used, RULE_WHEN, problem);
    if (!rule->when)
        return false;
    rule->shrink_to = compile(rule, text->shrink_to, &used, RULE_SHRINK_TO, problem);
    return rule->shrink_to && check_parameters(rule, used, problem);
}

struct rule *rule_new(const struct rule_text *text, struct rule_problem *problem) {
    struct rule *rule = calloc(1, sizeof *rule);
    if (!rule) {
        problem->kind = RULE_NO_MEMORY;
        return NULL;
    }
    if (!make(rule, text, problem)) {
        rule_free(rule);
        return NULL;
    }
    rule->limit = expr_limit(rule->when);
    rule->attention = attention_of(rule);
    rule->trend = trend_of(rule->when);
    rule->target_rises = rises(rule->shrink_to);
    rule->looks_at_time = rule_uses(rule, VIEW_SINCE_MS) || rule_uses(rule, VIEW_NOW_MS);
    return rule;
}

struct rule *rule_new_named(const char *name) {
    const struct rule_text text = {.name = name, .for_ns = -1};
    struct rule *rule = calloc(1, sizeof *rule);
    if (!rule)
        return NULL;
    if (!copy_text(rule, &text)) {
        rule_free(rule);
        return NULL;
    }
    return rule;
}

struct rule *rule_new_planned(const char *name, enum goal goal, int64_t most) {
    struct rule *rule = rule_new_named(name);
    if (!rule)
        return NULL;
    rule->attention = RULE_AS_PLANNED;
    rule->goal = goal;
    rule->most = most;
    return rule;
}

void rule_free(struct rule *rule) {
    if (!rule)
        return;
    expr_free(rule->when);
    expr_free(rule->shrink_to);
    free(rule->parameters);
    free(rule->name);
    free(rule);
}

bool rule_target(const struct rule *rule, const struct view *view, int64_t *target) {
    return expr_evaluate(rule->shrink_to, view, target, NULL) && *target >= 0;
}

bool rule_uses(const struct rule *rule, enum view_variable variable) {
    return !rule_is_planned(rule) &&
           (expr_uses(rule->when, variable) || expr_uses(rule->shrink_to, variable));
}
