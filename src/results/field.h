/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row shows, field by field: the columns, the varied keys, and what --columns may name
 * beside them. */
#ifndef KVSIM_RESULTS_FIELD_H
#define KVSIM_RESULTS_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/selection.h"
#include "results/column.h"
#include "workload/vary.h"

struct results;

/* What --columns may name besides columns and varied keys; a parameter's name follows the second.
 */
#define FIELD_NAME_OF_POLICY  "policy_name"
#define FIELD_NAME_PARAMETERS "parameters."

enum field_kind {
    FIELD_COLUMN,
    FIELD_VARIED,      /* the value of a varied key, named by its path */
    FIELD_PARAMETER,   /* parameters.NAME: of the policy, nothing where it has none of that name */
    FIELD_POLICY_NAME, /* the policy's name without parameters */
};

struct field {
    enum field_kind kind;
    const char *name;
    int column;            /* by index */
    size_t axis;           /* of the varied keys */
    const char *parameter; /* its name */
};

struct fields {
    struct field *items;
    size_t count, room;
    bool chosen; /* by the user */
    char *text;  /* where the names stand that are not others' */
};

/* All columns in their order, those of an optimum only where one is compared, the varied keys
 * after the first. */
void fields_all(struct fields *fields, const struct vary *vary, bool optimum);

/* Reads the value of --columns, for policies that are compared.  Returns false after it has
 * reported; fields_fini is due all the same. */
bool fields_read(struct fields *fields, const char *list, const struct selection *selection,
                 const struct vary *vary);
void fields_fini(struct fields *fields);

/* The column of a field, if it is one; -1 if not. */
static inline int field_column(const struct field *field) {
    return field->kind == FIELD_COLUMN ? field->column : -1;
}

/* The column of a field that is a figure, which is summed up; -1 if it is none. */
int field_figure(const struct field *field);

/* The parameter of that name, or NULL. */
const struct parameter *field_find_parameter(const struct rule *rule, const char *name);

/* Whether it is a number, if there is one. */
bool field_is_number(const struct field *field);

/* The text of a field in a row of a workload, which may stand in `number`; empty where there is
 * nothing. */
const char *field_text(const struct field *field, const struct results *results, size_t workload,
                       const struct row *row, char number[NUMBER_TEXT]);

#endif
