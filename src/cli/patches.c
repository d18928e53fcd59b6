/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/patches.h"

#include "base/diag.h"
#include "cli/outputs.h"
#include "patch/paste.h"
#include "workload/workload.h"

/* Nobody can patch the future into a kernel. */
static bool check(const struct selection *selection) {
    for (size_t i = 0; i < selection->count; i++) {
        const struct rule *rule = selection->policies[i]->rule;
        if (!rule_is_planned(rule))
            continue;
        diag_error("--rust cannot print policy '%s': it needs to know the future", rule->name);
        return false;
    }
    return true;
}

static void print(const struct selection *selection, const struct machine *machine, FILE *stream) {
    for (size_t i = 0; i < selection->count; i++) {
        struct patch patch;
        patch_init(&patch, selection->policies[i], machine->element_size, machine->page_size);
        if (i > 0)
            fputc('\n', stream);
        paste_print(&patch, selection->count > 1, stream);
        patch_note_failures(&patch);
        patch_fini(&patch);
    }
}

bool patches_run(const struct options *options, const struct selection *selection) {
    struct machine machine;
    struct outputs outputs = {.results = NULL};
    if (!check(selection) ||
        !workload_read_machine(&machine, options->settings.items, options->settings.count))
        return false;
    bool written = outputs_init(&outputs, options);
    if (written) {
        print(selection, &machine, outputs_results(&outputs));
        written = outputs_commit_results(&outputs);
    }
    outputs_fini(&outputs);
    return written;
}
