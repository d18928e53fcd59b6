/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/output.h"
#include "cli/catalog.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "engine/study.h"
#include "policy/gallery.h"
#include "report/drawing.h"
#include "report/dump.h"
#include "report/explain.h"
#include "report/results.h"
#include "report/timeline.h"
#include "workload/workload.h"

/* What is written: the results, and what was asked for beside them, else NULL. */
struct outputs {
    struct output *results, *timeline, *dump, *page;
    struct output **plots; /* as many as were asked for */
    /* With something beside them, the results wait here until that has been written. */
    FILE *held;
    char *text;
    size_t bytes;
};

/* A study with all that it needs and all that becomes of it. */
struct session {
    const struct options *options;
    struct gallery gallery;
    struct workload **workloads; /* each with all combinations of the varied keys */
    size_t workload_count;
    int64_t baseline; /* the index of a policy; -1 for none */
    struct outputs outputs;
    struct results results;
    struct timeline timeline;
    struct observer observers[2];
    struct dump dump;
    struct drawing drawing;
    struct progress progress;
};

static bool open_gallery(struct session *session) {
    const struct options *options = session->options;
    if (options->policy_count == 0 && !gallery_add_default(&session->gallery))
        return false;
    for (size_t i = 0; i < options->policy_count; i++)
        if (!gallery_add(&session->gallery, options->policies[i]))
            return false;
    return true;
}

/* The baseline is one of the policies that are compared. */
static bool find_baseline(struct session *session) {
    const char *name = session->options->baseline;
    session->baseline = -1;
    if (!name)
        return true;
    struct nearest nearest = nearest_to(name, strlen(name));
    for (size_t i = 0; i < session->gallery.count; i++) {
        if (strcmp(session->gallery.policies[i]->name, name) == 0) {
            session->baseline = (int64_t)i;
            return true;
        }
        nearest_offer(&nearest, session->gallery.policies[i]->name);
    }
    diag_error("--baseline %s is not among the policies that are compared", name);
    nearest_hint(&nearest);
    return false;
}

/* Opens one workload with one combination of the varied keys. */
static struct workload *open_workload(const struct session *session, const char *name,
                                      size_t combination) {
    const struct options *options = session->options;
    size_t count = options->setting_count + options->vary.count;
    const char **settings = array_new(count, sizeof *settings);
    for (size_t i = 0; i < options->setting_count; i++)
        settings[i] = options->settings[i];
    for (size_t i = 0; i < options->vary.count; i++)
        settings[options->setting_count + i] = vary_setting(&options->vary, combination, i);
    struct workload_options workload_options = {
        .settings = settings,
        .setting_count = count,
        .varied_count = options->vary.count,
        .seeded = options->seeded,
        .seed = options->seed,
        .initial = options->initial,
        .trace = options->trace_options,
    };
    workload_options.trace.silent = combination > 0;
    struct workload *workload = options->trace ? workload_open_trace(name, &workload_options)
                                               : workload_open(name, &workload_options);
    for (size_t i = options->setting_count; i < count; i++)
        free((char *)settings[i]);
    free(settings);
    return workload;
}

static bool open_workloads(struct session *session) {
    const struct options *options = session->options;
    size_t names = options->trace ? 1 : options->workload_count;
    size_t combinations = vary_combinations(&options->vary);
    session->workloads = array_new(names * combinations, sizeof(struct workload *));
    for (size_t n = 0; n < names; n++)
        for (size_t c = 0; c < combinations; c++) {
            const char *name = options->trace ? options->trace : options->workloads[n];
            struct workload *workload = open_workload(session, name, c);
            if (!workload)
                return false;
            session->workloads[session->workload_count++] = workload;
        }
    return true;
}

