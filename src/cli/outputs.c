/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/outputs.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/inputs.h"
#include "base/scratch.h"

bool outputs_init(struct outputs *outputs, const struct options *options) {
    *outputs = (struct outputs){.plot_count = options->plots.count};
    if (options->plot_script && !inputs_add_path(options->plot_script))
        return false;
    if (options->timeline && !(outputs->timeline = output_open(options->timeline)))
        return false;
    if (options->dump && !(outputs->dump = output_open(options->dump)))
        return false;
    if (options->page && !(outputs->page = output_open(options->page)))
        return false;
    outputs->plots = array_new(options->plots.count, sizeof(struct output *));
    for (size_t i = 0; i < options->plots.count; i++)
        if (!(outputs->plots[i] = output_open(options->plots.items[i])))
            return false;
    /* Results that are read may be wrong up to the last row. */
    bool read = options->results.count > 0 && !options->format->rows;
    bool beside =
        outputs->timeline || outputs->dump || outputs->page || options->plots.count > 0 || read;
    if (beside && !(outputs->held = scratch_open()))
        return false;
    return (outputs->results = output_open(options->output)) != NULL;
}

FILE *outputs_results(const struct outputs *outputs) {
    return outputs->held ? outputs->held : output_stream(outputs->results);
}

bool outputs_hold_results(const struct outputs *outputs) {
    return !outputs->held || scratch_complete(outputs->held);
}

bool outputs_commit(struct output **output) {
    struct output *committed = *output;
    *output = NULL;
    return !committed || output_commit(committed);
}

bool outputs_commit_beside(struct outputs *outputs) {
    for (size_t i = 0; i < outputs->plot_count; i++)
        if (!outputs_commit(&outputs->plots[i]))
            return false;
    return outputs_commit(&outputs->page) && outputs_commit(&outputs->timeline) &&
           outputs_commit(&outputs->dump);
}

bool outputs_commit_results(struct outputs *outputs) {
    if (outputs->held && !scratch_copy(outputs->held, output_stream(outputs->results)))
        return false;
    return outputs_commit(&outputs->results);
}

void outputs_fini(struct outputs *outputs) {
    if (outputs->plots)
        for (size_t i = 0; i < outputs->plot_count; i++)
            output_discard(outputs->plots[i]);
    free(outputs->plots);
    output_discard(outputs->page);
    output_discard(outputs->timeline);
    output_discard(outputs->dump);
    output_discard(outputs->results);
    if (outputs->held)
        fclose(outputs->held);
}
