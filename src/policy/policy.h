/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A policy is a rule (policy/rule.h) read from a YAML file (kvsim-policy(5)).
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
#include "base/number.h"
#include "policy/rule.h"

struct policy_definition {
    struct doc *doc; /* NULL of one that is known by its name only, and then has no expressions */
    char *own_name;  /* of that: where the name stands */
    const char *name, *summary, *source;
    const struct doc_node *when, *shrink_to; /* scalars; NULL of the optimum */
    const struct doc_node *for_node;         /* a scalar too; NULL without a `for` */
    int64_t for_ns;       /* how long `when` must have been true; -1 without a `for` */
    size_t for_parameter; /* which parameter says so instead; the count of them for none */
    struct parameter defaults[LIMIT_PARAMETERS];
    size_t parameter_count;
};

/* Reads a policy file.  Returns NULL after it has reported. */
struct policy_definition *policy_definition_read(const char *path);
void policy_definition_free(struct policy_definition *definition);

struct policy {
    const struct policy_definition *definition;
    struct rule *rule;
};

/* Reads a parameter's value, of a duration in whole milliseconds: returns NULL, or what is wrong.
 */
const char *policy_read_value(const struct parameter *parameter, const char *text, int64_t *value);

/* Writes it as users do. */
void policy_write_value(char text[NUMBER_TEXT], const struct parameter *parameter);

/* A policy with these values for the definition's parameters, in their order.  Returns NULL after
 * it has reported, when an expression is wrong or a parameter is not used. */
struct policy *policy_new(const struct policy_definition *definition, const int64_t *values);

/* A definition of which no more is known than the canonical name of a policy that it has made, and
 * that policy. */
struct policy_definition *policy_definition_named(const char *canonical);
struct policy *policy_new_named(const struct policy_definition *definition, const char *canonical);

/* The name of what no file defines: the policy that knows the future. */
#define POLICY_OPTIMUM "optimum"

/* The one with so many moves or reallocations at most. */
struct policy *policy_new_optimum(enum goal goal, int64_t most);

/* One whose number is still to be found: it cannot be run. */
struct policy *policy_new_bare_optimum(void);
void policy_free(struct policy *policy);

/* Reports why the rule failed on this view; `where` says at which event. */
void policy_report(const struct policy *policy, const struct view *view, const char *where);

/* Reports that what the policy made happen can no longer be measured. */
void policy_report_overflow(const struct policy *policy, const char *where);

#endif
