/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: a table of options from which parsing and --help follow. */
#ifndef KVSIM_CLI_OPTIONS_H
#define KVSIM_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/results.h"
#include "workload/workload.h"

struct options {
    const char *workload, *trace;
    const char **policies; /* lists, in the order given */
    size_t policy_count, policy_room;
    const char **settings; /* KEY=VALUE, in the order given */
    size_t setting_count, setting_room;
    const struct results_format *format;
    struct trace_options trace_options;
    const char *initial, *offset;
    const char *output, *timeline, *dump;
    const char *list;
    bool seeded;
    uint64_t seed;
    bool check, quiet, verbose, help, version;
};

/* Reads the command line.  Returns false after it has reported. */
bool options_read(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

void options_help(FILE *stream);

/* Calls `each` with the long name and the summary of every option. */
void options_list(void (*each)(void *state, const char *name, const char *summary), void *state);

#endif
