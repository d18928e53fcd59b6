/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/memstream.h"
#include "base/nearest.h"
#include "base/number.h"
#include "report/format.h"
#include "trace/contextname.h"

/* How the value of an option is read. */
enum option_type {
    OPTION_FLAG,   /* none: sets a bool */
    OPTION_TEXT,   /* the last one counts */
    OPTION_ONCE,   /* a text, given at most once; "-" where it names a file is standard input */
    OPTION_OUTPUT, /* the same for an output file: "-" is none */
    OPTION_TEXTS,  /* every one given */
    OPTION_NAMES,  /* the same, and none may be empty */
    OPTION_NUMBER, /* a whole number from `least` to `most` */
    OPTION_TIME,   /* in nanoseconds, at most `most` */
    OPTION_OWN,    /* as `apply` does */
};

/* The modes that replace simulating, a bit each. */
enum mode { WORST = 1U, RUST = 2U, RESULTS = 4U, PLAY = 8U };

struct option_row {
    const char *name;
    char letter;          /* 0 where there is none */
    const char *argument; /* its value; NULL for a flag */
    const char *summary;
    enum option_type type;
    size_t offset; /* of the member that it sets, in struct options */
    int64_t least, most;
    bool (*apply)(struct options *options, const char *value);
    bool (*check)(const char *value); /* a further check of the value; NULL for none */
    bool of_trace;                    /* means something only for --trace */
    unsigned with;                    /* the modes that it goes with */
    enum option_files files;          /* 0 where the value names no file */
    struct option_values values;      /* for completion; its name is the row's */
};

static bool read_once(const struct option_row *row, const char *value, const char **slot) {
    bool writes = row->type == OPTION_OUTPUT;
    if (*slot)
        diag_error("duplicate option --%s", row->name);
    else if (!*value)
        diag_error("--%s needs a name", row->name);
    else if (writes && strcmp(value, "-") == 0)
        diag_error("--%s needs a file name; only results go to standard output, without --output",
                   row->name);
    else
        *slot = value;
    return *slot == value;
}

static void append(struct option_texts *texts, const char *value) {
    texts->items = array_grow(texts->items, texts->count, &texts->room, sizeof *texts->items);
    texts->items[texts->count++] = value;
}

static bool read_name(const struct option_row *row, const char *value, struct option_texts *names) {
    if (*value)
        append(names, value);
    else
        diag_error("--%s needs a name", row->name);
    return *value;
}

static bool read_number(const struct option_row *row, const char *value, int64_t *number) {
    if (number_integer(value, number) == NUMBER_OK && *number >= row->least && *number <= row->most)
        return true;
    diag_error("--%s must be a whole number from %lld to %lld, not '%s'", row->name,
               (long long)row->least, (long long)row->most, value);
    return false;
}

static bool read_duration(const struct option_row *row, const char *value, int64_t *ns) {
    if (number_duration(value, ns) == NUMBER_OK && *ns <= row->most)
        return true;
    diag_error("--%s must be a duration with a unit, such as 35ms, not '%s'", row->name, value);
    return false;
}

/* Sets the option's value. */
static bool apply(const struct option_row *row, struct options *options, const char *value) {
    void *slot = (char *)options + row->offset;
    if (row->check && !row->check(value))
        return false;
    switch (row->type) {
    case OPTION_FLAG: return *(bool *)slot = true;
    case OPTION_TEXT: *(const char **)slot = value; return true;
    case OPTION_ONCE:
    case OPTION_OUTPUT: return read_once(row, value, slot);
    case OPTION_TEXTS: append(slot, value); return true;
    case OPTION_NAMES: return read_name(row, value, slot);
    case OPTION_NUMBER: return read_number(row, value, slot);
    case OPTION_TIME: return read_duration(row, value, slot);
    case OPTION_OWN: return row->apply(options, value);
    }
    return false;
}

/* Options with a way of their own */

static bool apply_trace_format(struct options *options, const char *value) {
    options->trace_options.format = trace_format_find(value, NULL);
    return options->trace_options.format != NULL;
}

