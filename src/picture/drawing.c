/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/memstream.h"
#include "base/scratch.h"
#include "picture/curves.h"
#include "picture/frontier.h"
#include "picture/moments.h"
#include "picture/page.h"
#include "picture/shrinks.h"
#include "report/format.h"
#include "report/head.h"
#include "report/quote.h"

/* From this many policies on, they are a grid: no one wants every line of it. */
enum { A_GRID = 9 };

/* Which pictures */

static bool is_grid(const struct drawing *drawing) {
    return drawing->setup.results->policy_count >= A_GRID;
}

/* As asked for: only the run shows whether anything is random. */
static bool is_replicated(const struct drawing *drawing) {
    return drawing->setup.results->replications > 1;
}

/* Returns the type of a plot: the one given in its place, the last one given, or what fits. */
static const struct plot_type *type_of_plot(const struct drawing *drawing, size_t plot) {
    const struct drawing_setup *setup = &drawing->setup;
    if (setup->type_count > 0)
        return setup->types[plot < setup->type_count ? plot : setup->type_count - 1];
    if (is_grid(drawing))
        return plot_type_find("frontier");
    if (is_replicated(drawing))
        return plot_type_find("distribution");
    return plot_type_find(
        setup->results->workload_count > 1 || setup->results->recorded ? "compare" : "timeline");
}

/* Returns whether a page shows one run, step by step. */
static bool is_of_one_run(const struct drawing *drawing) {
    const struct results_setup *results = drawing->setup.results;
    return drawing->setup.page && results->workload_count == 1 && !is_replicated(drawing) &&
           !results->recorded && !is_grid(drawing);
}

/* Chooses the pictures of a page: what happened, if that is one run, with a shrink if there was
 * any, and how the policies compare. */
static size_t types_of_page(const struct drawing *drawing,
                            const struct plot_type *types[PLOT_TYPES]) {
    size_t count = 0;
    if (is_of_one_run(drawing)) {
        types[count++] = plot_type_find("timeline");
        if (!drawing->complete || drawing->shrunk)
            types[count++] = plot_type_find("shrink");
        types[count++] = plot_type_find("memory");
    }
    types[count++] = plot_type_find(is_grid(drawing) ? "frontier" : "compare");
    if (is_replicated(drawing) && !is_grid(drawing))
        types[count++] = plot_type_find("distribution");
    return count;
}

/* Returns whether a picture draws this input. */
static bool shows(const struct drawing *drawing, enum plot_input input) {
    const struct plot_type *types[PLOT_TYPES];
    size_t count = drawing->setup.page ? types_of_page(drawing, types) : 0;
    bool shown = false;
    for (size_t i = 0; i < count; i++)
        shown = shown || types[i]->input == input;
    for (size_t i = 0; i < drawing->setup.plot_count; i++)
        shown = shown || type_of_plot(drawing, i)->input == input;
    return shown;
}

bool drawing_shows_frontier(const struct drawing *drawing) {
    return drawing->wanted && shows(drawing, PLOT_POINTS);
}

/* Collecting */

/* Returns the names of the workloads, without duplicates, the seed of the first random one, and the
 * machine they ran on. */
static char *make_title(const struct drawing *drawing) {
    struct memstream title;
    memstream_open(&title);
    FILE *stream = title.stream;
    const struct results_setup *results = drawing->setup.results;
    const char *before = NULL;
    for (size_t w = 0; w < results->workload_count; w++)
        if (!before || strcmp(results->workloads[w]->name, before) != 0) {
            fputs(before ? ", " : "", stream);
            before = results->workloads[w]->name;
            quote_draw(stream, before, strlen(before));
        }
    size_t random = 0;
    while (random < results->workload_count && !results_random(drawing->results, random))
        random++;
    fputs(": ", stream);
    if (random < results->workload_count)
        fprintf(stream, "seed %llu, ", (unsigned long long)results->workloads[random]->seed);
    head_write_machine(stream, &results->workloads[0]->machine);
    return memstream_close(&title);
}

static char *list_objectives(const struct criteria *criteria) {
    struct memstream list;
    memstream_open(&list);
    for (int i = 0; i < criteria->objective_count; i++)
        fprintf(list.stream, "%s%s", i > 0 ? " " : "", columns[criteria->objectives[i]].name);
    return memstream_close(&list);
}

static size_t lane_count(const struct drawing *drawing) {
    const struct results_setup *results = drawing->setup.results;
    int contexts = results->workloads[0]->contexts.count; /* of a trace: not known yet */
    return results->policy_count * (size_t)(contexts > 0 ? contexts : 1);
}

