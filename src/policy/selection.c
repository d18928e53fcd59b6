/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "policy/selection.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/data.h"
#include "base/memstream.h"
#include "base/nearest.h"
#include "base/series.h"
#include "base/utf8.h"
#include "policy/grid.h"

static const char folder[] = "policies";
static const char defaults[] = "none,exact,halve,hysteresis";

/* A member of a list, for messages that point into it. */
struct member {
    const char *list;
    size_t offset, width;
    const struct doc_node *node; /* the scalar with the list; NULL for the command line */
    const char *beside;          /* paths are relative to this file; NULL for the current folder */
};

static struct place member_place(const struct member *member, const char *at, size_t width) {
    if (member->node)
        return doc_place_in(member->node, (size_t)(at - member->list), width);
    return diag_place_of_option("--policy", member->list, (size_t)(at - member->list),
                                strnlen(at, width));
}

static bool is_path(const char *name) {
    size_t bytes = strlen(name);
    return strchr(name, '/') || (bytes > 5 && strcmp(name + bytes - 5, ".yaml") == 0);
}

static void report_unknown(const struct member *member, const char *name) {
    char **names;
    size_t count;
    if (!data_list(folder, &names, &count))
        return;
    struct place place = member_place(member, member->list + member->offset, strlen(name));
    diag_error_at(&place, "unknown policy '%s'", name);
    struct nearest nearest = nearest_to(name, strlen(name));
    nearest_offer(&nearest, "all");
    nearest_offer(&nearest, POLICY_OPTIMUM);
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, names[i]);
    nearest_hint(&nearest);
    data_free_list(names, count);
    if (access(name, F_OK) == 0)
        diag_hint("if the file here is meant, write ./%s", name);
    else
        diag_hint("kvsim --list policies lists them; %s.yaml does not exist here either", name);
}

/* Looks for a name in the data folder, then in the current folder. */
static char *find_file(const struct member *member, const char *name) {
    if (is_path(name))
        return data_beside(member->beside, name);
    char *path = data_find(folder, name);
    return path ? path : data_find_here(name);
}

char *selection_find_file(const char *text, const char *beside) {
    const struct member member = {.beside = beside};
    char *name = array_text(text, strcspn(text, ":"));
    char *path = find_file(&member, name);
    free(name);
    return path;
}

static const struct policy_definition *keep_definition(struct selection *selection,
                                                       struct policy_definition *definition) {
    selection->definitions =
        array_grow(selection->definitions, selection->definition_count, &selection->definition_room,
                   sizeof *selection->definitions);
    return selection->definitions[selection->definition_count++] = definition;
}

static const struct policy_definition *define(struct selection *selection,
                                              const struct member *member, const char *name) {
    char *path = find_file(member, name);
    if (!path) {
        report_unknown(member, name);
        return NULL;
    }
    struct policy_definition *definition = policy_definition_read(path);
    free(path);
    return definition ? keep_definition(selection, definition) : NULL;
}

static bool same_parameters(const struct rule *a, const struct rule *b) {
    if (a->parameter_count != b->parameter_count)
        return false;
    for (size_t i = 0; i < a->parameter_count; i++)
        if (strcmp(a->parameters[i].name, b->parameters[i].name) != 0 ||
            a->parameters[i].value != b->parameters[i].value)
            return false;
    return true;
}

static bool same_rule(const struct policy *a, const struct policy *b) {
    if (rule_is_planned(a->rule) || rule_is_planned(b->rule))
        return a->definition == b->definition; /* their names say all */
    const struct policy_definition *left = a->definition, *right = b->definition;
    return strcmp(left->when->scalar, right->when->scalar) == 0 &&
           strcmp(left->shrink_to->scalar, right->shrink_to->scalar) == 0 &&
           a->rule->for_ns == b->rule->for_ns && same_parameters(a->rule, b->rule);
}

