/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line: parsing and --help follow from a table of options. */
#ifndef KVSIM_CLI_OPTIONS_H
#define KVSIM_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/catalog.h"
#include "cli/progress.h"
#include "picture/plot.h"
#include "report/format.h"
#include "workload/vary.h"
#include "workload/workload.h"

/* The values of an option that may be repeated, in command-line order. */
struct option_texts {
    const char **items;
    size_t count, room;
};

struct options {
    struct option_texts workloads;
    struct option_texts traces;
    struct option_texts results;  /* files to read instead of simulating */
    struct option_texts policies; /* lists */
    struct option_texts settings; /* KEY=VALUE */
    const struct format *format;
    struct option_texts plots;           /* files */
    const struct plot_type **plot_types; /* of the plots, in order */
    size_t plot_type_count, plot_type_room;
    const char *plot_script; /* instead of the types' own */
    int64_t at_ns;           /* time of the shrink drawn; -1 if not given */
    const char *page;        /* --report */
    char *command;           /* the whole command line */
    struct trace_options trace_options;
    const char *initial;
    const char *output, *timeline, *dump;
    const char *list;
    struct vary vary;
    int64_t seed;                     /* -1: the workload's own */
    int64_t replications;             /* 0 when not given */
    int64_t from_ns, to_ns;           /* -1 when not given */
    int64_t jobs;                     /* 0: as many as there are processors */
    uint64_t shard, shards;           /* 1 of 1: all rows */
    double precision;                 /* part of the mean; 0 for all replications */
    const char *baseline;             /* a policy */
    const char *objectives, *columns; /* lists */
    struct option_texts bounds;       /* --at-most */
    int64_t top;                      /* 0 for all */
    bool pareto;
    int64_t worst_case; /* the largest length; 0 to simulate */
    bool rust;          /* to print patches */
    bool play;
    enum progress_when progress;
    bool check, quiet, verbose, help, version;
    char **operands; /* the words after -- of --list completion */
    size_t operand_count;
};

/* Reads the command line.  Returns false after it has reported. */
bool options_read(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

void options_help(FILE *stream);

/* Options by how they use the file that their value names. */
enum option_files { OPTIONS_ALL, OPTIONS_READ, OPTIONS_WRITTEN };

/* Calls `each` with the long name and the summary of every option, of the options that name a file
 * to read, or of the options that name a file to write. */
void options_list(enum option_files files,
                  void (*each)(void *state, const char *name, const char *summary), void *state);

/* The possible values of an option, as far as they are known before it is typed. */
struct option_values {
    const char *name; /* of the option */
    enum option_form {
        OPTION_ANY,      /* not known */
        OPTION_MEMBER,   /* a member of a list of --list */
        OPTION_WORD,     /* one of a few words */
        OPTION_COLUMNS,  /* columns and other parts of a row, separated by commas */
        OPTION_FIGURES,  /* columns of figures, separated by commas */
        OPTION_BOUND,    /* COLUMN=POLICY */
        OPTION_SETTING,  /* KEY=VALUE */
        OPTION_AXIS,     /* KEY=VALUES */
        OPTION_POLICIES, /* policies with parameters, separated by commas */
        OPTION_POLICY,
    } form;
    const char *list;                                 /* of OPTION_MEMBER */
    void (*words)(const struct catalog_taker *taker); /* of OPTION_WORD */
    const char *suffixes; /* of files that it can be as well; "*" for any; NULL for none */
};

/* Finds the option that a word names, if it takes a value.  `value` becomes its beginning in the
 * word, or NULL where it is the next word. */
bool options_find_values(const char *word, struct option_values *values, const char **value);

#endif
