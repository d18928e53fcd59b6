/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A shrink policy: after a deregistration, `when` says whether to ask for a shrink, `shrink_to` to
 * how many slots.  A policy is data, read from a YAML file (kvsim-policy(5)); it keeps no state.
 *
 * A definition is what a file says; a policy is a definition with values for its parameters.
 */
#ifndef KVSIM_POLICY_POLICY_H
#define KVSIM_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/doc.h"
#include "policy/expr.h"
#include "policy/view.h"

struct policy_definition {
    struct doc *doc;
    const char *name, *summary, *source;
    const struct doc_node *when, *shrink_to; /* scalars */
    int64_t for_ns; /* how long `when` must have been true; -1 without a `for` */
    struct parameter defaults[LIMIT_PARAMETERS];
    size_t parameter_count;
};

/* Reads a policy file.  Returns NULL after it has reported. */
struct policy_definition *policy_definition_read(const char *path);
void policy_definition_free(struct policy_definition *definition);

/* When a policy has to be asked. */
enum policy_attention {
    POLICY_BY_LENGTH, /* `when` looks at len and cap only: once for each length of a capacity */
    POLICY_AT_DEREGISTRATION, /* `when` looks at history: at every deregistration */
    POLICY_AT_EVERY_EVENT,    /* it has a `for` */
};

struct policy {
    const struct policy_definition *definition;
    char *name; /* canonical: the definition's, and each parameter that is not at its default */
    struct parameter parameters[LIMIT_PARAMETERS];
    struct expr *when, *shrink_to;
    enum policy_attention attention;
    bool looks_at_time; /* an expression uses since_ms or now_ms */
};

/* A policy with these values for the definition's parameters, in their order.  Returns NULL after
 * it has reported, when an expression is wrong or a parameter is not used. */
struct policy *policy_new(const struct policy_definition *definition, const int64_t *values);
void policy_free(struct policy *policy);

/* `when` on this view. */
enum policy_answer {
    POLICY_NO,
    POLICY_YES,
    POLICY_FAILED, /* an overflow or a division by zero */
};
static inline enum policy_answer policy_when(const struct policy *policy, const struct view *view) {
    int64_t when;
    if (!expr_evaluate(policy->when, view, &when, NULL))
        return POLICY_FAILED;
    return when ? POLICY_YES : POLICY_NO;
}

/* `shrink_to` on this view, at least 0; false when it fails or is negative. */
bool policy_target(const struct policy *policy, const struct view *view, int64_t *target);

/* Whether `when` can depend on the length at all. */
bool policy_looks_at_length(const struct policy *policy);

/* Reports why policy_when or policy_target failed on this view; `where` says at which event. */
void policy_report(const struct policy *policy, const struct view *view, const char *where);

#endif
