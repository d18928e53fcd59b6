/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "results/results.h"

static const char option[] = "--columns";
static const char policy_name[] = FIELD_NAME_OF_POLICY;
static const char parameters[] = FIELD_NAME_PARAMETERS;

static void append(struct fields *fields, struct field field) {
    fields->items = array_grow(fields->items, fields->count, &fields->room, sizeof *fields->items);
    fields->items[fields->count++] = field;
}

void fields_all(struct fields *fields, const struct vary *vary, bool optimum) {
    *fields = (struct fields){0};
    for (int i = 0; i < column_count; i++) {
        if (columns[i].of_optimum && !optimum)
            continue;
        append(fields, (struct field){FIELD_COLUMN, columns[i].name, .column = i});
        for (size_t k = 0; i == 0 && k < vary->count; k++)
            append(fields, (struct field){FIELD_VARIED, vary->axes[k].key, .axis = k});
    }
}

static bool names_parameter(const char *name) {
    return strncmp(name, parameters, strlen(parameters)) == 0;
}

const struct parameter *field_find_parameter(const struct rule *rule, const char *name) {
    for (size_t i = 0; i < rule->parameter_count; i++)
        if (strcmp(rule->parameters[i].name, name) == 0)
            return &rule->parameters[i];
    return NULL;
}

static bool is_parameter(const struct selection *selection, const char *name) {
    for (size_t p = 0; p < selection->count; p++)
        if (field_find_parameter(selection->policies[p]->rule, name))
            return true;
    return false;
}

/* Finds the field of a name.  Returns false when there is none. */
static bool find(const char *name, const struct selection *selection, const struct vary *vary,
                 struct field *field) {
    size_t prefix = strlen(parameters);
    int column = column_look_up(name, strlen(name));
    *field = (struct field){.name = name, .column = column};
    if (column >= 0) {
        field->kind = FIELD_COLUMN;
        return true;
    }
    if (strcmp(name, policy_name) == 0) {
        field->kind = FIELD_POLICY_NAME;
        return true;
    }
    for (size_t k = 0; k < vary->count; k++)
        if (strcmp(vary->axes[k].key, name) == 0) {
            field->kind = FIELD_VARIED;
            field->axis = k;
            return true;
        }
    if (!names_parameter(name) || !is_parameter(selection, name + prefix))
        return false;
    field->kind = FIELD_PARAMETER;
    field->parameter = name + prefix;
    return true;
}

/* The nearest parameter, or else the nearest of all other names. */
static void hint(const char *name, const struct selection *selection, const struct vary *vary) {
    size_t prefix = strlen(parameters);
    bool of_parameter = names_parameter(name);
    struct nearest nearest = of_parameter ? nearest_to(name + prefix, strlen(name + prefix))
                                          : nearest_to(name, strlen(name));
    for (size_t p = 0; of_parameter && p < selection->count; p++)
        for (size_t i = 0; i < selection->policies[p]->rule->parameter_count; i++)
            nearest_offer(&nearest, selection->policies[p]->rule->parameters[i].name);
    for (int i = 0; !of_parameter && i < column_count; i++)
        nearest_offer(&nearest, columns[i].name);
    for (size_t k = 0; !of_parameter && k < vary->count; k++)
        nearest_offer(&nearest, vary->axes[k].key);
    if (!of_parameter)
        nearest_offer(&nearest, policy_name);
    nearest_hint_as(&nearest, of_parameter ? parameters : "");
    diag_hint("kvsim --list columns lists them; policy_name, parameters.NAME and the keys of "
              "--vary are columns as well");
}

static bool read_name(struct fields *fields, const char *list, const char *name,
                      const struct selection *selection, const struct vary *vary) {
    struct field field;
    const struct place place =
        diag_place_of_option(option, list, (size_t)(name - fields->text), strlen(name));
    if (!find(name, selection, vary, &field) && names_parameter(name) &&
        selection_is_named(selection)) {
        diag_error_at(&place, "results do not record the parameter '%s' where it has its default",
                      name + strlen(parameters));
        diag_hint("to print it, run the study itself with --columns policy,%s,...", name);
        return false;
    }
    if (!find(name, selection, vary, &field)) {
        if (names_parameter(name))
            diag_error_at(&place, "no compared policy has the parameter '%s'",
                          name + strlen(parameters));
        else
            diag_error_at(&place, "unknown column '%s'", name);
        hint(name, selection, vary);
        return false;
    }
    if (field.kind == FIELD_COLUMN && columns[field.column].of_optimum &&
        !selection_has_planned(selection)) {
        diag_error_at(&place, "the column '%s' needs an optimum among the policies", name);
        return false;
    }
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0) {
            diag_error_at(&place, "duplicate column '%s'", name);
            return false;
        }
    append(fields, field);
    return true;
}

bool fields_read(struct fields *fields, const char *list, const struct selection *selection,
                 const struct vary *vary) {
    *fields = (struct fields){.chosen = true, .text = array_text(list, strlen(list))};
    for (char *name = fields->text, *end; name; name = end) {
        end = strchr(name, ',');
        if (end)
            *end++ = '\0';
        if (!read_name(fields, list, name, selection, vary))
            return false;
    }
    return true;
}

void fields_fini(struct fields *fields) {
    free(fields->items);
    free(fields->text);
}

int field_figure(const struct field *field) {
    bool figure = field->kind == FIELD_COLUMN && columns[field->column].figure;
    return figure ? field->column : -1;
}

bool field_is_number(const struct field *field) {
    return field->kind == FIELD_PARAMETER ||
           (field->kind == FIELD_COLUMN && columns[field->column].number);
}

static const char *parameter_text(const struct rule *rule, const char *name,
                                  char number[NUMBER_TEXT]) {
    const struct parameter *parameter = field_find_parameter(rule, name);
    if (!parameter)
        return "";
    number_write(number, parameter->value, 0);
    return number;
}

const char *field_text(const struct field *field, const struct results *results, size_t workload,
                       const struct row *row, char number[NUMBER_TEXT]) {
    switch (field->kind) {
    case FIELD_VARIED: return results_varied(results, workload, field->axis);
    case FIELD_PARAMETER: return parameter_text(row->outcome->rule, field->parameter, number);
    case FIELD_POLICY_NAME: return results->setup.policies[row->policy]->definition->name;
    case FIELD_COLUMN: break;
    }
    const struct column *column = &columns[field->column];
    if (column->text)
        return column->text(row);
    column_write(field->column, row, number);
    return number;
}
