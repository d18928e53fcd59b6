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
#include "cli/options.h"
#include "model/kernel.h"
#include "picture/plot.h"
#include "policy/policy.h"
#include "results/column.h"
#include "workload/distribution.h"
#include "workload/memkeys.h"
#include "workload/source.h"
#include "workload/workload.h"

struct catalog {
    const char *name;
    const char *summary;
    bool (*print)(FILE *stream);
};

enum { NAME_WIDTH = 20 };

/* Names, summaries and rules may come from files that strangers wrote. */
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

/* What else there is to say of a member, set in. */
static void print_detail(FILE *stream, const char *name, const char *text) {
    fprintf(stream, "%*s%s: ", NAME_WIDTH + 2, "", name);
    print_text(stream, text);
    fputc('\n', stream);
}

static bool print_keys(FILE *stream, const struct schema_key *keys, size_t count) {
    for (size_t i = 0; i < count; i++)
        print_member(stream, keys[i].name, keys[i].summary);
    return true;
}

/* The files of a folder of the data folder, each by `print`. */
static bool print_folder(FILE *stream, const char *folder,
                         bool (*print)(FILE *stream, const char *name, const char *path)) {
    char **names;
    size_t count;
    if (!data_list(folder, &names, &count))
        return false;
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        char *path = data_find(folder, names[i]);
        fine = path && print(stream, names[i], path);
        free(path);
    }
    data_free_list(names, count);
    return fine;
}

/* A policy in full: below its name and summary what it says, set in. */
static bool print_policy(FILE *stream, const char *name, const char *path) {
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

static bool print_policies(FILE *stream) {
    return print_folder(stream, "policies", print_policy);
}

static bool print_workload(FILE *stream, const char *name, const char *path) {
    char *description = workload_description(path);
    if (description)
        print_member(stream, name, description);
    free(description);
    return description != NULL;
}

static bool print_workloads(FILE *stream) {
    return print_folder(stream, "workloads", print_workload);
}

static bool print_kernels(FILE *stream) {
    for (int i = 0; i < kernel_count; i++)
        print_member(stream, kernels[i].name, kernels[i].summary);
    return true;
}

static bool print_memory(FILE *stream) {
    return print_keys(stream, memkeys, (size_t)memkey_count);
}

static bool print_keys_of_workload(FILE *stream) {
    return print_keys(stream, workload_keys, (size_t)workload_key_count);
}

static bool print_sources(FILE *stream) {
    for (int i = 0; i < source_kind_count; i++) {
        const struct source_kind *kind = source_kinds[i];
        print_member(stream, kind->name, kind->summary);
        for (size_t k = 0; k < kind->key_count; k++) {
            char name[64];
            snprintf(name, sizeof name, "  %s", kind->keys[k].name);
            print_member(stream, name, kind->keys[k].summary);
        }
    }
    return true;
}

static bool print_distributions(FILE *stream) {
    for (int i = 0; i < distribution_kind_count; i++)
        print_member(stream, distribution_kinds[i].name, distribution_kinds[i].summary);
    return true;
}

static bool print_formats(FILE *stream) {
    for (int i = 0; i < trace_format_count; i++)
        print_member(stream, trace_formats[i]->name, trace_formats[i]->summary);
    return true;
}

static bool print_variables(FILE *stream) {
    for (int i = 0; i < VIEW_VARIABLES; i++)
        print_member(stream, view_names[i].name, view_names[i].summary);
    return true;
}

static bool print_columns(FILE *stream) {
    for (int i = 0; i < column_count; i++)
        print_member(stream, columns[i].name, columns[i].summary);
    return true;
}

static bool print_plots(FILE *stream) {
    for (int i = 0; i < PLOT_TYPES; i++)
        print_member(stream, plot_types[i].name, plot_types[i].summary);
    return true;
}

static bool print_options(FILE *stream) {
    options_list(OPTIONS_ALL, print_member, stream);
    return true;
}

static bool print_inputs(FILE *stream) {
    options_list(OPTIONS_READ, print_member, stream);
    return true;
}

static bool print_outputs(FILE *stream) {
    options_list(OPTIONS_WRITTEN, print_member, stream);
    return true;
}

static bool print_lists(FILE *stream);

static const struct catalog catalogs[] = {
    {"policies", "the shrink policies that come with kvsim", print_policies},
    {"workloads", "the workloads that come with kvsim", print_workloads},
    {"kernels", "the kernel profiles, for memory.kernel", print_kernels},
    {"memory", "the keys of `memory`", print_memory},
    {"keys", "the keys of a workload file", print_keys_of_workload},
    {"sources", "the kinds of sources in a workload, with their keys", print_sources},
    {"distributions", "the distributions of durations", print_distributions},
    {"formats", "the formats of traces and logs", print_formats},
    {"variables", "the variables of policy expressions", print_variables},
    {"columns", "the columns of the results", print_columns},
    {"plots", "the types of pictures", print_plots},
    {"options", "the options of the command line", print_options},
    {"inputs", "the options that name a file that is read", print_inputs},
    {"outputs", "the options that name a file that is written", print_outputs},
    {"lists", "these lists", print_lists},
};
enum { CATALOGS = sizeof catalogs / sizeof *catalogs };

static bool print_lists(FILE *stream) {
    for (int i = 0; i < CATALOGS; i++)
        print_member(stream, catalogs[i].name, catalogs[i].summary);
    return true;
}

bool catalog_print(const char *name, FILE *stream) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < CATALOGS; i++) {
        if (strcmp(catalogs[i].name, name) == 0)
            return catalogs[i].print(stream);
        nearest_offer(&nearest, catalogs[i].name);
    }
    diag_error("there is no list '%s'", name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list lists shows those there are");
    return false;
}
