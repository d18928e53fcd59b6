/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/origin.h"

#include <stdio.h>

#include "picture/html.h"
#include "workload/memkeys.h"

/* Writes what a workload was made of, once per name. */
static void write_workload(FILE *stream, const struct workload *workload) {
    size_t bytes;
    const char *source = doc_source(workload->doc, &bytes);
    fputs("<h2>Workload ", stream);
    html_string(stream, workload->name);
    fputs("</h2>\n", stream);
    if (!workload->processes) {
        fputs("<p>A trace, not shown here.</p>\n", stream);
        return;
    }
    fputs("<pre>\n", stream);
    html_text(stream, source, bytes);
    fputs("</pre>\n", stream);
}

static void write_policy(FILE *stream, const struct policy *policy) {
    const struct policy_definition *definition = policy->definition;
    fputs("<dt>", stream);
    html_string(stream, policy->rule->name);
    fputs("</dt><dd>", stream);
    html_string(stream, definition->summary);
    if (rule_is_planned(policy->rule)) {
        fputs("</dd>\n", stream);
        return;
    }
    fputs("<br>when <code>", stream);
    html_string(stream, definition->when->scalar);
    if (definition->for_node) {
        fputs("</code> for <code>", stream);
        html_string(stream, definition->for_node->scalar);
    }
    fputs("</code>, shrink to <code>", stream);
    html_string(stream, definition->shrink_to->scalar);
    fputs("</code>", stream);
    for (size_t i = 0; i < definition->parameter_count; i++) {
        char value[NUMBER_TEXT];
        policy_write_value(value, &policy->rule->parameters[i]);
        fprintf(stream, "; %s = %s", policy->rule->parameters[i].name, value);
    }
    fputs("</dd>\n", stream);
}

static void write_memory(FILE *stream, const struct machine *machine) {
    for (const struct schema_key *key = memkeys; key < memkeys + memkey_count; key++) {
        if (!memkeys_applies(machine, key))
            continue;
        struct memkeys_value value = memkeys_value(machine, key);
        char text[32];
        switch (value.kind) {
        case MEMKEYS_TEXT: html_pair(stream, key->name, value.text); break;
        case MEMKEYS_INTEGER:
            snprintf(text, sizeof text, "%lld", (long long)value.integer);
            html_pair(stream, key->name, text);
            break;
        case MEMKEYS_NUMBER:
            snprintf(text, sizeof text, "%.15g", value.number);
            html_pair(stream, key->name, text);
            break;
        case MEMKEYS_TRUTH: html_pair(stream, key->name, value.truth ? "true" : "false"); break;
        }
    }
}

void origin_write(FILE *stream, const struct results *results, const char *command) {
    enum { MOST_POLICIES = 100 };
    const struct results_setup *setup = &results->setup;
    const struct workload *first = setup->workloads[0];
    char number[32];
    fputs("<h2>How this was made</h2>\n<pre class=command>", stream);
    html_string(stream, command);
    fputs("</pre>\n<dl>", stream);
    html_pair(stream, "kvsim", PACKAGE_VERSION);
    snprintf(number, sizeof number, "%llu", (unsigned long long)first->seed);
    if (results_random(results, 0))
        html_pair(stream, "seed", number);
    if (setup->recorded) {
        html_pair(stream, "study", results->study);
        fputs("</dl>\n<p>From earlier results.</p>\n", stream);
        return;
    }
    write_memory(stream, &first->machine);
    fputs("</dl>\n", stream);
    if (setup->vary->count > 0)
        fputs("<p>The headings show the varied keys.</p>\n", stream);
    fputs("<h2>Policies</h2>\n<dl>", stream);
    for (size_t p = 0; p < setup->policy_count && p < MOST_POLICIES; p++)
        write_policy(stream, setup->policies[p]);
    fputs("</dl>\n", stream);
    if (setup->policy_count > MOST_POLICIES)
        fprintf(stream, "<p>and %zu more.</p>\n", setup->policy_count - MOST_POLICIES);
    for (size_t w = 0; w < setup->workload_count; w += vary_combinations(setup->vary))
        write_workload(stream, setup->workloads[w]);
}
