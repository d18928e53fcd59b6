/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/number.h"
#include "trace/contextname.h"

struct option_row {
    const char *name;
    char letter;          /* 0 where there is none */
    const char *argument; /* what it takes, NULL for a flag */
    const char *summary;
    bool (*apply)(struct options *options, const char *value);
};

static void append(const char ***list, size_t *count, size_t *room, const char *value) {
    *list = array_grow(*list, *count, room, sizeof **list);
    (*list)[(*count)++] = value;
}

/* An option that names a file may be given once; one that is read may be "-", standard input. */
static bool set_once(const char **slot, const char *value, const char *name, bool reads) {
    if (*slot)
        diag_error("--%s is given twice", name);
    else if (!*value)
        diag_error("--%s needs a name", name);
    else if (strcmp(value, "-") == 0 && !reads)
        diag_error("--%s needs the name of a file; results go to standard output without it", name);
    else
        *slot = value;
    return *slot == value;
}

static bool apply_workload(struct options *options, const char *value) {
    if (!*value)
        diag_error("--workload needs a name");
    append(&options->workloads, &options->workload_count, &options->workload_room, value);
    return *value;
}

static bool apply_trace(struct options *options, const char *value) {
    return set_once(&options->trace, value, "trace", true);
}

static bool apply_trace_format(struct options *options, const char *value) {
    options->trace_options.format = trace_format_find(value);
    return options->trace_options.format != NULL;
}

static bool apply_initial(struct options *options, const char *value) {
    return set_once(&options->initial, value, "initial", true);
}

static bool apply_contexts(struct options *options, const char *value) {
    const char *name = value;
    for (const char *end = value; end; name = end + 1) {
        end = strchr(name, ',');
        if (contextname_bad_byte(name, end ? (size_t)(end - name) : strlen(name))) {
            diag_error("--contexts must be names separated by commas, such as binder,hwbinder, not "
                       "'%s'",
                       value);
            return false;
        }
    }
    return set_once(&options->trace_options.contexts, value, "contexts", true);
}

static bool apply_only(struct options *options, const char *value) {
    return set_once(&options->trace_options.only, value, "only", true);
}

static bool apply_native(struct options *options, const char *value) {
    (void)value;
    return options->trace_options.native = true;
}

static bool apply_offset(struct options *options, const char *value) {
    int64_t *offset_ns = &options->trace_options.offset_ns;
    options->offset = value;
    if (number_duration(value, offset_ns) == NUMBER_OK && *offset_ns <= LIMIT_TIME_NS)
        return true;
    diag_error("--offset must be a duration with a unit, such as 35ms, not '%s'", value);
    return false;
}

static bool apply_lenient(struct options *options, const char *value) {
    (void)value;
    return options->trace_options.lenient = true;
}

static bool apply_policy(struct options *options, const char *value) {
    append(&options->policies, &options->policy_count, &options->policy_room, value);
    return true;
}

static bool apply_format(struct options *options, const char *value) {
    const struct results_format *format = results_format_find(value);
    if (format) {
        options->format = format;
        return true;
    }
    struct nearest nearest = nearest_to(value, strlen(value));
    for (int i = 0; i < results_format_count; i++)
        nearest_offer(&nearest, results_formats[i].name);
    diag_error("--format must be table, csv or json, not '%s'", value);
    nearest_hint(&nearest);
    return false;
}

static bool apply_output(struct options *options, const char *value) {
    return set_once(&options->output, value, "output", false);
}

static bool apply_timeline(struct options *options, const char *value) {
    return set_once(&options->timeline, value, "timeline", false);
}

static bool apply_dump(struct options *options, const char *value) {
    return set_once(&options->dump, value, "dump-trace", false);
}

static bool apply_plot(struct options *options, const char *value) {
    append(&options->plots, &options->plot_count, &options->plot_room, value);
    return plot_suffix(value) != NULL;
}

static bool apply_plot_type(struct options *options, const char *value) {
    const struct plot_type *type = plot_type_find(value);
    options->plot_types = array_grow(options->plot_types, options->plot_type_count,
                                     &options->plot_type_room, sizeof(struct plot_type *));
    options->plot_types[options->plot_type_count++] = type;
    return type != NULL;
}

