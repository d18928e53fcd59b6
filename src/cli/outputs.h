/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All outputs of a run: the results, and what was requested beside them. */
#ifndef KVSIM_CLI_OUTPUTS_H
#define KVSIM_CLI_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/output.h"
#include "cli/options.h"

struct outputs {
    struct output *results, *timeline, *dump,
        *page;             /* but for the results, NULL if not asked for */
    struct output **plots; /* in command-line order */
    size_t plot_count;
    /* With other outputs, the results wait here until those have been written. */
    FILE *held;
};

/* Opens what the options name.  Returns false after it has reported; outputs_fini is due all the
 * same. */
bool outputs_init(struct outputs *outputs, const struct options *options);

/* Discards what was not committed. */
void outputs_fini(struct outputs *outputs);

/* Returns the stream for the results. */
FILE *outputs_results(const struct outputs *outputs);

/* Returns whether the results are complete and can be committed; reports when they are not. */
bool outputs_hold_results(const struct outputs *outputs);

/* Complete one output, if requested; all but the results; or the results.  Return false after they
 * have reported. */
bool outputs_commit(struct output **output);
bool outputs_commit_beside(struct outputs *outputs);
bool outputs_commit_results(struct outputs *outputs);

#endif