static bool open_outputs(struct session *session) {
    const struct options *options = session->options;
    struct outputs *outputs = &session->outputs;
    if (options->timeline && !(outputs->timeline = output_open(options->timeline)))
        return false;
    if (options->dump && !(outputs->dump = output_open(options->dump)))
        return false;
    if (options->page && !(outputs->page = output_open(options->page)))
        return false;
    outputs->plots = array_new(options->plot_count, sizeof(struct output *));
    for (size_t i = 0; i < options->plot_count; i++)
        if (!(outputs->plots[i] = output_open(options->plots[i])))
            return false;
    bool beside = outputs->timeline || outputs->dump || outputs->page || options->plot_count > 0;
    if (beside && !(outputs->held = open_memstream(&outputs->text, &outputs->bytes)))
        diag_no_memory();
    return (outputs->results = output_open(options->output)) != NULL;
}

static FILE *results_stream(const struct outputs *outputs) {
    return outputs->held ? outputs->held : output_stream(outputs->results);
}

/* Writes the results that have waited. */
static void release_held(struct outputs *outputs) {
    if (!outputs->held)
        return;
    if (fflush(outputs->held) != 0)
        diag_no_memory();
    fwrite(outputs->text, 1, outputs->bytes, output_stream(outputs->results));
}

static bool commit(struct output **output) {
    struct output *committed = *output;
    *output = NULL;
    return !committed || output_commit(committed);
}

static void discard_outputs(struct outputs *outputs, size_t plot_count) {
    for (size_t i = 0; outputs->plots && i < plot_count; i++)
        output_discard(outputs->plots[i]);
    free(outputs->plots);
    output_discard(outputs->page);
    output_discard(outputs->timeline);
    output_discard(outputs->dump);
    output_discard(outputs->results);
    if (outputs->held)
        fclose(outputs->held);
    free(outputs->text);
}

static void begin_dump(void *state, const struct contexts *contexts) {
    struct session *session = state;
    dump_begin(&session->dump, output_stream(session->outputs.dump), contexts);
}

static void see_events(void *state, const struct event *events, int count) {
    struct session *session = state;
    dump_events(&session->dump, events, count);
}

static void end_dump(void *state, int64_t end_ns) {
    struct session *session = state;
    dump_end(&session->dump, end_ns);
}

/* Of several runs, it is said which one speaks. */
static void say(void *state, const struct cell *cell) {
    struct session *session = state;
    progress_clear(&session->progress);
    if (session->workload_count > 1 || cell->replication > 1)
        diag_note("%s, replication %llu:", cell->workload->name,
                  (unsigned long long)cell->replication);
    diag_say_captured(cell->said, cell->said_bytes);
}

static void take(void *state, const struct cell *cell) {
    struct session *session = state;
    if (!session->options->output && isatty(STDOUT_FILENO))
        progress_clear(&session->progress);
    results_take(&session->results, cell);
    drawing_take(&session->drawing, cell);
    if (session->options->verbose && cell->replication == 1) {
        progress_clear(&session->progress);
        explain_cell(cell);
    }
}

static bool enough(void *state, size_t workload) {
    const struct session *session = state;
    return summary_is_narrow(session->results.summaries[workload], session->options->precision);
}

static void tell_progress(void *state, const struct study_progress *study) {
    struct session *session = state;
    progress_tell(&session->progress, study);
}

static int jobs(const struct options *options) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->timeline || options->dump) /* one stream of events at a time */
        return 1;
    if (options->jobs > 0)
        return options->jobs;
    return processors < 1 ? 1 : processors > LIMIT_JOBS ? LIMIT_JOBS : (int)processors;
}

static uint64_t replications(const struct options *options) {
    enum { WHEN_PRECISE = 1000 };
    if (options->replications > 0)
        return options->replications;
    return options->precision > 0 ? WHEN_PRECISE : 1;
}

static void see_both(void *state, uint64_t replication, const char *context,
                     const struct lane *lane, const struct step *step) {
    const struct session *session = state;
    for (int i = 0; i < 2; i++) {
        const struct observer *observer = &session->observers[i];
        if (observer->replications == 0 || replication <= observer->replications)
            observer->see(observer->state, replication, context, lane, step);
    }
}

/* The timeline and the pictures observe, if there are any: NULL, one of them, or *both. */
static const struct observer *observe(struct session *session, struct observer *both) {
    const struct options *options = session->options;
    if (options->timeline) {
        session->timeline =
            (struct timeline){output_stream(session->outputs.timeline), replications(options) > 1};
        session->observers[0] = timeline_begin(&session->timeline);
    }
    bool drawn = drawing_observer(&session->drawing, &session->observers[1]);
    if (!drawn || !options->timeline)
        return drawn ? &session->observers[1] : options->timeline ? &session->observers[0] : NULL;
    *both = (struct observer){.see = see_both, .state = session};
    return both;
}

