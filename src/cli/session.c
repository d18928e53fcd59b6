/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/inputs.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "cli/outputs.h"
#include "cli/patches.h"
#include "cli/playing.h"
#include "cli/progress.h"
#include "cli/rights.h"
#include "cli/worstcases.h"
#include "engine/foresight.h"
#include "engine/study.h"
#include "picture/drawing.h"
#include "picture/plot.h"
#include "policy/selection.h"
#include "report/dump.h"
#include "report/explain.h"
#include "report/format.h"
#include "report/fragmentation.h"
#include "report/timeline.h"
#include "results/collection.h"
#include "results/results.h"
#include "workload/workload.h"

/* A study with its inputs and outputs. */
struct session {
    const struct options *options;
    struct collection collection; /* of --results; it then owns the next three */
    const struct vary *vary;
    struct selection *selection;
    struct workload **workloads; /* each with all combinations of the varied keys */
    size_t workload_count;
    struct selection chosen; /* chosen by --policy */
    int64_t baseline;        /* the index of a policy; -1 for none */
    struct tapes *tapes;     /* of traces that are read several times */
    struct criteria criteria;
    struct fields fields;
    struct outputs outputs;
    struct results results;
    struct timeline timeline;
    struct receiver receivers[CELL_RECEIVERS];
    size_t receiver_count;
    struct dump dump;
    struct drawing drawing;
    struct progress progress;
    int jobs;
    const char *constant; /* the workload last reported as not random */
};

static bool is_recorded(const struct options *options) {
    return options->results.count > 0;
}

/* Reads the compared policies; results tell their own. */
static bool open_selection(struct session *session) {
    const struct options *options = session->options;
    session->selection = &session->chosen;
    if (is_recorded(options))
        return true;
    if (options->policies.count == 0 && !selection_add_default(session->selection))
        return false;
    for (size_t i = 0; i < options->policies.count; i++)
        if (!selection_add(session->selection, options->policies.items[i]))
            return false;
    return true;
}

/* Finds the baseline, which is one of the compared policies. */
static bool find_baseline(struct session *session) {
    const char *name = session->options->baseline;
    size_t policy = 0;
    session->baseline = -1;
    if (!name)
        return true;
    if (!selection_find(session->selection, name, &policy)) {
        diag_error("--baseline %s is not among the compared policies", name);
        selection_hint(session->selection, name);
        return false;
    }
    session->baseline = (int64_t)policy;
    return true;
}

/* Reads the objectives. */
static bool read_objectives(struct session *session) {
    const struct options *options = session->options;
    struct criteria *criteria = &session->criteria;
    criteria_init(criteria);
    criteria->pareto = options->pareto;
    criteria->top = (size_t)options->top;
    return !options->objectives || criteria_read_objectives(criteria, options->objectives);
}

/* Reads which policies and which columns are wanted, once all policies are known. */
static bool read_criteria(struct session *session) {
    const struct options *options = session->options;
    struct criteria *criteria = &session->criteria;
    for (size_t i = 0; i < options->bounds.count; i++)
        if (!criteria_read_bound(criteria, options->bounds.items[i], session->selection))
            return false;
    if (options->columns)
        return fields_read(&session->fields, options->columns, session->selection, session->vary);
    fields_all(&session->fields, session->vary, selection_has_planned(session->selection));
    return true;
}

/* Opens one workload with one combination of the varied keys. */
static struct workload *open_workload(const struct session *session, const char *name,
                                      size_t combination) {
    const struct options *options = session->options;
    size_t count = options->settings.count + options->vary.count;
    const char **settings = array_new(count, sizeof *settings);
    for (size_t i = 0; i < options->settings.count; i++)
        settings[i] = options->settings.items[i];
    for (size_t i = 0; i < options->vary.count; i++)
        settings[options->settings.count + i] = vary_setting(&options->vary, combination, i);
    struct workload_options workload_options = {
        .settings = settings,
        .setting_count = count,
        .varied_count = options->vary.count,
        .seeded = options->seed >= 0,
        .seed = (uint64_t)options->seed,
        .initial = options->initial,
        .trace = options->trace_options,
    };
    workload_options.trace.silent = combination > 0;
    struct workload *workload = options->traces.count > 0
                                    ? workload_open_trace(name, &workload_options)
                                    : workload_open(name, &workload_options);
    for (size_t i = options->settings.count; i < count; i++)
        free((char *)settings[i]);
    free(settings);
    return workload;
}

/* --lenient applies to traces, those of sources included. */
static bool check_lenient(const struct session *session) {
    bool idle = session->options->trace_options.lenient;
    for (size_t w = 0; idle && w < session->workload_count; w++)
        idle = !workload_reads_trace(session->workloads[w]);
    if (idle)
        diag_error("--lenient needs --trace, or a workload with a source of kind trace");
    return !idle;
}