/* Checks the part of the time: reports one where none applies, or an empty one. */
static bool check_part(const struct drawing *drawing) {
    const struct drawing_setup *setup = &drawing->setup;
    if (setup->from_ns < 0 && setup->to_ns < 0)
        return true;
    if (!drawing->timeline)
        diag_error("--from and --to need a plot of type timeline or memory");
    else if (setup->to_ns >= 0 && setup->to_ns <= setup->from_ns)
        diag_error("--to must be after --from");
    else
        return true;
    return false;
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Checks that pictures made of rows can tell workloads apart: reports a name that is given twice.
 */
static bool check_names(const struct drawing *drawing) {
    const struct results_setup *results = drawing->setup.results;
    if (results->recorded || !shows(drawing, PLOT_RESULTS))
        return true;
    size_t combinations = vary_combinations(results->vary);
    size_t count = results->workload_count / combinations, twice = 1;
    const char **names = array_new(count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = results->workloads[i * combinations]->name;
    qsort(names, count, sizeof *names, by_text);
    while (twice < count && strcmp(names[twice - 1], names[twice]) != 0)
        twice++;
    if (twice < count) {
        diag_error("these pictures tell workloads apart by their names: '%s' is given twice",
                   names[twice]);
        diag_hint("give it once");
    }
    free(names);
    return twice >= count;
}

static bool check(const struct drawing *drawing) {
    enum { MOST_LANES = 200 };
    if (!check_part(drawing) || !check_names(drawing))
        return false;
    if (shows(drawing, PLOT_CURVES) && !curves_exist(drawing->setup.results)) {
        diag_error("a plot of type sweep needs a number that varies");
        if (drawing->setup.results->recorded)
            diag_hint("--results knows only the keys of --vary: to sweep a policy's parameters, "
                      "give --plot to the run itself");
        else
            diag_hint(
                "such as --vary memory.element_size=8..512*2 or --policy hysteresis:divisor=2..16");
        return false;
    }
    if (!drawing->timeline && !drawing->shrinks)
        return true;
    if (drawing->setup.results->recorded)
        diag_error("a plot of type timeline, memory or shrink needs events, which --results lacks");
    else if (drawing->setup.results->workload_count > 1)
        diag_error("a plot of type timeline, memory or shrink needs one workload, without --vary");
    else if (lane_count(drawing) > MOST_LANES)
        diag_error("a plot of type timeline, memory or shrink takes at most %d policies, counted "
                   "in every context; use frontier for a grid",
                   MOST_LANES);
    else
        return true;
    return false;
}

/* Decides what to draw, and holds nothing yet. */
static void plan(struct drawing *drawing, const struct drawing_setup *setup) {
    *drawing = (struct drawing){.setup = *setup, .wanted = setup->plot_count > 0 || setup->page};
    drawing->timeline = shows(drawing, PLOT_TIMELINE);
    drawing->shrinks = shows(drawing, PLOT_SHRINKS);
}

bool drawing_check(const struct drawing_setup *setup) {
    struct drawing drawing;
    plan(&drawing, setup);
    return check(&drawing);
}

bool drawing_init(struct drawing *drawing, const struct drawing_setup *setup) {
    plan(drawing, setup);
    if (!check(drawing))
        return false;
    if (!drawing->wanted)
        return true;
    thin_init(&drawing->thin, lane_count(drawing), setup->from_ns < 0 ? 0 : setup->from_ns,
              setup->to_ns < 0 ? INT64_MAX : setup->to_ns);
    fields_all(&drawing->fields, setup->results->vary, setup->results->optimum);
    for (int i = 0; i < PLOT_INPUTS; i++)
        if (!(drawing->inputs[i] = scratch_open()))
            return false;
    return !is_of_one_run(drawing) || (drawing->moments = scratch_open()) != NULL;
}

void drawing_fini(struct drawing *drawing) {
    if (!drawing->wanted)
        return;
    thin_fini(&drawing->thin);
    for (int i = 0; i < PLOT_INPUTS; i++)
        if (drawing->inputs[i])
            fclose(drawing->inputs[i]);
    if (drawing->moments)
        fclose(drawing->moments);
    fields_fini(&drawing->fields);
    free(drawing->title);
    free(drawing->objectives);
}

bool drawing_receiver(struct drawing *drawing, struct receiver *receiver) {
    if (drawing->timeline)
        *receiver = thin_receiver(&drawing->thin);
    return drawing->timeline;
}

static bool take_steps(struct results_receiver *receiver, const struct cell *cell) {
    struct drawing *drawing = receiver->state;
    if (cell->variant != 0 || cell->replication != 1)
        return true;
    if (drawing->timeline)
        thin_write(&drawing->thin, receiver->results, cell, drawing->inputs[PLOT_TIMELINE]);
    if (drawing->moments)
        moments_write(&drawing->thin, receiver->results, cell, drawing->moments);
    if (drawing->shrinks)
        drawing->shrunk = shrinks_write(receiver->results, cell, drawing->setup.at_ns,
                                        drawing->inputs[PLOT_SHRINKS]);
    return true;
}

bool drawing_receive(struct drawing *drawing, struct results *results) {
    const struct results_receiver steps = {.take = take_steps, .state = drawing};
    drawing->results = results;
    return (!drawing->wanted || format_print(format_find("csv"), results, &drawing->fields,
                                             drawing->inputs[PLOT_RESULTS])) &&
           (!(drawing->timeline || drawing->shrinks) || results_add(results, &steps));
}

/* Drawing */

/* Replaces CSV by a copy as gnuplot reads it. */
static bool translate(FILE **input) {
    FILE *csv = *input;
    if (!scratch_complete(csv) || !scratch_rewind(csv))
        return false;
    FILE *copy = *input = scratch_open();
    bool fine = copy != NULL;
    if (fine) {
        quote_for_gnuplot(csv, copy);
        fine = scratch_was_read(csv) && scratch_complete(copy);
    }
    fclose(csv);
    return fine;
}

/* Returns the end of the run; 0 when it is not known. */
static int64_t end_of_run(const struct drawing *drawing) {
    const struct summary *summary = drawing->results->summaries[0];
    int64_t end_ns = 0;
    for (int c = 0; summary && c < summary->context_count; c++)
        if (summary->contexts[c].longest_ns > end_ns)
            end_ns = summary->contexts[c].longest_ns;
    return end_ns;
}

/* Reports a --from that is not before the end of the run. */
static bool check_from(const struct drawing *drawing) {
    int64_t end_ns = end_of_run(drawing);
    if (drawing->setup.from_ns < end_ns || end_ns == 0)
        return true;
    char end_s[NUMBER_TEXT];
    number_seconds(end_s, end_ns);
    number_shorten(end_s);
    diag_error("--from must be before the end of the run, which is at %s s", end_s);
    return false;
}

/* Prepares the inputs, once for all pictures. */
static bool complete(struct drawing *drawing) {
    if (drawing->complete)
        return true;
    bool fine = !drawing->timeline || check_from(drawing);
    drawing->title = make_title(drawing);
    drawing->objectives = list_objectives(drawing->setup.results->criteria);
    frontier_write(drawing->results, drawing->inputs[PLOT_POINTS]);
    if (shows(drawing, PLOT_CURVES))
        curves_write(drawing->results, drawing->inputs[PLOT_CURVES]);
    for (int i = 0; fine && i < PLOT_INPUTS; i++)
        fine = translate(&drawing->inputs[i]);
    drawing->complete = fine;
    return fine;
}

static struct plot_data data_of(const struct drawing *drawing) {
    int64_t to_ns = drawing->setup.to_ns, end_ns = end_of_run(drawing);
    struct plot_data data = {
        .title = drawing->title,
        .objectives = drawing->objectives,
        .from_ns = drawing->setup.from_ns < 0 ? 0 : drawing->setup.from_ns,
        .to_ns = end_ns > 0 && to_ns > end_ns ? end_ns : to_ns,
        .element_size = drawing->setup.results->workloads[0]->machine.element_size,
    };
    memcpy(data.inputs, drawing->inputs, sizeof data.inputs);
    return data;
}

bool drawing_plot(struct drawing *drawing, size_t plot, FILE *picture) {
    if (!complete(drawing))
        return false;
    const struct plot_data data = data_of(drawing);
    return plot_draw(type_of_plot(drawing, plot), drawing->setup.own_script,
                     plot_suffix(drawing->setup.plots[plot]), &data, picture);
}

bool drawing_page(struct drawing *drawing, FILE *stream) {
    const struct plot_type *types[PLOT_TYPES];
    if (!complete(drawing))
        return false;
    const struct plot_data data = data_of(drawing);
    const struct page page = {drawing->results, &data, drawing->title, drawing->setup.command,
                              drawing->moments, stream};
    return page_write(&page, types, types_of_page(drawing, types));
}