static bool check_contexts(const char *value) {
    const char *name = value;
    size_t bytes = strcspn(name, ",");
    while (!contextname_bad_byte(name, bytes) && name[bytes] == ',') {
        name += bytes + 1;
        bytes = strcspn(name, ",");
    }
    if (!contextname_bad_byte(name, bytes))
        return true;
    diag_error("--contexts must be names separated by commas, such as binder,hwbinder, not '%s'",
               value);
    return false;
}

static bool apply_format(struct options *options, const char *value) {
    const struct format *format = format_find(value);
    if (format) {
        options->format = format;
        return true;
    }
    struct nearest nearest = nearest_to(value, strlen(value));
    for (int i = 0; i < format_count; i++)
        nearest_offer(&nearest, formats[i].name);
    diag_error("--format must be table, csv or json, not '%s'", value);
    nearest_hint(&nearest);
    return false;
}

static bool check_plot(const char *value) {
    return plot_suffix(value) != NULL;
}

static bool apply_plot_type(struct options *options, const char *value) {
    const struct plot_type *type = plot_type_find(value);
    options->plot_types = array_grow(options->plot_types, options->plot_type_count,
                                     &options->plot_type_room, sizeof(struct plot_type *));
    options->plot_types[options->plot_type_count++] = type;
    return type != NULL;
}

static bool check_plot_script(const char *value) {
    if (*value && !data_is_file(value)) {
        diag_error("--plot-script %s: no such file", value);
        return false;
    }
    return true;
}

/* K/N */
static bool apply_shard(struct options *options, const char *value) {
    const char *slash = strchr(value, '/');
    int64_t shard = 0, shards = 0;
    char *first = array_text(value, slash ? (size_t)(slash - value) : strlen(value));
    bool fine = slash && number_integer(first, &shard) == NUMBER_OK &&
                number_integer(slash + 1, &shards) == NUMBER_OK && shard >= 1 && shard <= shards;
    free(first);
    if (!fine)
        diag_error("--shard must be K/N with K from 1 to N, such as 1/4, not '%s'", value);
    options->shard = (uint64_t)shard;
    options->shards = (uint64_t)shards;
    return fine;
}

/* A percentage, or a part of 1. */
static bool apply_precision(struct options *options, const char *value) {
    size_t bytes = strlen(value);
    bool percent = bytes > 0 && value[bytes - 1] == '%';
    char *number = array_text(value, bytes - percent);
    bool fine = number_decimal(number, &options->precision) == NUMBER_OK;
    free(number);
    if (percent)
        options->precision /= 100;
    if (fine && options->precision > 0 && options->precision < 1)
        return true;
    diag_error("--precision must be a fraction of the mean, such as 1%%, not '%s'", value);
    return false;
}

static bool apply_vary(struct options *options, const char *value) {
    return vary_add(&options->vary, value);
}

static bool apply_progress(struct options *options, const char *value) {
    return progress_find(value, &options->progress);
}

static void tell_formats(const struct catalog_taker *taker) {
    for (int i = 0; i < format_count; i++)
        taker->take(taker->state, formats[i].name, formats[i].summary);
}

static void tell_progress(const struct catalog_taker *taker) {
    for (int i = 0; i < PROGRESS_WHENS; i++)
        taker->take(taker->state, progress_names[i], "");
}

#define OWN(function)                   .type = OPTION_OWN, .apply = function
#define SETS(kind, member)              .type = OPTION_##kind, .offset = offsetof(struct options, member)
#define NUMBER(member, lowest, highest) SETS(NUMBER, member), .least = lowest, .most = highest
#define OF_TRACE                        .of_trace = true
#define WITH(modes)                     .with = (modes)
#define READ                            .files = OPTIONS_READ
#define WRITTEN                         .files = OPTIONS_WRITTEN
#define FORM(of_value)                  .values.form = OPTION_##of_value
#define MEMBER(of)                      FORM(MEMBER), .values.list = of
#define WORDS(told_by)                  FORM(WORD), .values.words = told_by
#define FILES(ending)                   .values.suffixes = ending

