/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "base/schema.h"
#include "base/utf8.h"
#include "cli/completion.h"
#include "cli/options.h"
#include "cli/settings.h"
#include "model/kernel.h"
#include "picture/plot.h"
#include "policy/policy.h"
#include "results/column.h"
#include "workload/distribution.h"
#include "workload/memkeys.h"
#include "workload/source.h"
#include "workload/workload.h"

/* A list has `members`, printed one per line, or its own way of printing. */
struct catalog {
    const char *name;
    const char *summary;
    bool (*members)(const struct catalog_taker *taker);
    bool (*print)(const struct options *options, FILE *stream);
};

enum { NAME_WIDTH = 20 };

/* Prints names, summaries and rules, which may come from files that strangers wrote. */
static void print_text(FILE *stream, const char *text) {
    utf8_show(stream, text, strlen(text));
}

static void print_member(void *stream, const char *name, const char *summary) {
    int width = utf8_columns(name, strlen(name));
    print_text(stream, name);
    fprintf(stream, "%*s  ", width < NAME_WIDTH ? NAME_WIDTH - width : 0, "");
    print_text(stream, summary);
    fputc('\n', stream);
}

/* Prints the details of a member, indented. */
static void print_detail(FILE *stream, const char *name, const char *text) {
    fprintf(stream, "%*s%s: ", NAME_WIDTH + 2, "", name);
    print_text(stream, text);
    fputc('\n', stream);
}

static void tell(const struct catalog_taker *taker, const char *name, const char *summary) {
    taker->take(taker->state, name, summary);
}

static bool tell_keys(const struct catalog_taker *taker, const struct schema_key *keys,
                      size_t count) {
    for (size_t i = 0; i < count; i++)
        tell(taker, keys[i].name, keys[i].summary);
    return true;
}

/* Calls `each` with every file of a folder in the data folder. */
static bool walk_folder(const char *folder,
                        bool (*each)(void *state, const char *name, const char *path),
                        void *state) {
    char **names;
    size_t count;
    if (!data_list(folder, &names, &count))
        return false;
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        char *path = data_find(folder, names[i]);
        fine = path && each(state, names[i], path);
        free(path);
    }
    data_free_list(names, count);
    return fine;
}

/* Prints a policy in full: its name and summary, and its text indented below. */
static bool print_policy(void *state, const char *name, const char *path) {
    FILE *stream = state;
    struct policy_definition *definition = policy_definition_read(path);
    if (!definition)
        return false;
    print_member(stream, name, definition->summary);
    for (size_t i = 0; i < definition->parameter_count; i++) {
        char value[NUMBER_TEXT];
        policy_write_value(value, &definition->defaults[i]);
        fprintf(stream, "%*s%s%s=%s%s", i ? 0 : NAME_WIDTH + 2, "",
                i ? ", " : "parameters: ", definition->defaults[i].name, value,
                i + 1 == definition->parameter_count ? "\n" : "");
    }
    print_detail(stream, "when", definition->when->scalar);
    if (definition->for_node)
        print_detail(stream, "for", definition->for_node->scalar);
    print_detail(stream, "shrink_to", definition->shrink_to->scalar);
    print_detail(stream, "source", definition->source);
    policy_definition_free(definition);
    return true;
}

static bool print_policies(const struct options *options, FILE *stream) {
    (void)options;
    return walk_folder("policies", print_policy, stream);
}

static bool tell_policy(void *state, const char *name, const char *path) {
    struct policy_definition *definition = policy_definition_read(path);
    if (definition)
        tell(state, name, definition->summary);
    policy_definition_free(definition);
    return definition != NULL;
}

static bool list_policies(const struct catalog_taker *taker) {
    struct catalog_taker copy = *taker;
    return walk_folder("policies", tell_policy, &copy);
}

static bool tell_workload(void *state, const char *name, const char *path) {
    char *description = workload_description(path);
    if (description)
        tell(state, name, description);
    free(description);
    return description != NULL;
}

static bool list_workloads(const struct catalog_taker *taker) {
    struct catalog_taker copy = *taker;
    return walk_folder("workloads", tell_workload, &copy);
}

static bool list_kernels(const struct catalog_taker *taker) {
    for (int i = 0; i < kernel_count; i++)
        tell(taker, kernels[i].name, kernels[i].summary);
    return true;
}

static bool list_memory(const struct catalog_taker *taker) {
    return tell_keys(taker, memkeys, (size_t)memkey_count);
}

static bool list_keys(const struct catalog_taker *taker) {
    return tell_keys(taker, workload_keys, (size_t)workload_key_count);
}

