/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a run writes: the results, and what was asked for beside them. */
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
    struct output **plots; /* in the order in which they were asked for */
    size_t plot_count;
    /* With something beside them, the results wait here until that has been written. */
    FILE *held;
};

/* Opens what the options name.  Returns false after it has reported; outputs_fini is due all the
 * same. */
bool outputs_init(struct outputs *outputs, const struct options *options);

/* Discards what was not committed. */
void outputs_fini(struct outputs *outputs);

/* Where the results are written to. */
FILE *outputs_results(const struct outputs *outputs);

/* Whether the results, all of them written, are there to be committed; reports that they are not.
 */
bool outputs_hold_results(const struct outputs *outputs);

/* Completes one of them, if it was asked for, or all that is beside the results, or these.  Return
 * false after they have reported. */
bool outputs_commit(struct output **output);
bool outputs_commit_beside(struct outputs *outputs);
bool outputs_commit_results(struct outputs *outputs);

#endif