static bool apply_plot_script(struct options *options, const char *value) {
    if (!set_once(&options->plot_script, value, "plot-script", false))
        return false;
    if (!data_is_file(value))
        diag_error("--plot-script %s: there is no such file", value);
    return data_is_file(value);
}

static bool apply_report(struct options *options, const char *value) {
    return set_once(&options->page, value, "report", false);
}

static bool apply_seed(struct options *options, const char *value) {
    int64_t seed;
    if (number_integer(value, &seed) != NUMBER_OK || seed < 0) {
        diag_error("--seed must be a whole number from 0 to 9223372036854775807, not '%s'", value);
        return false;
    }
    options->seeded = true;
    options->seed = (uint64_t)seed;
    return true;
}

/* A whole number from `least` to `most`. */
static bool read_whole(const char *value, int64_t least, int64_t most, const char *name,
                       int64_t *number) {
    if (number_integer(value, number) == NUMBER_OK && *number >= least && *number <= most)
        return true;
    diag_error("--%s must be a whole number from %lld to %lld, not '%s'", name, (long long)least,
               (long long)most, value);
    return false;
}

static bool apply_replications(struct options *options, const char *value) {
    int64_t number;
    if (!read_whole(value, 1, LIMIT_REPLICATIONS, "replications", &number))
        return false;
    options->replications = (uint64_t)number;
    return true;
}

static bool apply_jobs(struct options *options, const char *value) {
    int64_t number;
    if (!read_whole(value, 1, LIMIT_JOBS, "jobs", &number))
        return false;
    options->jobs = (int)number;
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
    diag_error("--precision must be a part of the mean, such as 1%%, not '%s'", value);
    return false;
}

static bool apply_baseline(struct options *options, const char *value) {
    return set_once(&options->baseline, value, "baseline", true);
}

static bool apply_vary(struct options *options, const char *value) {
    return vary_add(&options->vary, value);
}

static bool apply_progress(struct options *options, const char *value) {
    return progress_find(value, &options->progress);
}

static bool apply_set(struct options *options, const char *value) {
    append(&options->settings, &options->setting_count, &options->setting_room, value);
    return true;
}

static bool apply_list(struct options *options, const char *value) {
    options->list = value;
    return true;
}

#define FLAG(name)                                                                                 \
    static bool apply_##name(struct options *options, const char *value) {                         \
        (void)value;                                                                               \
        return options->name = true;                                                               \
    }
FLAG(check)
FLAG(quiet)
FLAG(verbose)
FLAG(help)
FLAG(version)

