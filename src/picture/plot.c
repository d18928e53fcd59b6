/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "base/number.h"
#include "picture/gnuplot.h"

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

/* The full path of a script, which gnuplot is not to look for, nor to take for a command or an
 * option. The caller frees it; NULL after it has reported. */
static char *find_script(const char *name) {
    char *found = data_find_file("plots", name);
    char *path = found ? realpath(found, NULL) : NULL;
    free(found);
    if (!path) {
        diag_system("the data folder has no plots/%s", name);
        diag_hint("without an installation, set KVSIM_DATADIR to the data folder");
    }
    return path;
}

/* The same of a user's script, from the current folder. */
static char *path_of_own(const char *script) {
    static const char here[] = "./";
    size_t bytes = strlen(script) + sizeof here;
    char *path = array_new(bytes, 1);
    snprintf(path, bytes, "%s%s", script[0] == '/' ? "" : here, script);
    return path;
}

static bool draw(const char *program, const char *script, const struct plot_type *type,
                 const char *suffix, const struct plot_data *data, const char *folder,
                 FILE *picture) {
    FILE *const files[] = {data->inputs[type->input], data->inputs[PLOT_RESULTS]};
    char drawn[32], results[32], sizes[64];
    char from[NUMBER_TEXT], to[NUMBER_TEXT] = "";
    snprintf(drawn, sizeof drawn, "/dev/fd/%d", fileno(files[0]));
    snprintf(results, sizeof results, "/dev/fd/%d", fileno(files[1]));
    if (data->width_mm > 0)
        snprintf(sizes, sizeof sizes, "%lld %d", data->element_size, data->width_mm);
    else
        snprintf(sizes, sizeof sizes, "%lld", data->element_size);
    number_seconds(from, data->from_ns);
    if (data->to_ns >= 0)
        number_seconds(to, data->to_ns);
    /* -d: without the user's own settings, so that the same command draws the same picture. */
    const char *const arguments[] = {"gnuplot",        "-d",   "-c",        program, script, drawn,
                                     results,          suffix, data->title, sizes,   from,   to,
                                     data->objectives, NULL};
    return gnuplot_run(&(struct gnuplot){arguments, files, 2, folder}, picture);
}

bool plot_draw(const struct plot_type *type, const char *script, const char *suffix,
               const struct plot_data *data, FILE *picture) {
    char *program = find_script("program.gp");
    char *path = !program ? NULL : script ? path_of_own(script) : find_script(type->script);
    bool fine = path && draw(program, path, type, suffix, data, script ? NULL : "/", picture);
    free(path);
    free(program);
    return fine;
}
