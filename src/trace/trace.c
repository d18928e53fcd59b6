/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/nearest.h"
#include "trace/logcat.h"
#include "trace/native.h"

const struct trace_format *const trace_formats[] = {&native_format, &logcat_format};
const int trace_format_count = sizeof trace_formats / sizeof *trace_formats;

const struct trace_format *trace_format_find(const char *name) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < trace_format_count; i++) {
        if (strcmp(trace_formats[i]->name, name) == 0)
            return trace_formats[i];
        nearest_offer(&nearest, trace_formats[i]->name);
    }
    diag_error("there is no trace format '%s'", name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list formats shows those there are");
    return NULL;
}

static bool report_unknown(const struct trace *trace, const char *beginning, size_t bytes) {
    const char *newline = memchr(beginning, '\n', bytes);
    struct place place = {.input = trace->lines.name,
                          .line = 1,
                          .text = beginning,
                          .text_bytes = newline ? (size_t)(newline - beginning) : bytes};
    diag_error_at(&place, "this is no trace or log of a known format");
    for (int i = 0; i < trace_format_count; i++)
        diag_hint("not %s: %s", trace_formats[i]->name, trace_formats[i]->summary);
    return false;
}

static bool find_format(struct trace *trace) {
    size_t bytes;
    const char *beginning = lines_peek(&trace->lines, &bytes);
    for (int i = 0; i < trace_format_count; i++)
        if (trace_formats[i]->recognises(beginning, bytes)) {
            trace->format = trace_formats[i];
            return true;
        }
    return report_unknown(trace, beginning, bytes);
}

/* Reads until enough is in memory to tell the format. */
static bool look_ahead(struct trace *trace) {
    enum { ENOUGH = 16 << 10 };
    size_t bytes = 0;
    enum lines_state state = LINES_MORE;
    while (state == LINES_MORE && bytes < ENOUGH) {
        state = lines_refill(&trace->lines);
        lines_peek(&trace->lines, &bytes);
    }
    if (state == LINES_FAILED)
        return false;
    if (bytes == 0)
        diag_error("%s: the file is empty: expected a trace or a log", trace->lines.name);
    return bytes > 0;
}

bool trace_init(struct trace *trace, const char *path, const struct trace_format *format,
                struct contexts *contexts, bool lenient) {
    *trace = (struct trace){.format = format, .contexts = contexts, .lenient = lenient};
    if (!lines_open(&trace->lines, path) || !look_ahead(trace))
        return false;
    if (!format && !find_format(trace))
        return false;
    trace->state = array_new(1, trace->format->size);
    return trace->format->init(trace);
}

int trace_fill(struct trace *trace, struct event *events, int room) {
    return trace->format->fill(trace, events, room);
}

void trace_fini(struct trace *trace) {
    if (trace->state)
        trace->format->fini(trace);
    free(trace->state);
    lines_close(&trace->lines);
}

int trace_context(struct trace *trace, const char *name, size_t bytes) {
    int found = contexts_find(trace->contexts, name, bytes);
    return found < 0 && trace->contexts->open ? contexts_add(trace->contexts, name, bytes) : found;
}