static bool open_workloads(struct session *session) {
    const struct options *options = session->options;
    const struct option_texts *names =
        options->traces.count > 0 ? &options->traces : &options->workloads;
    size_t combinations = vary_combinations(&options->vary);
    session->workloads = array_new(names->count * combinations, sizeof(struct workload *));
    for (size_t n = 0; n < names->count; n++)
        for (size_t c = 0; c < combinations; c++) {
            if (interrupt_arrived())
                return false;
            struct workload *workload = open_workload(session, names->items[n], c);
            if (!workload)
                return false;
            session->workloads[session->workload_count++] = workload;
        }
    return check_lenient(session);
}

/* The optimum */

/* Finds the goal that the objectives set for an `optimum` without a number.  Returns false after it
 * has reported. */
static bool find_goal(const struct session *session, enum goal *goal) {
    const struct criteria *criteria = &session->criteria;
    bool turned;
    if (criteria->objective_count == 2 && criteria_goal(criteria, goal, &turned) && !turned)
        return true;
    diag_error("no optimum for --objectives %s", session->options->objectives);
    diag_hint("it needs --objectives mean_held_bytes,moves or mean_wasted_slots,reallocs");
    return false;
}

static bool check_bare_optimum(const struct session *session) {
    const struct options *options = session->options;
    if (session->workload_count == 1 && options->replications <= 1 && options->precision <= 0 &&
        options->vary.count == 0 && options->shards == 1)
        return true;
    diag_error("policy 'optimum' needs a single run: one workload, without --replications, "
               "--precision, --vary and --shard");
    diag_hint("optimum:moves=N and optimum:reallocs=N work with all of them");
    return false;
}

static bool is_stopped(void *state) {
    struct session *session = state;
    progress_tell_work(&session->progress, "computing the optimum");
    return interrupt_arrived();
}

/* Replaces an `optimum` without a number by vertices of the hull. */
static bool expand_optimum(struct session *session) {
    int64_t counts[FORESIGHT_VERTICES];
    size_t count;
    enum goal goal;
    if (!selection_has_bare_optimum(session->selection))
        return true;
    if (!find_goal(session, &goal))
        return false;
    if (session->options->check)
        return true;
    struct run *run = run_new(session->workloads[0], 1, session->tapes);
    struct foresight *foresight = NULL;
    if (run && run_record(run))
        foresight = foresight_new(run, (struct foresight_stop){is_stopped, session});
    bool fine = foresight && foresight_choose(foresight, goal, counts, &count) &&
                selection_expand_optimum(session->selection, goal, counts, count);
    foresight_free(foresight);
    run_free(run);
    return fine;
}

/* Checks and prepares what planned rules need. */
static bool look_ahead(struct session *session) {
    if (!selection_has_planned(session->selection))
        return true;
    for (size_t w = 0; w < session->workload_count; w++)
        if (machine_can_fail(&session->workloads[w]->machine)) {
            diag_error("policy 'optimum' cannot foresee random failures in %s",
                       session->workloads[w]->name);
            diag_hint("set memory.high_order_failure, memory.shrink_failure and "
                      "memory.grow_failure to 0");
            return false;
        }
    return (!selection_has_bare_optimum(session->selection) || check_bare_optimum(session)) &&
           expand_optimum(session);
}

static uint64_t replications(const struct options *options) {
    enum { WHEN_PRECISE = 1000 };
    if (options->replications > 0)
        return (uint64_t)options->replications;
    return options->precision > 0 ? WHEN_PRECISE : 1;
}

/* Says why a workload ran only once, where several runs were requested. */
static void note_no_chance(struct session *session, const struct cell *cell) {
    const char *name = cell->workload->name;
    if (cell->random || replications(session->options) <= 1 || name == session->constant)
        return;
    session->constant = name;
    diag_note("%s: nothing is random, so it ran once", name);
}

/* Prints the messages of a run; with several runs, names the run first. */
static void say(void *state, const struct cell *cell) {
    const struct session *session = state;
    char *name = results_cell_name(&session->results, cell);
    if (name)
        diag_head_captured(name, cell->said, cell->said_bytes);
    free(name);
    diag_say_captured(cell->said, cell->said_bytes);
}

static bool take(void *state, const struct cell *cell) {
    struct session *session = state;
    if (!session->options->output && isatty(STDOUT_FILENO))
        progress_clear(&session->progress);
    note_no_chance(session, cell);
    return results_take(&session->results, cell);
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
        return (int)options->jobs;
    return processors < 1 ? 1 : processors > LIMIT_JOBS ? LIMIT_JOBS : (int)processors;
}