static bool list_sources(const struct catalog_taker *taker) {
    for (int i = 0; i < source_kind_count; i++) {
        const struct source_kind *kind = source_kinds[i];
        tell(taker, kind->name, kind->summary);
        for (size_t k = 0; k < kind->key_count; k++) {
            char name[64];
            snprintf(name, sizeof name, "  %s", kind->keys[k].name);
            tell(taker, name, kind->keys[k].summary);
        }
    }
    return true;
}

static bool list_distributions(const struct catalog_taker *taker) {
    for (int i = 0; i < distribution_kind_count; i++)
        tell(taker, distribution_kinds[i].name, distribution_kinds[i].summary);
    return true;
}

static bool list_formats(const struct catalog_taker *taker) {
    for (int i = 0; i < trace_format_count; i++)
        tell(taker, trace_formats[i]->name, trace_formats[i]->summary);
    return true;
}

static bool list_variables(const struct catalog_taker *taker) {
    for (int i = 0; i < VIEW_VARIABLES; i++)
        tell(taker, view_names[i].name, view_names[i].summary);
    return true;
}

static bool list_columns(const struct catalog_taker *taker) {
    for (int i = 0; i < column_count; i++)
        tell(taker, columns[i].name, columns[i].summary);
    return true;
}

static bool list_plots(const struct catalog_taker *taker) {
    for (int i = 0; i < PLOT_TYPES; i++)
        tell(taker, plot_types[i].name, plot_types[i].summary);
    return true;
}

static bool list_options(const struct catalog_taker *taker) {
    options_list(OPTIONS_ALL, taker->take, taker->state);
    return true;
}

static bool list_inputs(const struct catalog_taker *taker) {
    options_list(OPTIONS_READ, taker->take, taker->state);
    return true;
}

static bool list_outputs(const struct catalog_taker *taker) {
    options_list(OPTIONS_WRITTEN, taker->take, taker->state);
    return true;
}

/* Prints the keys of each workload on the command line, or of any. */
static bool print_settings(const struct options *options, FILE *stream) {
    const struct catalog_taker taker = {print_member, stream};
    const struct option_texts *workloads = &options->workloads;
    if (workloads->count == 0)
        return settings_list(NULL, &taker);
    for (size_t i = 0; i < workloads->count; i++)
        if (!settings_list(workloads->items[i], &taker))
            return false;
    return true;
}

static bool print_completion(const struct options *options, FILE *stream) {
    completion_print(options->operands, options->operand_count, stream);
    return true;
}

static bool list_lists(const struct catalog_taker *taker);

static const struct catalog catalogs[] = {
    {"policies", "the shrink policies shipped with kvsim", list_policies, print_policies},
    {"workloads", "the workloads shipped with kvsim", .members = list_workloads},
    {"kernels", "the kernel profiles, for memory.kernel", .members = list_kernels},
    {"memory", "the keys of `memory`", .members = list_memory},
    {"keys", "the keys of a workload file", .members = list_keys},
    {"settings",
     "the keys for --set (--vary takes all but seed); with --workload, also that workload's",
     .print = print_settings},
    {"sources", "the kinds of sources in a workload, with their keys", .members = list_sources},
    {"distributions", "the distributions of durations", .members = list_distributions},
    {"formats", "the formats of traces and logs", .members = list_formats},
    {"variables", "the variables of policy expressions", .members = list_variables},
    {"columns", "the columns of the results", .members = list_columns},
    {"plots", "the types of plots", .members = list_plots},
    {"options", "the options of the command line", .members = list_options},
    {"inputs", "the options that name an input file", .members = list_inputs},
    {"outputs", "the options that name an output file", .members = list_outputs},
    {"completion", "for shells: completions of the last word after --", .print = print_completion},
    {"lists", "these lists", .members = list_lists},
};
enum { CATALOGS = sizeof catalogs / sizeof *catalogs };

static bool list_lists(const struct catalog_taker *taker) {
    for (int i = 0; i < CATALOGS; i++)
        tell(taker, catalogs[i].name, catalogs[i].summary);
    return true;
}

static const struct catalog *find(const char *name) {
    for (int i = 0; i < CATALOGS; i++)
        if (strcmp(catalogs[i].name, name) == 0)
            return &catalogs[i];
    return NULL;
}

bool catalog_members(const char *name, const struct catalog_taker *taker) {
    return find(name)->members(taker);
}

bool catalog_print(const struct options *options, FILE *stream) {
    const char *name = options->list;
    const struct catalog *catalog = find(name);
    if (catalog)
        return catalog->print ? catalog->print(options, stream)
                              : catalog->members(&(struct catalog_taker){print_member, stream});
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < CATALOGS; i++)
        nearest_offer(&nearest, catalogs[i].name);
    diag_error("unknown list '%s'", name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list lists names them");
    return false;
}
