/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A policy is a rule (policy/rule.h) read from a YAML file (kvsim-policy(5)).
 *
 * A definition is what a file says.  A policy is a definition, which must outlive it, with values
 * for its parameters.
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
    struct doc *doc; /* NULL of the optimum, and if only the name is known */
    char *own_name;  /* owns the name if nothing else is known; else NULL */
    const char *name, *summary, *source;
    const struct doc_node *when, *shrink_to; /* scalars; NULL if `doc` is */
    const struct doc_node *for_node;         /* a scalar too; NULL without a `for` */
    int64_t for_ns;       /* how long `when` must have been true; -1: none, or a parameter's */
    size_t for_parameter; /* the index of that parameter; parameter_count for none */
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

/* Reads a parameter's value; that of a duration is in whole milliseconds.  Returns NULL, or what is
 * wrong. */
const char *policy_read_value(const struct parameter *parameter, const char *text, int64_t *value);

/* Writes a parameter's value as users write it. */
void policy_write_value(char text[NUMBER_TEXT], const struct parameter *parameter);

/* Makes a policy with these values for the definition's parameters, in their order.  Returns NULL
 * after it has reported that an expression is wrong or a parameter is unused. */
struct policy *policy_new(const struct policy_definition *definition, const int64_t *values);

/* Make a definition of which only the canonical name of one of its policies is known, and that
 * policy. */
struct policy_definition *policy_definition_named(const char *canonical);
struct policy *policy_new_named(const struct policy_definition *definition, const char *canonical);

/* The name of the policy that knows the future; no file defines it. */
#define POLICY_OPTIMUM "optimum"

/* Makes the optimum with at most `most` moves or reallocations. */
struct policy *policy_new_optimum(enum goal goal, int64_t most);

/* Makes the optimum without a number, which cannot run yet. */
struct policy *policy_new_bare_optimum(void);
void policy_free(struct policy *policy);

/* Reports why the rule failed on this view, which sets STATUS_POLICY; `where` says at which
 * event. */
void policy_report(const struct policy *policy, const struct view *view, const char *where);

/* Reports likewise that a total of what the policy did no longer fits in 64 bits. */
void policy_report_overflow(const struct policy *policy, const char *where);

#endif