static const struct option_row rows[] = {
    {"workload", 'w', "FILE", "a workload: a name that --list workloads shows, or a YAML file",
     apply_workload},
    {"vary", 0, "KEY=VALUES",
     "run the workload with each of these values of a key: A|B|C or FROM..TO/STEP; repeatable",
     apply_vary},
    {"trace", 't', "FILE", "instead of a workload: replay a trace or log", apply_trace},
    {"trace-format", 0, "NAME", "read the trace in this format, not the one found out",
     apply_trace_format},
    {"policy", 'p', "LIST", "policies, comma separated: NAME, NAME:parameter=value, a file, all",
     apply_policy},
    {"format", 'f', "NAME", "how results are printed: table (the default), csv or json",
     apply_format},
    {"output", 'o', "FILE", "results into this file, written whole or not at all", apply_output},
    {"timeline", 0, "FILE", "CSV, a row per event and policy", apply_timeline},
    {"plot", 0, "FILE", "a picture, .png, .svg or .pdf; repeatable", apply_plot},
    {"plot-type", 0, "NAME",
     "of the plot in the same place: a type that --list plots shows; default what fits",
     apply_plot_type},
    {"plot-script", 0, "FILE", "draw plots by a gnuplot script of your own", apply_plot_script},
    {"report", 0, "FILE", "a page for browsers: results, pictures and what made them, in one file",
     apply_report},
    {"seed", 's', "N", "seed of the random numbers, instead of the workload's own", apply_seed},
    {"replications", 'r', "N", "run what is random so often, and say how sure the means are",
     apply_replications},
    {"precision", 0, "PART", "stop when every mean is known so well, as in 1%", apply_precision},
    {"baseline", 0, "POLICY", "also compare all policies with this one, pair by pair",
     apply_baseline},
    {"jobs", 'j', "N", "threads, default as many as processors; the results do not depend on it",
     apply_jobs},
    {"shard", 0, "K/N", "only the K-th of N parts of the rows, as CSV", apply_shard},
    {"progress", 0, "WHEN", "on standard error: auto (on a terminal), always or never",
     apply_progress},
    {"set", 0, "KEY=VALUE",
     "override a workload key, as in memory.page_size=16384; a trace takes memory.*", apply_set},
    {"list", 0, "WHAT", "what there is: policies, workloads, kernels, columns, ... (lists: all)",
     apply_list},
    {"check", 0, NULL, "validate the inputs and stop", apply_check},
    {"dump-trace", 0, "FILE", "also write the events as a native trace", apply_dump},
    {"lenient", 0, NULL, "count and skip deregistrations without an entry; take logs without times",
     apply_lenient},
    {"initial", 0, "FILE", "binder's stats or state: who is registered at time 0", apply_initial},
    {"contexts", 0, "LIST", "logs: where each process registers, default binder", apply_contexts},
    {"only", 0, "PATTERN", "logs: only processes whose names match, as in 'com.android.*'",
     apply_only},
    {"native", 0, NULL, "logs: count native services as well", apply_native},
    {"offset", 0, "TIME", "logs: from a start to its registration if no line tells, default 35ms",
     apply_offset},
    {"quiet", 'q', NULL, "no notes on standard error, those of -v included", apply_quiet},
    {"verbose", 'v', NULL, "say of each kind of shrink why it gave nothing back", apply_verbose},
    {"help", 'h', NULL, "print this and stop", apply_help},
    {"version", 'V', NULL, "print the version and stop", apply_version},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* getopt_long returns this and the row's index, so that letters and names meet in one place. */
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

/* How many options a name may be short for. */
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
    diag_error(ambiguous ? "--%.*s may be short for several options" : "there is no option --%.*s",
               (int)bytes, name);
    for (int i = 0; i < ROWS && !ambiguous; i++)
        nearest_offer(&nearest, rows[i].name);
    nearest_hint_as(&nearest, "--");
    diag_hint("kvsim --help shows the options");
    return false;
}

/* What getopt could not place: `word` is the argument it stopped at. */
static bool report(int code, const char *word) {
    const struct option_row *row = row_of(optopt);
    if (row)
        return report_value(row, code == ':' ? "needs a value" : "takes no value");
    if (strncmp(word, "--", 2) == 0)
        return report_name(word + 2);
    diag_error("there is no option -%c", optopt);
    diag_hint("kvsim --help shows the options");
    return false;
}

/* The command line as a shell reads it. */
static char *join_arguments(int argc, char **argv) {
    char *text;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (!stream)
        diag_no_memory();
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
    if (fclose(stream) != 0)
        diag_no_memory();
    return text;
}

/* How often standard input would be read. */
static size_t standard_inputs(const struct options *options) {
    size_t count = 0;
    for (size_t i = 0; i < options->workload_count; i++)
        count += strcmp(options->workloads[i], "-") == 0;
    count += options->trace && strcmp(options->trace, "-") == 0;
    count *= vary_combinations(&options->vary);
    return count + (options->initial && strcmp(options->initial, "-") == 0);
}

