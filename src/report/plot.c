/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/data.h"
#include "base/diag.h"
#include "base/nearest.h"
#include "report/gnuplot.h"

const struct plot_type plot_types[PLOT_TYPES] = {
    {"timeline", "length and capacities over time, the waste between them, reallocations",
     "timeline.gp", true},
    {"compare", "reallocations, copied bytes, mean waste and held bytes, side by side",
     "compare.gp", false},
    {"frontier", "waste against reallocations: which policies nothing else beats", "frontier.gp",
     false},
    {"memory", "what the vector claims, what is held, what shrinks gave back, over time",
     "memory.gp", true},
    {"distribution", "with replications: the spread of each figure", "distribution.gp", false},
};

const struct plot_type *plot_type_find(const char *name) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < PLOT_TYPES; i++) {
        if (strcmp(plot_types[i].name, name) == 0)
            return &plot_types[i];
        nearest_offer(&nearest, plot_types[i].name);
    }
    diag_error("there is no type of plot '%s'", name);
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
    diag_error("--plot %s: the suffix says in which format to draw: .png, .svg or .pdf", path);
    return NULL;
}

/* A text as gnuplot reads it: in single quotes, with those inside doubled. */
static void write_quoted(FILE *stream, const char *text) {
    fputc('\'', stream);
    for (; *text; text++) {
        if (*text == '\'')
            fputc('\'', stream);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, stream);
    }
    fputc('\'', stream);
}

static void write_assignment(FILE *stream, const char *variable, const char *text) {
    fprintf(stream, "%s = ", variable);
    write_quoted(stream, text);
    fputc('\n', stream);
}

/* What stands in gnuplot's data for a byte within quotes, where it knows no doubled quotes, commas,
 * backslashes or line ends. */
static void write_within_quotes(FILE *stream, char byte) {
    if (byte == '"')
        fputc('\'', stream);
    else if (byte == ',')
        fputs("\u201a", stream); /* looks like one */
    else
        fputc((unsigned char)byte < ' ' ? ' ' : byte == '\\' ? '/' : byte, stream);
}

static void write_block(FILE *stream, const char *name, const char *text, size_t bytes) {
    bool quoted = false;
    fprintf(stream, "$%s << END_OF_DATA\n", name);
    for (size_t i = 0; i < bytes; i++) {
        bool doubled = quoted && i + 1 < bytes && text[i] == '"' && text[i + 1] == '"';
        i += doubled;
        if (text[i] == '"' && !doubled)
            quoted = !quoted;
        if (doubled || (quoted && text[i] != '"'))
            write_within_quotes(stream, text[i]);
        else
            fputc(text[i], stream);
    }
    fputs("END_OF_DATA\n", stream);
}

static char *find_script(const struct plot_type *type) {
    char *path = data_find_file("plots", type->script);
    if (!path) {
        diag_system("there is no plots/%s in the data folder", type->script);
        diag_hint("KVSIM_DATADIR names the data folder when kvsim is not installed");
    }
    return path;
}

bool plot_draw(const struct plot_type *type, const char *script, const char *suffix,
               const struct plot_data *data, FILE *picture) {
    char *path = script ? array_text(script, strlen(script)) : find_script(type);
    char *text;
    size_t bytes;
    FILE *stream = path ? open_memstream(&text, &bytes) : NULL;
    if (!path)
        return false;
    if (!stream)
        diag_no_memory();
    write_block(stream, "results", data->results, data->results_bytes);
    if (data->timeline)
        write_block(stream, "timeline", data->timeline, data->timeline_bytes);
    write_assignment(stream, "results", "$results");
    write_assignment(stream, "data", type->timeline ? "$timeline" : "$results");
    write_assignment(stream, "output", "/dev/stdout");
    write_assignment(stream, "suffix", suffix);
    write_assignment(stream, "title", data->title);
    fprintf(stream, "element_size = %lld\nload ", data->element_size);
    write_quoted(stream, path);
    fputc('\n', stream);
    if (fclose(stream) != 0)
        diag_no_memory();
    bool fine = gnuplot_run(text, bytes, picture);
    free(text);
    free(path);
    return fine;
}