static void append(struct selection *selection, struct policy *policy) {
    selection->policies = array_grow(selection->policies, selection->count, &selection->room,
                                     sizeof *selection->policies);
    selection->policies[selection->count++] = policy;
}

/* Takes the policy over; frees it if the same one is there already.  Returns false for NULL, or
 * after it has reported. */
static bool add(struct selection *selection, const struct member *member, struct policy *policy) {
    if (!policy)
        return false;
    struct place place = member_place(member, member->list + member->offset, member->width);
    size_t number = names_add(&selection->names, policy->rule->name, strlen(policy->rule->name));
    if (number < selection->count) {
        bool same = same_rule(selection->policies[number], policy);
        if (!same)
            diag_error_at(&place, "two different policies are named '%s'", policy->rule->name);
        policy_free(policy);
        return same;
    }
    if (selection->count == LIMIT_POLICIES) {
        diag_error_at(&place, "more than %d policies", LIMIT_POLICIES);
        policy_free(policy);
        return false;
    }
    append(selection, policy);
    return true;
}

bool selection_add_named(struct selection *selection, const char *canonical) {
    if (selection->count == LIMIT_POLICIES ||
        names_add(&selection->names, canonical, strlen(canonical)) < selection->count)
        return false;
    append(selection,
           policy_new_named(keep_definition(selection, policy_definition_named(canonical)),
                            canonical));
    return true;
}

static bool unknown_parameter(const struct policy_definition *definition, const struct place *place,
                              const char *name) {
    diag_error_at(place, "policy '%s' has no parameter '%s'", definition->name, name);
    struct nearest nearest = nearest_to(name, strlen(name));
    for (size_t i = 0; i < definition->parameter_count; i++)
        nearest_offer(&nearest, definition->defaults[i].name);
    nearest_hint(&nearest);
    struct memstream names;
    memstream_open(&names);
    for (size_t i = 0; i < definition->parameter_count; i++)
        fprintf(names.stream, "%s%s", i > 0 ? ", " : "", definition->defaults[i].name);
    char *list = memstream_close(&names);
    diag_hint(*list ? "its parameters: %s" : "it has no parameters%s", list);
    free(list);
    return false;
}

/* Gives an axis the values of a text; `at` is its place in the list. */
static bool give_values(struct grid_axis *axis, const struct parameter *parameter,
                        const struct member *member, const char *text, const char *at) {
    struct series series = {.count = 0};
    struct series_problem problem;
    bool fine = series_read(&series, text, LIMIT_POLICIES, &problem);
    for (size_t i = 0; fine && i < series.count; i++) {
        const struct series_value *value = &series.values[i];
        int64_t number;
        problem = (struct series_problem){policy_read_value(parameter, value->text, &number),
                                          value->offset, value->width};
        fine = !problem.message;
        if (fine)
            grid_give(axis, number);
    }
    if (!fine) {
        struct place place = member_place(member, at + problem.offset, problem.width);
        diag_error_at(&place, "%s", problem.message);
    }
    series_fini(&series);
    return fine;
}

/* Sets the values of one "PARAMETER=VALUES"; `at` is its place in the list. */
static bool set_parameter(struct grid *grid, const struct policy_definition *definition,
                          const struct member *member, char *assignment, const char *at) {
    char *equals = strchr(assignment, '=');
    struct place place = member_place(member, at, strlen(assignment));
    if (!equals) {
        diag_error_at(&place, "expected PARAMETER=VALUE");
        return false;
    }
    *equals = '\0';
    place.width = utf8_count(assignment, strlen(assignment));
    size_t i = 0;
    while (i < definition->parameter_count && strcmp(definition->defaults[i].name, assignment) != 0)
        i++;
    if (i == definition->parameter_count)
        return unknown_parameter(definition, &place, assignment);
    if (grid->axes[i].given) {
        diag_error_at(&place, "duplicate parameter '%s'", assignment);
        return false;
    }
    return give_values(&grid->axes[i], &definition->defaults[i], member, equals + 1,
                       at + (equals + 1 - assignment));
}

