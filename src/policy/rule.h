/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule: after a deregistration, `when` says whether to ask for a shrink, `shrink_to` to how many
 * slots.  It keeps no state: history is in the view.
 *
 * A planned rule has neither: its plan (policy/wishes.h) is worked out from the events of each
 * context before they happen.
 */
#ifndef KVSIM_POLICY_RULE_H
#define KVSIM_POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/expr.h"
#include "policy/goal.h"
#include "policy/view.h"

/* When the rule is asked. */
enum rule_attention {
    RULE_BY_LENGTH,         /* `when` uses no history: once per length and capacity */
    RULE_AT_DEREGISTRATION, /* `when` uses history: at every deregistration */
    RULE_AT_EVERY_EVENT,    /* it has a `for` */
    RULE_AS_PLANNED,        /* never: its lane has a plan */
};

struct rule {
    char *name;                   /* canonical */
    struct parameter *parameters; /* with their values */
    size_t parameter_count;
    struct expr *when, *shrink_to; /* NULL of a planned rule */
    struct expr_limit limit;       /* of `when` */
    int64_t for_ns;                /* how long `when` must have been true; -1 without a `for` */
    enum rule_attention attention;
    enum trend trend;   /* of the truth of `when`; unless unknown or constant, it never fails */
    bool target_rises;  /* `shrink_to` uses no history, never falls as len grows, never fails */
    bool looks_at_time; /* an expression uses since_ms or now_ms */
    enum goal goal;     /* of a planned rule */
    int64_t most;       /* the most moves or reallocations of its plan; -1: unknown yet */
};

/* What a rule is made of.  A rule borrows the names of parameters and copies everything else. */
struct rule_text {
    const char *name, *when, *shrink_to;
    int64_t for_ns;
    const struct parameter *parameters;
    size_t parameter_count;
    uint32_t used; /* a bit for each parameter used outside of the expressions */
};

/* Why a text is no rule. */
enum rule_problem_kind {
    RULE_NO_MEMORY,
    RULE_WHEN,             /* `when` is wrong, as `expr` says */
    RULE_SHRINK_TO,        /* so is `shrink_to` */
    RULE_UNUSED_PARAMETER, /* no expression uses the parameter of that index */
};

struct rule_problem {
    enum rule_problem_kind kind;
    struct expr_problem expr;
    size_t parameter;
};

/* Returns NULL and fills `problem` on failure. */
struct rule *rule_new(const struct rule_text *text, struct rule_problem *problem);

/* Makes a rule of which only the name, which is copied, is known: it cannot be asked.  Returns NULL
 * when there is no memory. */
struct rule *rule_new_named(const char *name);

/* Makes a planned rule.  Copies the name.  Returns NULL when there is no memory. */
struct rule *rule_new_planned(const char *name, enum goal goal, int64_t most);
void rule_free(struct rule *rule);

/* Evaluates `when` on this view. */
enum rule_answer {
    RULE_NO,
    RULE_YES,
    RULE_FAILED, /* an overflow or a division by zero */
};
static inline enum rule_answer rule_when(const struct rule *rule, const struct view *view) {
    int64_t when;
    if (!expr_evaluate(rule->when, view, &when, NULL))
        return RULE_FAILED;
    return when ? RULE_YES : RULE_NO;
}

/* Evaluates `shrink_to` on this view.  Returns false when it fails or is negative. */
bool rule_target(const struct rule *rule, const struct view *view, int64_t *target);

static inline bool rule_is_planned(const struct rule *rule) {
    return rule->attention == RULE_AS_PLANNED;
}

/* Returns whether one of the expressions uses a variable; false for a planned rule. */
bool rule_uses(const struct rule *rule, enum view_variable variable);

#endif
