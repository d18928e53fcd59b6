/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that the user chose, and the files that they came from. */
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

/* The file of the policy that a member of a list names, parameters or not, as selection_add looks
 * for it; paths are relative to the file `beside`.  NULL where there is none.  The caller frees it. */
char *selection_find_file(const char *text, const char *beside);

/* Adds the policies of a comma-separated list.  A member is NAME or NAME:PARAMETER=VALUE:..., where
 * NAME is a policy of the data folder or, with a '/' or the suffix .yaml, a file; or `all`.  A
 * VALUE may be several (policy/grid.h): every combination is added.  `optimum` has no file; it
 * takes moves or reallocs, or nothing.  Returns false after it has reported. */
bool selection_add(struct selection *selection, const char *list);

/* Adds to an empty selection the one policy that a scalar of a document names, as a member of a
 * list does; a relative path is relative to the file `beside`.  Returns false after it has
 * reported. */
bool selection_add_one(struct selection *selection, const struct doc_node *node,
                       const char *beside);

/* Whether one of the policies knows the future. */
bool selection_has_planned(const struct selection *selection);

/* Whether `optimum` without a number is among them. */
bool selection_has_bare_optimum(const struct selection *selection);

/* Puts these in its place, as far as they are not there already.  Returns false after it has
 * reported. */
bool selection_expand_optimum(struct selection *selection, enum goal goal, const int64_t *counts,
                              size_t count);

/* Adds the policies that are compared when none is chosen: none, exact, halve, hysteresis. */
bool selection_add_default(struct selection *selection);

/* Adds a policy of which no more than its canonical name is known.  Returns false when it is there
 * already, or LIMIT_POLICIES are. */
bool selection_add_named(struct selection *selection, const char *canonical);

/* Whether no more than their names is known of its policies. */
bool selection_is_named(const struct selection *selection);

/* The index of the policy of that canonical name; false when it is not among them. */
bool selection_find(const struct selection *selection, const char *name, size_t *policy);

/* A hint at the policy that a name that was not found may mean. */
void selection_hint(const struct selection *selection, const char *name);

void selection_fini(struct selection *selection);

#endif