static const struct option_row rows[] = {
    {"workload", 'w', "FILE", "a workload: a name that --list workloads shows, or a YAML file",
     SETS(NAMES, workloads), READ, WITH(PLAY), MEMBER("workloads"), FILES("yaml")},
    {"vary", 0, "KEY=VALUES",
     "run the workload with each of these values of a key: A|B, FROM..TO/STEP, FROM..TO*FACTOR",
     OWN(apply_vary), FORM(AXIS)},
    {"trace", 't', "FILE", "replay a trace or log instead of a workload", SETS(NAMES, traces), READ,
     WITH(PLAY), FILES("*")},
    {"trace-format", 0, "NAME", "format of the trace; default: auto-detect",
     OWN(apply_trace_format), OF_TRACE, WITH(PLAY), MEMBER("formats")},
    {"results", 0, "FILE",
     "instead of simulating, sum up kvsim's CSV, whole or in shards; repeatable",
     SETS(NAMES, results), READ, WITH(RESULTS), FILES("csv gz bz2 xz zst zip")},
    {"policy", 'p', "LIST", "comma-separated policies: NAME, NAME:parameter=value, FILE, all",
     SETS(TEXTS, policies), READ, WITH(WORST | RUST | PLAY), FORM(POLICIES), FILES("yaml")},
    {"format", 'f', "NAME", "print results as table (the default), csv or json", OWN(apply_format),
     WITH(WORST | RESULTS), WORDS(tell_formats)},
    {"output", 'o', "FILE", "write results to this file, atomically", SETS(OUTPUT, output), WRITTEN,
     WITH(WORST | RUST | RESULTS), FILES("*")},
    {"timeline", 0, "FILE", "also write CSV with one row per event and policy",
     SETS(OUTPUT, timeline), WRITTEN, FILES("csv")},
    {"plot", 0, "FILE", "also draw a plot as .png, .svg or .pdf; repeatable", SETS(TEXTS, plots),
     .check = check_plot, WRITTEN, WITH(RESULTS), FILES("png svg pdf")},
    {"plot-type", 0, "NAME",
     "type of the plot, one of --list plots; the Nth applies to the Nth --plot",
     OWN(apply_plot_type), WITH(RESULTS), MEMBER("plots")},
    {"at", 0, "TIME", "shrink plots: show the last shrink up to this time, not the largest",
     SETS(TIME, at_ns), .most = LIMIT_TIME_NS},
    {"plot-script", 0, "FILE", "draw plots with your own gnuplot script", SETS(ONCE, plot_script),
     .check = check_plot_script, READ, WITH(RESULTS), FILES("gp")},
    {"from", 0, "TIME", "plots over time: start here", SETS(TIME, from_ns), .most = LIMIT_TIME_NS},
    {"to", 0, "TIME", "plots over time: end here", SETS(TIME, to_ns), .most = LIMIT_TIME_NS},
    {"report", 0, "FILE", "also write a self-contained HTML page: results, plots, inputs",
     SETS(OUTPUT, page), WRITTEN, WITH(RESULTS), FILES("html")},
    {"seed", 's', "N", "random seed; overrides the workload's seed", NUMBER(seed, 0, INT64_MAX),
     WITH(PLAY)},
    {"replications", 'r', "N", "repeat random workloads N times; print 95 % confidence intervals",
     NUMBER(replications, 1, LIMIT_REPLICATIONS)},
    {"precision", 0, "PART",
     "stop once every interval's half-width is within this fraction of its mean, such as 1%",
     OWN(apply_precision)},
    {"baseline", 0, "POLICY", "also print paired differences from this policy",
     SETS(ONCE, baseline), WITH(RESULTS), FORM(POLICY)},
    {"objectives", 0, "LIST", "two or three columns to minimise, default mean_held_bytes,moves",
     SETS(ONCE, objectives), WITH(RESULTS), FORM(FIGURES)},
    {"pareto", 0, NULL, "show only policies that are Pareto-optimal in the objectives",
     SETS(FLAG, pareto), WITH(RESULTS)},
    {"top", 0, "N", "show only the N best by the objectives, best first",
     NUMBER(top, 1, LIMIT_POLICIES), WITH(RESULTS)},
    {"at-most", 0, "COLUMN=VALUE",
     "exclude policies above this number, or above another policy's value; repeatable",
     SETS(TEXTS, bounds), WITH(RESULTS), FORM(BOUND)},
    {"columns", 0, "LIST", "columns of table, CSV and JSON, in this order", SETS(ONCE, columns),
     WITH(RESULTS), FORM(COLUMNS)},
    {"worst-case", 0, "LENGTH",
     "instead of simulating, compute each policy's worst case for vectors up to this length",
     NUMBER(worst_case, 1, LIMIT_WORST_LENGTH), WITH(WORST)},
    {"rust", 0, NULL, "instead of simulating, print the policies as Rust for the driver",
     SETS(FLAG, rust), WITH(RUST)},
    {"play", 0, NULL, "step through a run on a terminal, or by commands from standard input",
     SETS(FLAG, play), WITH(PLAY)},
    {"jobs", 'j', "N", "number of threads, default one per processor; does not change results",
     NUMBER(jobs, 1, LIMIT_JOBS)},
    {"shard", 0, "K/N", "run only the Kth of N shards; needs --format csv", OWN(apply_shard)},
    {"progress", 0, "WHEN",
     "show progress on standard error: auto (if a terminal), always or never", OWN(apply_progress),
     WORDS(tell_progress)},
    {"set", 0, "KEY=VALUE",
     "override a workload key, such as memory.page_size=16384; for a trace only memory.*",
     SETS(TEXTS, settings), WITH(WORST | RUST | PLAY), FORM(SETTING)},
    {"list", 0, "WHAT",
     "list policies, workloads, kernels, columns, ...; --list lists names all lists",
     SETS(TEXT, list), MEMBER("lists")},
    {"check", 0, NULL, "validate the inputs and exit", SETS(FLAG, check), WITH(RESULTS)},
    {"dump-trace", 0, "FILE", "also write the events as a native trace", SETS(OUTPUT, dump),
     WRITTEN, FILES("csv")},
    {"lenient", 0, NULL,
     "ignore and count deregistrations without an entry; accept logs without times",
     SETS(FLAG, trace_options.lenient), WITH(PLAY)},
    {"initial", 0, "FILE", "binder's stats or state file: the processes registered at time 0",
     SETS(ONCE, initial), READ, WITH(PLAY), FILES("*")},
    {"contexts", 0, "LIST", "logs: contexts in which each process registers, default binder",
     SETS(ONCE, trace_options.contexts), .check = check_contexts, OF_TRACE, WITH(PLAY)},
    {"only", 0, "PATTERN", "logs: use only processes whose names match, such as 'com.android.*'",
     SETS(ONCE, trace_options.only), OF_TRACE, WITH(PLAY)},
    {"native", 0, NULL, "logs: count native services as well", SETS(FLAG, trace_options.native),
     OF_TRACE, WITH(PLAY)},
    {"offset", 0, "TIME",
     "logs: delay from start to registration where the log lacks it, default 35ms",
     SETS(TIME, trace_options.offset_ns), .most = LIMIT_TIME_NS, OF_TRACE, WITH(PLAY)},
    {"quiet", 'q', NULL, "print no notes, not even those of -v", SETS(FLAG, quiet),
     WITH(WORST | RUST | PLAY | RESULTS)},
    {"verbose", 'v', NULL,
     "explain each policy's shrinks: how many, the first, the largest, and why",
     SETS(FLAG, verbose), WITH(WORST)},
    {"help", 'h', NULL, "print this help and exit", SETS(FLAG, help)},
    {"version", 'V', NULL, "print the version and exit", SETS(FLAG, version)},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* getopt_long returns this plus the row's index, so letters and names meet in one place. */
enum { FIRST_CODE = 256 };

static void make_tables(struct option names[ROWS + 1], char letters[2 * ROWS + 2]) {
    char *at = letters;
    *at++ = ':';
    for (int i = 0; i < ROWS; i++) {
        names[i] = (struct option){.name = rows[i].name,
                                   .has_arg = rows[i].argument ? required_argument : no_argument,
                                   .val = FIRST_CODE + i};
        if (!rows[i].letter)
            continue;
        *at++ = rows[i].letter;
        if (rows[i].argument)
            *at++ = ':';
    }
    names[ROWS] = (struct option){0};
    *at = '\0';
}

static const struct option_row *row_of(int code) {
    for (int i = 0; i < ROWS; i++)
        if (code == FIRST_CODE + i || (rows[i].letter && code == rows[i].letter))
            return &rows[i];
    return NULL;
}

static bool report_value(const struct option_row *row, const char *problem) {
    diag_error("--%s %s", row->name, problem);
    return false;
}

/* Counts the options that a name abbreviates. */
static int count_beginning(const char *name, size_t bytes) {
    int count = 0;
    for (int i = 0; i < ROWS; i++)
        count += strncmp(rows[i].name, name, bytes) == 0;
    return count;
}

static bool report_name(const char *name) {
    size_t bytes = strcspn(name, "=");
    struct nearest nearest = nearest_to(name, bytes);
    bool ambiguous = count_beginning(name, bytes) > 1;
    diag_error(ambiguous ? "--%.*s is ambiguous" : "unknown option --%.*s", (int)bytes, name);
    for (int i = 0; i < ROWS && !ambiguous; i++)
        nearest_offer(&nearest, rows[i].name);
    nearest_hint_as(&nearest, "--");
    diag_hint("kvsim --help lists the options");
    return false;
}

/* Reports what getopt could not place: `word` is the argument it stopped at. */
static bool report(int code, const char *word) {
    const struct option_row *row = row_of(optopt);
    if (row)
        return report_value(row, code == ':' ? "needs a value" : "takes no value");
    if (strncmp(word, "--", 2) == 0)
        return report_name(word + 2);
    diag_error("unknown option -%c", optopt);
    diag_hint("kvsim --help lists the options");
    return false;
}

/* Returns the command line as a shell reads it. */
static char *join_arguments(int argc, char **argv) {
    struct memstream command;
    memstream_open(&command);
    FILE *stream = command.stream;
    fputs("kvsim", stream);
    for (int i = 1; i < argc; i++) {
        bool plain = *argv[i] && strspn(argv[i], "abcdefghijklmnopqrstuvwxyz"
                                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                 "0123456789-_=./:,@%+") == strlen(argv[i]);
        fputs(plain ? " " : " '", stream);
        for (const char *at = argv[i]; *at; at++)
            if (*at == '\'')
                fputs("'\\''", stream);
            else
                fputc(*at, stream);
        fputs(plain ? "" : "'", stream);
    }
    return memstream_close(&command);
}

/* Counts how often standard input would be read. */
static size_t standard_inputs(const struct options *options) {
    size_t count = 0;
    for (size_t i = 0; i < options->workloads.count; i++)
        count += strcmp(options->workloads.items[i], "-") == 0;
    count *= vary_combinations(&options->vary);
    for (size_t i = 0; i < options->traces.count; i++)
        count += strcmp(options->traces.items[i], "-") == 0;
    for (size_t i = 0; i < options->results.count; i++)
        count += strcmp(options->results.items[i], "-") == 0;
    return count + (options->initial && strcmp(options->initial, "-") == 0);
}

static bool draws(const struct options *options, const char *type) {
    for (size_t i = 0; i < options->plot_type_count; i++)
        if (strcmp(options->plot_types[i]->name, type) == 0)
            return true;
    return false;
}

/* Checks which options for studies exclude each other. */
static bool check_study(const struct options *options) {
    bool several = options->workloads.count + options->traces.count > 1 || options->vary.count > 0;
    bool chosen = options->pareto || options->top > 0 || options->bounds.count > 0;
    if (options->shards > 1 && options->precision > 0)
        diag_error("--shard and --precision are mutually exclusive: one shard cannot tell when the "
                   "study is precise");
    else if (options->shards > 1 && !options->format->rows)
        diag_error("--shard needs --format csv, whose shards can be joined");
    else if (options->shards > 1 && options->baseline)
        diag_error("--shard and --baseline are mutually exclusive: a shard may lack the baseline");
    else if (options->shards > 1 && (chosen || options->objectives))
        diag_error("--shard excludes --objectives, --pareto, --top and --at-most, which need the "
                   "whole study");
    else if (options->baseline && options->format->rows && !options->page)
        diag_error("--baseline needs --format table or json: CSV has one row per run");
    else if (options->dump && (several || options->replications > 1 || options->precision > 0))
        diag_error("--dump-trace writes a single run: give one workload, without --vary, "
                   "--replications and --precision");
    else if (options->dump && options->shards > 1)
        diag_error("--dump-trace and --shard are mutually exclusive: a dump is of a whole run");
    else if (options->shards > 1 && (options->plots.count > 0 || options->page))
        diag_error("--shard excludes --plot and --report, which need the whole study");
    else if (options->plots.count == 0 && (options->plot_type_count > 0 || options->plot_script))
        diag_error("--plot-type and --plot-script need --plot FILE");
    else if (options->plot_type_count > options->plots.count)
        diag_error("more --plot-type than --plot");
    else if (options->at_ns >= 0 && !draws(options, "shrink"))
        diag_error("--at needs --plot-type shrink");
    else if (options->timeline && (several || options->shards > 1))
        diag_error("--timeline needs a single workload, without --vary and --shard");
    else
        return true;
    return false;
}

/* Checks what --play takes: at most one input, from elsewhere than the commands. */
static bool check_play(const struct options *options) {
    size_t inputs = options->workloads.count + options->traces.count;
    if (inputs > 1)
        diag_error("--play takes only one workload or trace");
    else if (standard_inputs(options) > 0)
        diag_error(
            "--play reads commands from standard input: give the workload or trace as a file");
    else if (options->initial && inputs == 0)
        diag_error("--initial needs a workload or a trace");
    else
        return true;
    return false;
}

/* Checks the inputs.  `of_trace` is a given option that applies only to --trace, or NULL. */
static bool check_inputs(const struct options *options, const struct option_row *of_trace) {
    bool recorded = options->results.count > 0;
    if (options->workloads.count > 0 && options->traces.count > 0)
        diag_error("--workload and --trace are mutually exclusive");
    else if (options->workloads.count == 0 && options->traces.count == 0 && !recorded &&
             !options->play)
        diag_error("nothing to run: give --workload FILE or --trace FILE");
    else if (standard_inputs(options) > 1)
        diag_error("only one input can be standard input");
    else if (options->traces.count == 0 && of_trace)
        diag_error("--%s needs --trace; a source of kind trace has a key for it", of_trace->name);
    else
        return true;
    diag_hint("to begin, try kvsim --workload boot.yaml; kvsim --help lists the options");
    return false;
}

/* The modes, those that exclude others first: the option, and why another one does not go with it.
 */
static const struct {
    unsigned mode;
    const char *option, *why;
} modes[] = {
    {WORST, "worst-case", "examines policies, not a run"},
    {RUST, "rust", "examines policies, not a run"},
    {RESULTS, "results", "reads earlier results"},
    {PLAY, "play", "shows a run and writes nothing"},
};
enum { MODES = sizeof modes / sizeof *modes };

/* The given options: the first of each kind in table order, or NULL. */
struct given {
    const struct option_row *of_trace; /* means something only for --trace */
    const struct option_row *not_with[MODES];
};

static void keep_first(const struct option_row **first, const struct option_row *row) {
    if (!*first || row < *first)
        *first = row;
}

static void note(struct given *given, const struct option_row *row) {
    if (row->of_trace)
        keep_first(&given->of_trace, row);
    for (int i = 0; i < MODES; i++)
        if (!(row->with & modes[i].mode))
            keep_first(&given->not_with[i], row);
}

static unsigned modes_of(const struct options *options) {
    return (options->worst_case > 0 ? WORST : 0U) | (options->rust ? RUST : 0U) |
           (options->results.count > 0 ? RESULTS : 0U) | (options->play ? PLAY : 0U);
}

/* Returns whether the given options go together. */
static bool check(const struct options *options, const struct given *given) {
    const unsigned wanted = modes_of(options);
    if (options->help || options->version || options->list)
        return true;
    for (int i = 0; i < MODES; i++)
        if ((wanted & modes[i].mode) && given->not_with[i]) {
            diag_error("--%s %s: it excludes --%s", modes[i].option, modes[i].why,
                       given->not_with[i]->name);
            return false;
        }
    if (wanted & (WORST | RUST))
        return true;
    return check_inputs(options, given->of_trace) &&
           (options->play ? check_play(options) : check_study(options));
}

/* Takes the operands: a shell expands one pattern to several names, and all of them are --results.
 */
static bool take_operands(struct options *options, int count, char **operands) {
    if (options->list && strcmp(options->list, "completion") == 0) {
        options->operands = operands;
        options->operand_count = (size_t)count;
        return true;
    }
    if (count > 0 && options->results.count == 0) {
        diag_error("unexpected argument '%s'", operands[0]);
        diag_hint("give a workload with --workload, a trace with --trace");
        return false;
    }
    for (int i = 0; i < count; i++)
        append(&options->results, operands[i]);
    return true;
}

bool options_read(struct options *options, int argc, char **argv) {
    struct option names[ROWS + 1];
    char letters[2 * ROWS + 2];
    make_tables(names, letters);
    char *command = join_arguments(argc, argv);
    *options = (struct options){.command = command,
                                .format = &formats[0],
                                .seed = -1,
                                .at_ns = -1,
                                .from_ns = -1,
                                .to_ns = -1,
                                .shard = 1,
                                .shards = 1,
                                .trace_options = {.offset_ns = TRACE_OFFSET_NS}};
    struct given given = {.of_trace = NULL};
    for (int code; (code = getopt_long(argc, argv, letters, names, NULL)) != -1;) {
        const struct option_row *row = code == ':' || code == '?' ? NULL : row_of(code);
        if (!row)
            return report(code, argv[optind - 1]);
        if (!apply(row, options, optarg))
            return false;
        note(&given, row);
    }
    if (!take_operands(options, argc - optind, argv + optind))
        return false;
    return check(options, &given);
}

void options_fini(struct options *options) {
    vary_fini(&options->vary);
    free(options->plots.items);
    free(options->plot_types);
    free(options->command);
    free(options->workloads.items);
    free(options->traces.items);
    free(options->results.items);
    free(options->bounds.items);
    free(options->policies.items);
    free(options->settings.items);
}

void options_help(FILE *stream) {
    fputs("Usage: kvsim --workload FILE [OPTION]...\n  or:  kvsim --trace FILE [OPTION]...\n  or:  "
          "kvsim --results FILE... [OPTION]...\n  or:  kvsim --worst-case LENGTH [OPTION]...\n  "
          "or:  kvsim --rust [OPTION]...\n  or:  kvsim --play [OPTION]...\nSimulate shrink "
          "policies for the process vector of Linux's Rust Binder driver. Compare\nwhat they cost, "
          "what they waste and how much memory they free.\n\n",
          stream);
    for (int i = 0; i < ROWS; i++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].argument ? "=" : "",
                 rows[i].argument ? rows[i].argument : "");
        if (rows[i].letter)
            fprintf(stream, "  -%c, %-20s %s\n", rows[i].letter, left, rows[i].summary);
        else
            fprintf(stream, "      %-20s %s\n", left, rows[i].summary);
    }
    fputs("\nThe default policies are none, exact, halve and hysteresis.\n"
          "The manual: kvsim(1) and kvsim-tutorial(7) to begin with; kvsim-workload(5), "
          "kvsim-policy(5),\n"
          "kvsim-trace(5), kvsim-results(5), kvsim-play(1), kvsim-pictures(7), kvsim-model(7),\n"
          "kvsim-recording(7), kvsim-findings(7).\n"
          "Report bugs at <" PACKAGE_BUGREPORT ">.\n",
          stream);
}

