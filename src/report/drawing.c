/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "model/kernel.h"
#include "report/page.h"

/* From so many policies on they are a grid, of which no one wants every line. */
enum { A_GRID = 9 };

/* Which pictures */

static bool is_grid(const struct drawing *drawing) {
    return drawing->setup.results->policy_count >= A_GRID;
}

static bool is_replicated(const struct drawing *drawing) {
    return drawing->setup.results->replications > 1;
}

/* The type of a plot: the one given in its place, or the last one given, or what fits. */
static const struct plot_type *type_of_plot(const struct drawing *drawing, size_t plot) {
    const struct drawing_setup *setup = &drawing->setup;
    if (setup->type_count > 0)
        return setup->types[plot < setup->type_count ? plot : setup->type_count - 1];
    if (is_grid(drawing))
        return plot_type_find("frontier");
    if (is_replicated(drawing))
        return plot_type_find("distribution");
    return plot_type_find(setup->results->workload_count > 1 ? "compare" : "timeline");
}

/* The pictures of a page: what happened, if that is one run, and how the policies compare. */
static size_t types_of_page(const struct drawing *drawing,
                            const struct plot_type *types[PLOT_TYPES]) {
    bool one = drawing->setup.results->workload_count == 1 && !is_replicated(drawing);
    size_t count = 0;
    if (one && !is_grid(drawing)) {
        types[count++] = plot_type_find("timeline");
        types[count++] = plot_type_find("memory");
    }
    types[count++] = plot_type_find(is_grid(drawing) ? "frontier" : "compare");
    if (is_replicated(drawing) && !is_grid(drawing))
        types[count++] = plot_type_find("distribution");
    return count;
}

static bool shows_timeline(const struct drawing *drawing) {
    const struct plot_type *types[PLOT_TYPES];
    size_t count = drawing->setup.page ? types_of_page(drawing, types) : 0;
    bool shown = false;
    for (size_t i = 0; i < count; i++)
        shown = shown || types[i]->timeline;
    for (size_t i = 0; i < drawing->setup.plot_count; i++)
        shown = shown || type_of_plot(drawing, i)->timeline;
    return shown;
}

/* Collecting */

static void open_text(struct drawing_text *text) {
    text->stream = open_memstream(&text->text, &text->bytes);
    if (!text->stream)
        diag_no_memory();
}

static void complete(struct drawing_text *text) {
    if (fflush(text->stream) != 0)
        diag_no_memory();
}

static void fini_text(struct drawing_text *text) {
    if (text->stream)
        fclose(text->stream);
    free(text->text);
}

static void write_title(struct drawing *drawing) {
    const struct results_setup *results = drawing->setup.results;
    const struct workload *first = results->workloads[0];
    FILE *stream = drawing->title.stream;
    const char *before = NULL;
    for (size_t w = 0; w < results->workload_count; w++)
        if (!before || strcmp(results->workloads[w]->name, before) != 0) {
            fprintf(stream, "%s%s", before ? ", " : "", results->workloads[w]->name);
            before = results->workloads[w]->name;
        }
    fprintf(stream, ": seed %llu, kernel %s, %s, pages of %lld bytes",
            (unsigned long long)first->seed, first->machine.kernel->name,
            machine_arch_name(first->machine.arch), (long long)first->machine.page_size);
    complete(&drawing->title);
}

static size_t lane_count(const struct drawing *drawing) {
    const struct results_setup *results = drawing->setup.results;
    int contexts = results->workloads[0]->contexts.count; /* of a trace, not known yet */
    return results->policy_count * (size_t)(contexts > 0 ? contexts : 1);
}

static bool check(const struct drawing *drawing) {
    enum { MOST_LANES = 200 };
    if (!drawing->timeline)
        return true;
    if (drawing->setup.results->workload_count > 1)
        diag_error("a plot of type timeline or memory is of one workload, without --vary");
    else if (lane_count(drawing) > MOST_LANES)
        diag_error("a plot of type timeline or memory shows at most %d policies, counted in every "
                   "context; frontier shows a grid",
                   MOST_LANES);
    else
        return true;
    return false;
}

bool drawing_init(struct drawing *drawing, const struct drawing_setup *setup) {
    *drawing = (struct drawing){.setup = *setup, .wanted = setup->plot_count > 0 || setup->page};
    if (!drawing->wanted)
        return true;
    drawing->timeline = shows_timeline(drawing);
    open_text(&drawing->rows);
    open_text(&drawing->steps);
    open_text(&drawing->title);
    thin_init(&drawing->thin, lane_count(drawing));
    write_title(drawing);
    return check(drawing);
}

void drawing_fini(struct drawing *drawing) {
    if (!drawing->wanted)
        return;
    thin_fini(&drawing->thin);
    fini_text(&drawing->rows);
    fini_text(&drawing->steps);
    fini_text(&drawing->title);
}

bool drawing_receiver(struct drawing *drawing, struct receiver *receiver) {
    if (drawing->timeline)
        *receiver = thin_receiver(&drawing->thin);
    return drawing->timeline;
}

static bool take_steps(struct results_receiver *receiver, const struct cell *cell) {
    struct drawing *drawing = receiver->state;
    if (cell->variant == 0 && cell->replication == 1)
        thin_write(&drawing->thin, cell, drawing->steps.stream);
    return true;
}

bool drawing_receive(struct drawing *drawing, struct results *results) {
    const struct results_receiver steps = {.take = take_steps, .state = drawing};
    return (!drawing->wanted ||
            results_print(results, results_format_find("csv"), drawing->rows.stream)) &&
           (!drawing->timeline || results_add(results, &steps));
}

/* Drawing */

static struct plot_data data_of(struct drawing *drawing) {
    complete(&drawing->rows);
    complete(&drawing->steps);
    return (struct plot_data){
        .results = drawing->rows.text,
        .results_bytes = drawing->rows.bytes,
        .timeline = drawing->timeline ? drawing->steps.text : NULL,
        .timeline_bytes = drawing->steps.bytes,
        .title = drawing->title.text,
        .element_size = drawing->setup.results->workloads[0]->machine.element_size,
    };
}

bool drawing_plot(struct drawing *drawing, size_t plot, FILE *picture) {
    const struct plot_data data = data_of(drawing);
    return plot_draw(type_of_plot(drawing, plot), drawing->setup.script,
                     plot_suffix(drawing->setup.plots[plot]), &data, picture);
}

bool drawing_page(struct drawing *drawing, const struct results *results, FILE *stream) {
    const struct plot_type *types[PLOT_TYPES];
    const struct plot_data data = data_of(drawing);
    const struct page page = {results, &data, drawing->title.text, drawing->setup.command, stream};
    return page_write(&page, types, types_of_page(drawing, types));
}
