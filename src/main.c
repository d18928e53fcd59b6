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

/* The files beside the results, each NULL when it was not asked for. */
struct side_files {
    struct output *timeline, *dump;
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
        .format = options->trace_format,
        .lenient = options->lenient,
    };
    return options->trace ? workload_open_trace(options->trace, &workload_options)
                          : workload_open(options->workload, &workload_options);
}

static bool open_side_files(struct side_files *files, const struct options *options) {
    if (options->timeline && !(files->timeline = output_open(options->timeline)))
        return false;
    return !options->dump || (files->dump = output_open(options->dump));
}

static bool commit_side_files(struct side_files *files) {
    bool timeline = !files->timeline || output_commit(files->timeline);
    bool dump = !files->dump || output_commit(files->dump);
    *files = (struct side_files){0};
    return timeline && dump;
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

static bool print_results(const struct options *options, const struct results *results) {
    struct output *output = output_open(options->output);
    if (!output)
        return false;
    options->format->print(results, output_stream(output));
    if (options->verbose)
        explain_print(results);
    return output_commit(output);
}

static bool simulate(const struct options *options, struct workload *workload,
                     const struct gallery *gallery, struct side_files *files) {
    struct dump dump;
    struct observer observer;
    if (files->dump)
        dump_begin(&dump, output_stream(files->dump), &workload->contexts);
    if (files->timeline)
        observer = timeline_begin(output_stream(files->timeline));
    const struct pass_setup setup = {.policies = gallery->policies,
                                     .policy_count = gallery->count,
                                     .memory = &workload->memory,
                                     .contexts = &workload->contexts,
                                     .seed = workload->seed,
                                     .replication = 1,
                                     .observer = files->timeline ? &observer : NULL};
    struct pass pass;
    pass_init(&pass, &setup);
    bool fine = replay(workload, &pass, files->dump ? &dump : NULL);
    if (fine) {
        pass_finish(&pass, workload_end_ns(workload));
        if (files->dump)
            dump_end(&dump, workload_end_ns(workload));
        const struct results results = {workload, &pass};
        fine = commit_side_files(files) && print_results(options, &results);
    }
    pass_fini(&pass);
    return fine;
}

static void run(const struct options *options) {
    struct gallery gallery = {0};
    struct side_files files = {0};
    struct workload *workload = NULL;
    if (open_gallery(&gallery, options) && (workload = open_workload(options))) {
        if (options->check)
            replay(workload, NULL, NULL);
        else if (open_side_files(&files, options))
            simulate(options, workload, &gallery, &files);
    }
    output_discard(files.timeline);
    output_discard(files.dump);
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
    output_catch_signals();
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