void options_list(enum option_files files,
                  void (*each)(void *state, const char *name, const char *summary), void *state) {
    for (int i = 0; i < ROWS; i++)
        if (files == OPTIONS_ALL || rows[i].files == files)
            each(state, rows[i].name, rows[i].summary);
}

/* As getopt takes them: a name in full, or what only one begins with. */
static const struct option_row *row_named(const char *name, size_t bytes) {
    for (int i = 0; i < ROWS; i++)
        if (strncmp(rows[i].name, name, bytes) == 0 &&
            (!rows[i].name[bytes] || count_beginning(name, bytes) == 1))
            return &rows[i];
    return NULL;
}

bool options_find_values(const char *word, struct option_values *values, const char **value) {
    bool is_long = strncmp(word, "--", 2) == 0;
    const struct option_row *row = NULL;
    const char *end;
    if (is_long) {
        end = word + strcspn(word, "=");
        row = row_named(word + 2, (size_t)(end - word) - 2);
    } else {
        /* Flags may stand before it in the same word. */
        end = *word == '-' ? word + 1 : "";
        do
            row = *end ? row_of((unsigned char)*end++) : NULL;
        while (row && !row->argument);
    }
    if (!row || !row->argument)
        return false;
    *values = row->values;
    values->name = row->name;
    *value = !*end ? NULL : is_long ? end + 1 : end;
    return true;
}
