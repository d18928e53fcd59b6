/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/memstream.h"
#include "base/nearest.h"
#include "base/number.h"
#include "picture/gnuplot.h"

static const char program_file[] = "program.gp";

const struct plot_type plot_types[PLOT_TYPES] = {
    {"timeline", "length, capacity and wasted slots over time, with each realloc", "timeline.gp",
     PLOT_TIMELINE},
    {"compare", "the objectives and other columns as bars, side by side", "compare.gp",
     PLOT_RESULTS},
    {"frontier", "one objective against another: the Pareto-optimal policies", "frontier.gp",
     PLOT_POINTS},
    {"memory", "claimed and held bytes over time, with what each shrink freed", "memory.gp",
     PLOT_TIMELINE},
    {"shrink", "one shrink per policy, before and after: slots above, bytes below", "shrink.gp",
     PLOT_SHRINKS},
    {"sweep", "the first objective over one varied number, or as a map over two", "sweep.gp",
     PLOT_CURVES},
    {"distribution", "with replications, the distribution of each column", "distribution.gp",
     PLOT_RESULTS},
};

const struct plot_type *plot_type_find(const char *name) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < PLOT_TYPES; i++) {
        if (strcmp(plot_types[i].name, name) == 0)
            return &plot_types[i];
        nearest_offer(&nearest, plot_types[i].name);
    }
    diag_error("unknown type of plot '%s'", name);
    nearest_hint(&nearest);
    for (int i = 0; i < PLOT_TYPES; i++)
        diag_hint("%s: %s", plot_types[i].name, plot_types[i].summary);
    return NULL;
}

const char *plot_suffix(const char *path) {
    static const char *const suffixes[] = {".png", ".svg", ".pdf"};
    size_t bytes = strlen(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (bytes > 4 && strcmp(path + bytes - 4, suffixes[i]) == 0)
            return suffixes[i];
    diag_error("--plot %s: the suffix must be .png, .svg or .pdf", path);
    return NULL;
}

enum { OWN = PLOT_TYPES, SCRIPTS };

/* The user's own script is the last one.  Missing ones are NULL. */
static char *scripts[SCRIPTS], *program;

/* Returns the full path of a script, so that gnuplot neither searches for it nor takes it for a
 * command or an option.  The caller frees it. */
static char *find_script(const char *name) {
    char *found = data_find_file("plots", name);
    char *path = found ? realpath(found, NULL) : NULL;
    free(found);
    return path;
}

/* Returns the same for a user's script, from the current folder. */
static char *path_of_own(const char *script) {
    static const char here[] = "./";
    size_t bytes = strlen(script) + sizeof here;
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s%s", script[0] == '/' ? "" : here, script);
    return path;
}

bool plot_begin(const char *script) {
    program = find_script(program_file);
    for (int i = 0; i < PLOT_TYPES; i++)
        scripts[i] = find_script(plot_types[i].script);
    scripts[OWN] = script ? path_of_own(script) : NULL;
    return gnuplot_begin(
        &(struct starter_scripts){program, (const char *const *)scripts, SCRIPTS, OWN});
}

void plot_end(void) {
    gnuplot_end();
    free(program);
    for (int i = 0; i < SCRIPTS; i++)
        free(scripts[i]);
}

/* Returns whether a script is there; reports when it is not. */
static bool have_script(const char *path, const char *name) {
    if (path)
        return true;
    diag_system("the data folder has no plots/%s", name);
    diag_hint("without an installation, set KVSIM_DATADIR to the data folder");
    return false;
}

/* Lists the arguments after the script and the data, as plots/program.gp takes them. */
static char *list_values(const char *suffix, const struct plot_data *data, size_t *bytes) {
    struct memstream list;
    char from[NUMBER_TEXT], to[NUMBER_TEXT] = "";
    number_seconds(from, data->from_ns);
    if (data->to_ns >= 0)
        number_seconds(to, data->to_ns);
    memstream_open(&list);
    fprintf(list.stream, "%s%c%s%c%lld", suffix, '\0', data->title, '\0', data->element_size);
    if (data->width_mm > 0)
        fprintf(list.stream, " %d", data->width_mm);
    fprintf(list.stream, "%c%s%c%s%c%s%c", '\0', from, '\0', to, '\0', data->objectives, '\0');
    char *values = memstream_close(&list);
    *bytes = list.bytes;
    return values;
}

bool plot_draw(const struct plot_type *type, bool own, const char *suffix,
               const struct plot_data *data, FILE *picture) {
    size_t script = own ? OWN : (size_t)(type - plot_types);
    if (!have_script(program, program_file) || !have_script(scripts[script], type->script))
        return false;
    struct gnuplot gnuplot = {
        .script = script,
        .drawn = data->inputs[type->input],
        .results = data->inputs[PLOT_RESULTS],
    };
    char *values = list_values(suffix, data, &gnuplot.value_bytes);
    gnuplot.values = values;
    bool fine = gnuplot_run(&gnuplot, picture);
    free(values);
    return fine;
}