/* Adds the receivers: timeline, dump and pictures, if there are any. */
static void add_receivers(struct session *session) {
    const struct options *options = session->options;
    struct receiver *receivers = session->receivers;
    size_t count = 0;
    if (options->timeline) {
        session->timeline = (struct timeline){output_stream(session->outputs.timeline),
                                              replications(options) > 1, 0};
        receivers[count++] = timeline_receiver(&session->timeline);
    }
    if (options->dump)
        receivers[count++] = dump_receiver(&session->dump, output_stream(session->outputs.dump));
    count += drawing_receiver(&session->drawing, &receivers[count]);
    assert(count <= CELL_RECEIVERS);
    session->receiver_count = count;
}

/* Returns whether a picture shows the hull of an optimum, which only a single run has. */
static bool wants_hull(const struct session *session, enum goal *goal) {
    bool turned;
    return drawing_shows_frontier(&session->drawing) && replications(session->options) == 1 &&
           selection_has_planned(session->selection) &&
           criteria_goal(&session->criteria, goal, &turned);
}

/* Runs the study into the results. */
static bool simulate(struct session *session) {
    const struct options *options = session->options;
    enum goal goal;
    add_receivers(session);
    const struct study_setup setup = {
        .workloads = session->workloads,
        .workload_count = session->workload_count,
        .policies = session->selection->policies,
        .policy_count = session->selection->count,
        .tapes = session->tapes,
        .replications = replications(options),
        .jobs = session->jobs,
        .shard = options->shard,
        .shards = options->shards,
        .receivers = session->receivers,
        .receiver_count = session->receiver_count,
        .hull = wants_hull(session, &goal) ? &goal : NULL,
        .highlights = (options->verbose && !options->quiet) || session->drawing.shrinks,
        .moment_ns = options->at_ns,
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

/* Reads the results of an earlier study. */
static bool read_results(struct session *session) {
    bool fine = collection_read(&session->collection, take, session);
    if (fine)
        collection_report_failures(&session->collection);
    return fine;
}

static struct results_setup setup_results(const struct session *session) {
    const struct options *options = session->options;
    bool drawn = options->page || options->plots.count > 0;
    bool chosen = criteria_choose(&session->criteria), recorded = is_recorded(options);
    return (struct results_setup){
        .workloads = session->workloads,
        .workload_count = session->workload_count,
        .vary = session->vary,
        .policies = session->selection->policies,
        .policy_count = session->selection->count,
        .replications = recorded ? session->collection.replications : replications(options),
        .baseline = session->baseline,
        .criteria = &session->criteria,
        .summed_up = !options->format->rows || options->precision > 0 || drawn || chosen,
        .summaries_kept = !options->format->rows || drawn,
        .verbose = options->verbose,
        .optimum = selection_has_planned(session->selection),
        .recorded = recorded,
    };
}

static struct drawing_setup setup_drawing(const struct options *options,
                                          const struct results_setup *results) {
    return (struct drawing_setup){
        .results = results,
        .plots = options->plots.items,
        .plot_count = options->plots.count,
        .types = options->plot_types,
        .type_count = options->plot_type_count,
        .own_script = options->plot_script != NULL,
        .page = options->page != NULL,
        .at_ns = options->at_ns,
        .from_ns = options->from_ns,
        .to_ns = options->to_ns,
        .command = options->command,
    };
}

static bool begin_drawing(struct session *session, const struct results_setup *results) {
    const struct drawing_setup setup = setup_drawing(session->options, results);
    return drawing_init(&session->drawing, &setup) &&
           drawing_receive(&session->drawing, &session->results);
}

/* Checks that the pictures can show the study, as far as that is known without a run. */
static bool check_drawing(const struct session *session) {
    const struct results_setup results = setup_results(session);
    const struct drawing_setup setup = setup_drawing(session->options, &results);
    bool known = !selection_has_bare_optimum(session->selection); /* all policies are */
    return !known || drawing_check(&setup);
}

/* Draws the pictures and the page. */
static bool draw(struct session *session) {
    struct outputs *outputs = &session->outputs;
    size_t count = session->options->plots.count;
    for (size_t i = 0; i < count; i++)
        if (!drawing_plot(&session->drawing, i, output_stream(outputs->plots[i])))
            return false;
    if (outputs->page && !drawing_page(&session->drawing, output_stream(outputs->page)))
        return false;
    return true;
}

/* Prints what was complete when a signal arrived, and leaves no incomplete files.  Returns whether
 * everything requested is written. */
static bool report(struct session *session) {
    const struct options *options = session->options;
    bool recorded = is_recorded(options);
    const struct results_setup setup = setup_results(session);
    results_begin(&session->results, &setup);
    bool begun = format_print(options->format, &session->results, &session->fields,
                              outputs_results(&session->outputs)) &&
                 begin_drawing(session, &setup) &&
                 (!options->verbose || results_add(&session->results, &explain_receiver)) &&
                 (options->shards > 1 || recorded || /* these do not know all buffers */
                  results_add(&session->results, &fragmentation_receiver));
    bool fine = begun && (recorded ? read_results(session) : simulate(session)) &&
                results_finish(&session->results) && draw(session);
    bool shown = fine || (begun && interrupt_arrived() && !options->output && !recorded);
    if (shown && !fine)
        interrupt_print();
    bool written = shown && results_end(&session->results) &&
                   outputs_hold_results(&session->outputs) &&
                   (!fine || outputs_commit_beside(&session->outputs)) &&
                   outputs_commit_results(&session->outputs);
    results_fini(&session->results);
    drawing_fini(&session->drawing);
    return fine && written;
}

/* Checks all events.  Returns whether it reached their end. */
static bool check(const struct session *session) {
    struct event events[EVENT_BATCH];
    for (size_t w = 0; w < session->workload_count && !interrupt_arrived(); w++) {
        struct run *run = run_new(session->workloads[w], 1, session->tapes);
        bool fine = run && (session->workload_count == 1 || run_record(run));
        while (fine && run_next(run, events) > 0 && !interrupt_arrived())
            ;
        run_free(run);
    }
    return !interrupt_arrived();
}

static bool nothing(void *unused, const struct cell *cell) {
    (void)unused;
    (void)cell;
    return true;
}

/* Opens everything except what strangers may have written at length: traces and results. */
static bool open_ends(struct session *session) {
    const struct options *options = session->options;
    const struct option_texts *results = &options->results;
    bool drawn = options->plots.count > 0 || options->page;
    for (size_t i = 0; i < results->count; i++)
        if (!inputs_add_path(results->items[i]))
            return false;
    return (is_recorded(options) || open_workloads(session)) &&
           (options->check || (outputs_init(&session->outputs, options) &&
                               (!drawn || plot_begin(options->plot_script))));
}

/* Reads what to simulate, or the results of a study. */
static bool open_study(struct session *session) {
    const struct options *options = session->options;
    struct collection *collection = &session->collection;
    if (!is_recorded(options)) {
        session->vary = &options->vary;
        return look_ahead(session);
    }
    if (!collection_open(collection, options->results.items, options->results.count))
        return false;
    session->vary = &collection->vary;
    session->selection = &collection->selection;
    session->workloads = collection->workloads;
    session->workload_count = collection->workload_count;
    return true;
}

static void close_study(struct session *session) {
    if (is_recorded(session->options)) {
        collection_close(&session->collection);
        return;
    }
    for (size_t w = 0; w < session->workload_count; w++)
        workload_free(session->workloads[w]);
    free(session->workloads);
}

/* Compares policies, or only checks the criteria of the comparison. */
static bool compare(struct session *session) {
    const struct options *options = session->options;
    if (!read_objectives(session) || !open_ends(session))
        return false;
    rights_give_up(options, session->workloads, session->workload_count);
    if (!open_study(session) || !find_baseline(session) || !read_criteria(session))
        return false;
    if (options->check)
        return check_drawing(session) &&
               (is_recorded(options) ? collection_read(&session->collection, nothing, NULL)
                                     : check(session));
    return report(session);
}

static bool play(struct session *session) {
    const struct options *options = session->options;
    if (!open_workloads(session))
        return false;
    rights_give_up(options, session->workloads, session->workload_count);
    return playing_run(options, session->selection,
                       session->workload_count > 0 ? session->workloads[0] : NULL, session->tapes);
}

bool session_run(const struct options *options) {
    static struct session session; /* static: what is not freed below is no leak */
    bool complete = false;
    session = (struct session){.options = options, .tapes = tapes_new(), .jobs = jobs(options)};
    if (!open_selection(&session)) {
        /* reported */
    } else if (options->worst_case > 0) {
        complete = worstcases_run(options, session.selection);
    } else if (options->rust) {
        complete = patches_run(options, session.selection);
    } else if (options->play) {
        complete = play(&session);
    } else {
        progress_begin(&session.progress, options->quiet ? PROGRESS_NEVER : options->progress);
        complete = compare(&session);
        progress_end(&session.progress);
    }
    plot_end();
    outputs_fini(&session.outputs);
    if (interrupt_arrived() && !complete)
        return false; /* the system takes the memory of a large sweep back sooner */
    close_study(&session);
    criteria_fini(&session.criteria);
    fields_fini(&session.fields);
    tapes_free(session.tapes);
    selection_fini(&session.chosen);
    return complete;
}