/* Runs the study into the results. */
static bool simulate(struct session *session) {
    const struct options *options = session->options;
    const struct cell_witness witness = {begin_dump, see_events, end_dump, session};
    struct observer both;
    const struct observer *observer = observe(session, &both);
    const struct study_setup setup = {
        .workloads = session->workloads,
        .workload_count = session->workload_count,
        .policies = session->gallery.policies,
        .policy_count = session->gallery.count,
        .replications = replications(options),
        .jobs = jobs(options),
        .shard = options->shard,
        .shards = options->shards,
        .observer = observer,
        .witness = options->dump ? &witness : NULL,
        .say = say,
        .take = take,
        .enough = options->precision > 0 ? enough : NULL,
        .wait = session->progress.wanted ? tell_progress : NULL,
        .state = session,
    };
    bool fine = study_run(&setup);
    progress_clear(&session->progress);
    return fine;
}

static bool begin_drawing(struct session *session, const struct results_setup *setup) {
    const struct options *options = session->options;
    const struct drawing_setup drawing_setup = {
        .results = setup,
        .plots = options->plots,
        .plot_count = options->plot_count,
        .types = options->plot_types,
        .type_count = options->plot_type_count,
        .script = options->plot_script,
        .page = options->page != NULL,
        .command = options->command,
    };
    return drawing_init(&session->drawing, &drawing_setup);
}

/* Draws the pictures, and puts them in their places when all of them are there. */
static bool draw(struct session *session) {
    struct outputs *outputs = &session->outputs;
    size_t count = session->options->plot_count;
    for (size_t i = 0; i < count; i++)
        if (!drawing_plot(&session->drawing, i, output_stream(outputs->plots[i])))
            return false;
    if (outputs->page &&
        !drawing_page(&session->drawing, &session->results, output_stream(outputs->page)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!commit(&outputs->plots[i]))
            return false;
    return commit(&outputs->page);
}

/* What was complete when a signal came is printed; files that are not complete are not left. */
static void report(struct session *session) {
    const struct options *options = session->options;
    const struct results_setup setup = {
        .workloads = session->workloads,
        .workload_count = session->workload_count,
        .vary = &options->vary,
        .policies = session->gallery.policies,
        .policy_count = session->gallery.count,
        .replications = replications(options),
        .baseline = session->baseline,
        .summed_up = options->precision > 0 || options->page,
        .stream = results_stream(&session->outputs),
    };
    progress_begin(&session->progress, options->quiet ? PROGRESS_NEVER : options->progress);
    results_begin(&session->results, options->format, &setup);
    bool fine = begin_drawing(session, &setup) && simulate(session) && draw(session) &&
                commit(&session->outputs.timeline) && commit(&session->outputs.dump);
    if (fine || (output_interrupted() && !options->output)) {
        results_end(&session->results);
        release_held(&session->outputs);
        commit(&session->outputs.results);
    }
    drawing_fini(&session->drawing);
    results_fini(&session->results);
}

/* Goes through all events, for what is wrong with them. */
static void check(const struct session *session) {
    struct event events[EVENT_BATCH];
    for (size_t w = 0; w < session->workload_count; w++) {
        struct run *run = run_new(session->workloads[w], 1);
        while (run && run_next(run, events) > 0 && !output_interrupted())
            ;
        run_free(run);
    }
}

static void run(const struct options *options) {
    struct session session = {.options = options};
    if (open_gallery(&session) && find_baseline(&session) && open_workloads(&session)) {
        if (options->check)
            check(&session);
        else if (open_outputs(&session))
            report(&session);
    }
    discard_outputs(&session.outputs, options->plot_count);
    for (size_t w = 0; w < session.workload_count; w++)
        workload_free(session.workloads[w]);
    free(session.workloads);
    gallery_fini(&session.gallery);
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
