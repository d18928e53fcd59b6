/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: a table of options from which parsing and --help follow. */
#ifndef KVSIM_CLI_OPTIONS_H
#define KVSIM_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/progress.h"
#include "report/plot.h"
#include "report/results.h"
#include "workload/vary.h"
#include "workload/workload.h"

struct options {
    const char **workloads; /* in the order given */
    size_t workload_count, workload_room;
    const char *trace;
    const char **policies; /* lists, in the order given */
    size_t policy_count, policy_room;
    const char **settings; /* KEY=VALUE, in the order given */
    size_t setting_count, setting_room;
    const struct results_format *format;
    const char **plots; /* files, in the order given */
    size_t plot_count, plot_room;
    const struct plot_type **plot_types; /* of the plots, one after the other */
    size_t plot_type_count, plot_type_room;
    const char *plot_script; /* instead of the types' own */
    const char *page;        /* --report */
    char *command;           /* all of the command line */
    struct trace_options trace_options;
    const char *initial, *offset;
    const char *output, *timeline, *dump;
    const char *list;
    struct vary vary;
    bool seeded;
    uint64_t seed, replications;
    int jobs;               /* 0: as many as there are processors */
    uint64_t shard, shards; /* 1 of 1: everything */
    double precision;       /* part of the mean; 0 for all replications */
    const char *baseline;   /* a policy */
    enum progress_when progress;
    bool check, quiet, verbose, help, version;
};

/* Reads the command line.  Returns false after it has reported. */
bool options_read(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

void options_help(FILE *stream);

/* Calls `each` with the long name and the summary of every option. */
void options_list(void (*each)(void *state, const char *name, const char *summary), void *state);

#endif
