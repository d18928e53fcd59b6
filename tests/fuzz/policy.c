/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a policy's file, evaluates its expressions on a few views, and prints it as a patch. */
#include "fuzz.h"

#include <stdlib.h>

#include "base/memstream.h"
#include "patch/paste.h"
#include "policy/policy.h"

static void evaluate(const struct rule *rule) {
    static const int64_t values[] = {0, 1, 7, 128, INT64_MAX, -1};
    for (size_t i = 0; i < 6; i++) {
        struct view view;
        int64_t target;
        for (int v = 0; v < VIEW_VARIABLES; v++)
            view.value[v] = values[(i + (size_t)v) % 6];
        if (rule_when(rule, &view) == RULE_YES && rule_target(rule, &view, &target) && target < 0)
            abort();
    }
}

static void print(const struct policy *policy) {
    struct patch patch;
    struct memstream text;
    patch_init(&patch, policy, 8, 4096);
    memstream_open(&text);
    paste_print(&patch, true, text.stream);
    patch_note_failures(&patch);
    free(memstream_close(&text));
    patch_fini(&patch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    struct policy_definition *definition = policy_definition_read(fuzz_file(bytes, count));
    if (definition) {
        int64_t values[LIMIT_PARAMETERS];
        for (size_t i = 0; i < definition->parameter_count; i++)
            values[i] = definition->defaults[i].value;
        struct policy *policy = policy_new(definition, values);
        if (policy) {
            evaluate(policy->rule);
            print(policy);
            policy_free(policy);
        }
        policy_definition_free(definition);
    }
    fuzz_forget();
    return 0;
}