/* Adds a policy for every combination; the parameter declared last changes fastest. */
static bool add_combinations(struct selection *selection, const struct member *member,
                             const struct policy_definition *definition, struct grid *grid) {
    if (grid_size(grid) > LIMIT_POLICIES) {
        struct place place = member_place(member, member->list + member->offset, member->width);
        diag_error_at(&place, "more than %d policies", LIMIT_POLICIES);
        return false;
    }
    int64_t values[LIMIT_PARAMETERS];
    grid_begin(grid);
    do {
        grid_values(grid, values);
        if (!add(selection, member, policy_new(definition, values)))
            return false;
    } while (grid_next(grid));
    return true;
}

static bool read_grid(struct grid *grid, const struct policy_definition *definition,
                      const struct member *member, char *text, char *colon) {
    while (colon) {
        char *assignment = colon + 1;
        colon = strchr(assignment, ':');
        if (colon)
            *colon = '\0';
        const char *at = member->list + member->offset + (assignment - text);
        if (!set_parameter(grid, definition, member, assignment, at))
            return false;
    }
    return true;
}

/* Adds an optimum for each number in "moves=NUMBERS" or "reallocs=NUMBERS". */
static bool add_optima(struct selection *selection, const struct member *member, const char *text,
                       const char *assignment) {
    const char *at = member->list + member->offset + (assignment - text);
    struct place place = member_place(member, at, strlen(assignment));
    enum goal goal = 0;
    while (goal < GOALS && (strncmp(assignment, goal_cost(goal), strlen(goal_cost(goal))) != 0 ||
                            assignment[strlen(goal_cost(goal))] != '='))
        goal++;
    if (goal == GOALS) {
        diag_error_at(&place, "expected moves=N or reallocs=N");
        diag_hint("optimum alone computes up to twelve of them");
        return false;
    }
    const struct parameter number = {.name = goal_cost(goal)};
    const char *values = strchr(assignment, '=') + 1;
    struct grid_axis axis = {.count = 0};
    bool fine = give_values(&axis, &number, member, values, at + (values - assignment));
    for (size_t i = 0; fine && i < axis.count; i++) {
        fine = axis.values[i] >= 0;
        if (!fine)
            diag_error_at(&place, "the number of %s must be at least 0", goal_cost(goal));
        fine = fine && add(selection, member, policy_new_optimum(goal, axis.values[i]));
    }
    free(axis.values);
    return fine;
}

static bool add_member(struct selection *selection, const struct member *member, char *text) {
    char *colon = strchr(text, ':');
    if (colon)
        *colon = '\0';
    if (strcmp(text, POLICY_OPTIMUM) == 0)
        return colon ? add_optima(selection, member, text, colon + 1)
                     : add(selection, member, policy_new_bare_optimum());
    if (strcmp(text, "all") == 0 && colon) {
        struct place place = member_place(member, member->list + member->offset, member->width);
        diag_error_at(&place, "'all' takes no parameters");
        return false;
    }
    const struct policy_definition *definition = define(selection, member, text);
    if (!definition)
        return false;
    struct grid grid;
    grid_init(&grid, definition->parameter_count);
    for (size_t i = 0; i < definition->parameter_count; i++)
        grid_set(&grid.axes[i], definition->defaults[i].value);
    bool fine = read_grid(&grid, definition, member, text, colon) &&
                add_combinations(selection, member, definition, &grid);
    grid_fini(&grid);
    return fine;
}

static bool add_all(struct selection *selection) {
    char **names;
    size_t count;
    if (!data_list(folder, &names, &count))
        return false;
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        const struct member member = {.list = names[i], .width = strlen(names[i])};
        fine = add_member(selection, &member, names[i]);
    }
    data_free_list(names, count);
    return fine;
}