/* What excludes what among the options for studies. */
static bool check_study(const struct options *options) {
    bool several = options->workload_count > 1 || options->vary.count > 0;
    if (options->shards > 1 && options->precision > 0)
        diag_error("--shard and --precision exclude each other: a part cannot tell when the whole "
                   "is enough");
    else if (options->shards > 1 && options->trace && strcmp(options->trace, "-") == 0)
        diag_error("--shard reads a trace twice: put it into a file");
    else if (options->shards > 1 && !options->format->rows)
        diag_error("--shard goes with --format csv, whose parts can be put together");
    else if (options->shards > 1 && options->baseline)
        diag_error("--shard and --baseline exclude each other: a part may lack the baseline");
    else if (options->dump && (several || options->replications > 1 || options->precision > 0))
        diag_error("--dump-trace writes one run: of one workload, without --vary, "
                   "--replications and --precision");
    else if (options->shards > 1 && (options->plot_count > 0 || options->page))
        diag_error("--shard goes with neither --plot nor --report: they show the whole");
    else if (options->plot_count == 0 && (options->plot_type_count > 0 || options->plot_script))
        diag_error("--plot-type and --plot-script say how --plot FILE is drawn");
    else if (options->plot_type_count > options->plot_count)
        diag_error("there are more --plot-type than --plot");
    else if (options->timeline && (several || options->shards > 1))
        diag_error("--timeline is of one workload, without --vary and --shard");
    else
        return true;
    return false;
}

/* The name of an option that means something only for --trace, or NULL. */
static const char *goes_with_trace(const struct options *options) {
    const struct trace_options *trace = &options->trace_options;
    return trace->format     ? "trace-format"
           : trace->contexts ? "contexts"
           : trace->only     ? "only"
           : trace->native   ? "native"
           : options->offset ? "offset"
                             : NULL;
}

static bool check_inputs(const struct options *options) {
    if (options->workload_count > 0 && options->trace)
        diag_error("--workload and --trace exclude each other");
    else if (options->workload_count == 0 && !options->trace)
        diag_error("nothing to run: give --workload FILE or --trace FILE");
    else if (standard_inputs(options) > 1)
        diag_error("standard input can be only one of the inputs, and be read once");
    else if (!options->trace && goes_with_trace(options))
        diag_error("--%s goes with --trace; a source of kind trace has a key for it",
                   goes_with_trace(options));
    else
        return true;
    diag_hint("for a start: kvsim --workload boot.yaml; kvsim --help shows the options");
    return false;
}

bool options_read(struct options *options, int argc, char **argv) {
    struct option names[ROWS + 1];
    char letters[2 * ROWS + 2];
    make_tables(names, letters);
    char *command = join_arguments(argc, argv);
    *options = (struct options){.command = command,
                                .format = &results_formats[0],
                                .shard = 1,
                                .shards = 1,
                                .trace_options = {.offset_ns = TRACE_OFFSET_NS}};
    for (int code; (code = getopt_long(argc, argv, letters, names, NULL)) != -1;) {
        const struct option_row *row = code == ':' || code == '?' ? NULL : row_of(code);
        if (!row)
            return report(code, argv[optind - 1]);
        if (!row->apply(options, optarg))
            return false;
    }
    if (optind < argc) {
        diag_error("unexpected argument '%s'", argv[optind]);
        diag_hint("a workload is given with --workload, a trace with --trace");
        return false;
    }
    bool informs = options->help || options->version || options->list;
    return informs || (check_inputs(options) && check_study(options));
}

void options_fini(struct options *options) {
    vary_fini(&options->vary);
    free(options->plots);
    free(options->plot_types);
    free(options->command);
    free(options->workloads);
    free(options->policies);
    free(options->settings);
}

void options_help(FILE *stream) {
    fputs("Usage: kvsim --workload FILE [OPTION]...\n"
          "  or:  kvsim --trace FILE [OPTION]...\n"
          "Simulate shrink policies of the Rust Binder driver's process vector and compare what\n"
          "they cost, what they waste and what memory they really give back.\n\n",
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
    fputs("\nWithout --policy, four are compared: none, exact, halve and hysteresis.\n"
          "The manual: kvsim(1), kvsim-workload(5), kvsim-policy(5), kvsim-trace(5).\n",
          stream);
}

void options_list(void (*each)(void *state, const char *name, const char *summary), void *state) {
    for (int i = 0; i < ROWS; i++)
        each(state, rows[i].name, rows[i].summary);
}
