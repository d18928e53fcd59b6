/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/output.h"
#include "cli/catalog.h"
#include "cli/options.h"
#include "engine/pass.h"
#include "policy/gallery.h"
#include "report/dump.h"
#include "report/explain.h"
#include "report/results.h"
#include "report/timeline.h"
#include "workload/workload.h"

/* What is written: the results, and what was asked for beside them, else NULL. */
struct outputs {
    struct output *results, *timeline, *dump;
};

static bool open_gallery(struct gallery *gallery, const struct options *options) {
    if (options->policy_count == 0)
        return gallery_add_default(gallery);
    for (size_t i = 0; i < options->policy_count; i++)
        if (!gallery_add(gallery, options->policies[i]))
            return false;
    return true;
}

static struct workload *open_workload(const struct options *options) {
    const struct workload_options workload_options = {
        .settings = options->settings,
        .setting_count = options->setting_count,
        .seeded = options->seeded,
        .seed = options->seed,
        .initial = options->initial,
        .trace = options->trace_options,
    };
    return options->trace ? workload_open_trace(options->trace, &workload_options)
                          : workload_open(options->workload, &workload_options);
}

static bool open_outputs(struct outputs *outputs, const struct options *options) {
    if (options->timeline && !(outputs->timeline = output_open(options->timeline)))
        return false;
    if (options->dump && !(outputs->dump = output_open(options->dump)))
        return false;
    return (outputs->results = output_open(options->output)) != NULL;
}

static bool commit(struct output **output) {
    struct output *committed = *output;
    *output = NULL;
    return !committed || output_commit(committed);
}

static void discard_outputs(struct outputs *outputs) {
    output_discard(outputs->timeline);
    output_discard(outputs->dump);
    output_discard(outputs->results);
}

/* Takes every event of the workload through the pass (which may be NULL) and into the dump. */
static bool replay(struct workload *workload, struct pass *pass, struct dump *dump) {
    struct event events[EVENT_BATCH];
    for (int count; (count = workload_next(workload, events)) != 0;) {
        if (count < 0 || output_interrupted())
            return false;
        if (dump)
            dump_events(dump, events, count);
        if (pass)
            pass_run(pass, events, count);
    }
    return true;
}

static bool print_results(const struct options *options, const struct results *results,
                          struct outputs *outputs) {
    if (!commit(&outputs->timeline) || !commit(&outputs->dump))
        return false;
    options->format->print(results, output_stream(outputs->results));
    if (options->verbose)
        explain_print(results);
    return commit(&outputs->results);
}

static bool simulate(const struct options *options, struct workload *workload,
                     const struct gallery *gallery, struct outputs *outputs) {
    struct dump dump;
    struct observer observer;
    if (outputs->dump)
        dump_begin(&dump, output_stream(outputs->dump), &workload->contexts);
    if (outputs->timeline)
        observer = timeline_begin(output_stream(outputs->timeline));
    const struct pass_setup setup = {.policies = gallery->policies,
                                     .policy_count = gallery->count,
                                     .memory = &workload->memory,
                                     .contexts = &workload->contexts,
                                     .seed = workload->seed,
                                     .replication = 1,
                                     .observer = outputs->timeline ? &observer : NULL};
    struct pass pass;
    pass_init(&pass, &setup);
    bool fine = replay(workload, &pass, outputs->dump ? &dump : NULL);
    if (fine) {
        pass_finish(&pass, workload_end_ns(workload));
        if (outputs->dump)
            dump_end(&dump, workload_end_ns(workload));
        const struct results results = {workload, &pass};
        fine = print_results(options, &results, outputs);
    }
    pass_fini(&pass);
    return fine;
}

static void run(const struct options *options) {
    struct gallery gallery = {0};
    struct outputs outputs = {0};
    struct workload *workload = NULL;
    if (open_gallery(&gallery, options) && (workload = open_workload(options))) {
        if (options->check)
            replay(workload, NULL, NULL);
        else if (open_outputs(&outputs, options))
            simulate(options, workload, &gallery, &outputs);
    }
    discard_outputs(&outputs);
    workload_free(workload);
    gallery_fini(&gallery);
}

/* --help, --version and --list: true when one of them was asked for. */
static bool inform(const struct options *options) {
    if (!options->help && !options->version && !options->list)
        return false;
    struct output *output = output_open(NULL);
    FILE *stream = output_stream(output);
    if (options->help)
        options_help(stream);
    else if (options->version)
        fputs("kvsim " PACKAGE_VERSION "\n"
              "License GPL-3.0-or-later: GNU GPL version 3 or later.\n"
              "This is free software; there is no warranty, to the extent permitted by law.\n",
              stream);
    else
        catalog_print(options->list, stream);
    output_commit(output);
    return true;
}

int main(int argc, char **argv) {
    struct options options;
    gsl_set_error_handler_off();
    output_init();
    data_init(argv[0]);
    if (options_read(&options, argc, argv)) {
        diag_set_quiet(options.quiet);
        if (!inform(&options))
            run(&options);
    }
    if (output_interrupted())
        diag_interrupted();
    options_fini(&options);
    data_fini();
    return (int)diag_status();
}
