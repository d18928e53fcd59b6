/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/rights.h"

#include "base/confine.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/output.h"
#include "base/scratch.h"
#include "trace/input.h"

static void allow_input(void *state, const char *path) {
    struct confine *confine = state;
    input_prepare(path);
    confine_allow(confine, path, CONFINE_READ);
}

void rights_give_up(const struct options *options, struct workload *const *workloads,
                    size_t workload_count) {
    struct confine confine;
    confine_init(&confine);
    for (size_t i = 0; i < options->results.count; i++)
        allow_input(&confine, options->results.items[i]);
    for (size_t w = 0; w < workload_count; w++)
        workload_visit_files(workloads[w], allow_input, &confine);
    data_allow(&confine, "page");
    data_allow(&confine, "policies");
    if (options->play) /* its commands name files */
        confine_allow(&confine, "/", CONFINE_READ);
    else
        scratch_allow(&confine);
    output_allow(&confine);
    if (confine_enter(&confine) || !options->verbose || options->page)
        return; /* messages about a machine do not belong on a page */
    const char *reason = confine_reason(&confine);
    if (reason)
        diag_note("inputs are read without confinement: %s", reason);
}
