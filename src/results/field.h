/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a row: the columns, the varied keys, and the others that --columns may name. */
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
    FIELD_PARAMETER,   /* parameters.NAME: of the policy; empty when it has none of that name */
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
    char *text;  /* the memory of the names that are the fields' own */
};

/* Lists all columns in their order, those of an optimum only if one is compared, and the varied
 * keys after the first. */
void fields_all(struct fields *fields, const struct vary *vary, bool optimum);

/* Reads the value of --columns, for the policies compared.  Returns false after it has reported.
 * Call fields_fini in either case. */
bool fields_read(struct fields *fields, const char *list, const struct selection *selection,
                 const struct vary *vary);
void fields_fini(struct fields *fields);

/* Returns the column of a field, or -1. */
static inline int field_column(const struct field *field) {
    return field->kind == FIELD_COLUMN ? field->column : -1;
}

/* Returns the column of a field that is a figure, which is summed up; else -1. */
int field_figure(const struct field *field);

/* Returns the parameter of that name, or NULL. */
const struct parameter *field_find_parameter(const struct rule *rule, const char *name);

/* Returns whether the field is a number, where it is not empty. */
bool field_is_number(const struct field *field);

/* Returns the text of a field in a row of a workload, which may be in `number`; empty when it has
 * none. */
const char *field_text(const struct field *field, const struct results *results, size_t workload,
                       const struct row *row, char number[NUMBER_TEXT]);

#endif