bool selection_add(struct selection *selection, const char *list) {
    size_t offset = 0;
    for (bool more = true; more;) {
        size_t width = strcspn(list + offset, ",");
        const struct member member = {.list = list, .offset = offset, .width = width};
        char *text = array_text(list + offset, width);
        bool fine;
        if (width == 0) {
            struct place place = member_place(&member, list + offset, 1);
            diag_error_at(&place, "expected the name of a policy");
            fine = false;
        } else {
            fine = strcmp(text, "all") == 0 ? add_all(selection)
                                            : add_member(selection, &member, text);
        }
        free(text);
        if (!fine)
            return false;
        more = list[offset + width] == ',';
        offset += width + 1;
    }
    return true;
}

bool selection_add_one(struct selection *selection, const struct doc_node *node,
                       const char *beside) {
    const struct member member = {
        .list = node->scalar, .width = strlen(node->scalar), .node = node, .beside = beside};
    if (strcmp(node->scalar, "all") == 0 || strchr(node->scalar, ','))
        return doc_refuse(node, "expected one policy, not a list");
    char *text = array_text(member.list, member.width);
    bool fine = add_member(selection, &member, text);
    free(text);
    return fine && (selection->count == 1 || doc_refuse(node, "expected one policy, not a grid"));
}

bool selection_has_planned(const struct selection *selection) {
    for (size_t i = 0; i < selection->count; i++)
        if (rule_is_planned(selection->policies[i]->rule))
            return true;
    return false;
}

/* Returns the index of `optimum` without a number, or the count. */
static size_t find_bare_optimum(const struct selection *selection) {
    size_t at = 0;
    while (at < selection->count &&
           strcmp(selection->policies[at]->rule->name, POLICY_OPTIMUM) != 0)
        at++;
    return at;
}

bool selection_has_bare_optimum(const struct selection *selection) {
    return find_bare_optimum(selection) < selection->count;
}

bool selection_expand_optimum(struct selection *selection, enum goal goal, const int64_t *counts,
                              size_t count) {
    struct policy **before = selection->policies;
    size_t before_count = selection->count, bare = find_bare_optimum(selection), i = 0;
    const struct member member = {.list = POLICY_OPTIMUM, .width = strlen(POLICY_OPTIMUM)};
    bool fine = true;
    names_fini(&selection->names);
    selection->names = (struct names){0};
    selection->policies = NULL;
    selection->count = selection->room = 0;
    for (; fine && i < before_count; i++)
        if (i != bare)
            fine = add(selection, &member, before[i]);
        else
            for (size_t k = 0; fine && k < count; k++)
                fine = add(selection, &member, policy_new_optimum(goal, counts[k]));
    for (; i < before_count; i++)
        policy_free(before[i]);
    policy_free(before[bare]);
    free(before);
    return fine;
}

bool selection_add_default(struct selection *selection) {
    return selection_add(selection, defaults);
}

bool selection_is_named(const struct selection *selection) {
    return selection->definition_count > 0 && selection->definitions[0]->own_name;
}

bool selection_find(const struct selection *selection, const char *name, size_t *policy) {
    *policy = 0;
    while (*policy < selection->count &&
           strcmp(selection->policies[*policy]->rule->name, name) != 0)
        ++*policy;
    return *policy < selection->count;
}

void selection_hint(const struct selection *selection, const char *name) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (size_t i = 0; i < selection->count; i++)
        nearest_offer(&nearest, selection->policies[i]->rule->name);
    nearest_hint(&nearest);
}

void selection_fini(struct selection *selection) {
    for (size_t i = 0; i < selection->count; i++)
        policy_free(selection->policies[i]);
    for (size_t i = 0; i < selection->definition_count; i++)
        policy_definition_free(selection->definitions[i]);
    names_fini(&selection->names);
    free(selection->policies);
    free(selection->definitions);
}
