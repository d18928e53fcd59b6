/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that the user chose, and their files. */
#ifndef KVSIM_POLICY_SELECTION_H
#define KVSIM_POLICY_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/doc.h"
#include "base/names.h"
#include "policy/policy.h"

struct selection {
    struct policy **policies; /* in the order given, each canonical name once */
    size_t count, room;
    struct names names; /* of the policies, by the same numbers */
    struct policy_definition **definitions;
    size_t definition_count, definition_room;
};

/* Returns the file of the policy that a member of a list names, with or without parameters, as
 * selection_add finds it; NULL for an unknown name.  A path is relative to the file `beside`, and
 * the file may be missing.  The caller frees the result. */
char *selection_find_file(const char *text, const char *beside);

/* Adds the policies of a comma-separated list.  A member is NAME or NAME:PARAMETER=VALUE:..., where
 * NAME is a policy of the data folder or, with a '/' or the suffix .yaml, a file; or `all`.  A
 * VALUE may be several (base/series.h): every combination is added.  `optimum` has no file; it
 * takes moves or reallocs, or nothing.  Returns false after it has reported. */
bool selection_add(struct selection *selection, const char *list);

/* Adds to an empty selection the one policy that a scalar of a document names, written like a
 * member of a list.  A path is relative to the file `beside`.  Returns false after it has
 * reported. */
bool selection_add_one(struct selection *selection, const struct doc_node *node,
                       const char *beside);

/* Returns whether one of the policies knows the future. */
bool selection_has_planned(const struct selection *selection);

/* Returns whether one of the policies is `optimum` without a number. */
bool selection_has_bare_optimum(const struct selection *selection);

/* Replaces `optimum` without a number, which must be there, by those with these numbers.  Ignores
 * duplicates.  Returns false after it has reported. */
bool selection_expand_optimum(struct selection *selection, enum goal goal, const int64_t *counts,
                              size_t count);

/* Adds the policies compared by default: none, exact, halve, hysteresis.  Returns false after it
 * has reported. */
bool selection_add_default(struct selection *selection);

/* Adds a policy of which only the canonical name is known.  Returns false for a duplicate, or when
 * there are LIMIT_POLICIES. */
bool selection_add_named(struct selection *selection, const char *canonical);

/* Returns whether the policies are known by their names only. */
bool selection_is_named(const struct selection *selection);

/* Finds the index of the policy of that canonical name.  Returns false when there is none. */
bool selection_find(const struct selection *selection, const char *name, size_t *policy);

/* Prints the policy that an unknown name may mean, as a hint. */
void selection_hint(const struct selection *selection, const char *name);

void selection_fini(struct selection *selection);

#endif
