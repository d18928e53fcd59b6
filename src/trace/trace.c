/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/nearest.h"
#include "trace/slice.h"

const struct trace_format *const trace_formats[] = {
    &native_format, &pftrace_format, &perfetto_format, &perf_format,
    &ftrace_format, &strace_format,  &logcat_format,   &bugreport_format,
};
const int trace_format_count = sizeof trace_formats / sizeof *trace_formats;

const struct trace_format *trace_format_find(const char *name, const struct place *place) {
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < trace_format_count; i++) {
        if (strcmp(trace_formats[i]->name, name) == 0)
            return trace_formats[i];
        nearest_offer(&nearest, trace_formats[i]->name);
    }
    if (place)
        diag_error_at(place, "unknown trace format '%s'", name);
    else
        diag_error("unknown trace format '%s'", name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list formats lists them");
    return NULL;
}

/* How much of a file decides its format. */
enum { SNIFF_BYTES = 64 << 10 };

const char *trace_beginning(const struct trace *trace, size_t *bytes) {
    const char *beginning = lines_peek(&trace->lines, bytes);
    if (*bytes > SNIFF_BYTES)
        *bytes = SNIFF_BYTES;
    return beginning;
}

/* Names the program that converts a binary recording to text, or unpacks what kvsim does not.
 * Returns whether it is such a file. */
static bool hint_at_program(const char *beginning, size_t bytes) {
    static const struct {
        const char *mark;
        size_t bytes;
        const char *hint;
    } files[] = {
        {"PERFILE2", 8, "it is a perf recording: convert it with perf script -i FILE"},
        {"\x17\x08\x44tracing", 10,
         "it is a trace-cmd recording: convert it with trace-cmd report FILE"},
        {"\x04\x22\x4d\x18", 4, "it is compressed by lz4: unpack it with lz4 -d FILE"},
        {"\x5d\0\0", 3, "it is compressed by lzma: unpack it with xz -d FILE"},
    };
    bool binary = memchr(beginning, '\0', bytes) != NULL;
    for (size_t i = 0; binary && i < sizeof files / sizeof *files; i++)
        if (bytes >= files[i].bytes && memcmp(beginning, files[i].mark, files[i].bytes) == 0) {
            diag_hint("%s", files[i].hint);
            return true;
        }
    return false;
}

/* Shows how the file begins, and which formats it does not have. */
static bool report_unknown(const struct trace *trace, const char *beginning, size_t bytes) {
    enum { LINES_SHOWN = 3 };
    struct slice rest = {beginning, bytes}, line = rest;
    bool more = slice_take_until(&rest, '\n', &line);
    struct place place = {
        .input = trace->lines.name, .line = 1, .text = line.text, .text_bytes = line.bytes};
    diag_error_at(&place, "unknown format of trace or log");
    for (place.line = 2; place.line <= LINES_SHOWN && more && rest.bytes > 0; place.line++) {
        line = rest;
        more = slice_take_until(&rest, '\n', &line);
        place.text = line.text;
        place.text_bytes = line.bytes;
        diag_show(&place);
    }
    if (hint_at_program(beginning, bytes))
        return false;
    for (int i = 0; i < trace_format_count; i++)
        diag_hint("not %s: %s", trace_formats[i]->name, trace_formats[i]->summary);
    if (bytes > 1 &&
        (memcmp(beginning, "\xff\xfe", 2) == 0 || memcmp(beginning, "\xfe\xff", 2) == 0))
        diag_hint(
            "it is UTF-16, as some shells write: convert it with iconv -f UTF-16 -t UTF-8 FILE");
    else
        diag_hint("Android Studio's view and logcat's formats process and tag are not supported: "
                  "use adb logcat -v threadtime");
    return false;
}

static const struct trace_format *recognise(const char *beginning, size_t bytes) {
    for (int i = 0; i < trace_format_count; i++)
        if (trace_formats[i]->recognises(beginning, bytes))
            return trace_formats[i];
    return NULL;
}

static bool find_format(struct trace *trace) {
    size_t bytes;
    const char *beginning = trace_beginning(trace, &bytes);
    trace->format = recognise(beginning, bytes);
    if (trace->format)
        return true;
    if (!snapshot_recognises(beginning, bytes))
        return report_unknown(trace, beginning, bytes);
    diag_error("%s: this is a snapshot of binder, without events", trace->lines.name);
    diag_hint("--initial %s starts a workload or a trace from it", trace->lines.name);
    return false;
}

/* Reports why there is nothing to read in the whole file: no bytes, or this many blank ones. */
static bool report_empty(const struct trace *trace, size_t bytes) {
    bool truncated = bytes == 0 && trace->lines.input.unpack.truncated;
    diag_error("%s: %s: expected a trace or a log", trace->lines.name,
               truncated    ? "the compressed data is truncated"
               : bytes == 0 ? "the file is empty"
                            : "the file has only blank lines");
    if (!truncated)
        diag_hint("was it recorded? kvsim-trace(5), GETTING A LOG, has the commands, such as "
                  "adb logcat -b events -v threadtime -d > phone.log");
    return false;
}

/* Reads until enough is in memory to recognise the format.  Returns false after it has reported. */
static bool look_ahead(struct trace *trace) {
    size_t bytes = 0;
    enum lines_state state = LINES_MORE;
    while (state == LINES_MORE && bytes < SNIFF_BYTES) {
        state = lines_refill(&trace->lines);
        lines_peek(&trace->lines, &bytes);
    }
    if (state == LINES_FAILED)
        return false;
    size_t blank = 0;
    const char *beginning = lines_peek(&trace->lines, &bytes);
    while (blank < bytes && strchr(" \t\r\n", beginning[blank]) && beginning[blank])
        blank++;
    return blank < bytes || state == LINES_MORE || report_empty(trace, bytes);
}

const struct trace_format *trace_guess(const char *path) {
    const struct trace_format *format = NULL;
    struct trace trace = {.format = NULL};
    struct stat status;
    size_t bytes;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    diag_capture_begin();
    if (lines_open(&trace.lines, path) && look_ahead(&trace)) {
        const char *beginning = trace_beginning(&trace, &bytes);
        format = recognise(beginning, bytes);
    }
    free(diag_capture_end(&bytes));
    lines_close(&trace.lines);
    return format;
}

/* Rejects options for logs with a native trace, which itself says what registers where. */
static bool check_options(const struct trace *trace) {
    const struct trace_options *options = &trace->options;
    bool later = options->offset_ns != TRACE_OFFSET_NS;
    if (trace->format->is_log || !(options->only || options->contexts || options->native || later))
        return true;
    diag_error("%s: --%s is for logs; a trace of the format %s already says what registers where",
               trace->lines.name,
               options->only       ? "only"
               : options->contexts ? "contexts"
               : options->native   ? "native"
                                   : "offset",
               trace->format->name);
    return false;
}

bool trace_init(struct trace *trace, const char *path, const struct trace_options *options,
                struct contexts *contexts) {
    *trace = (struct trace){.format = options->format,
                            .options = *options,
                            .contexts = contexts,
                            .initial = options->initial};
    entries_init(&trace->entries);
    if (!lines_open(&trace->lines, path) || !look_ahead(trace))
        return false;
    if ((!trace->format && !find_format(trace)) || !check_options(trace))
        return false;
    trace->state = array_new(1, trace->format->size);
    return trace->format->init(trace);
}

int trace_fill(struct trace *trace, struct event *events, int room) {
    int count = trace->initial ? snapshot_fill(trace->initial, &trace->initial_at, &trace->entries,
                                               events, room)
                               : 0;
    if (count == 0)
        count = trace->format->fill(trace, events, room);
    if (count == 0 && trace->lines.input.unpack.truncated && !trace->options.silent)
        diag_note("%s: the compressed data is truncated; what could be unpacked was used",
                  trace->lines.name);
    return count;
}

void trace_fini(struct trace *trace) {
    if (trace->state && trace->format->fini)
        trace->format->fini(trace);
    free(trace->state);
    entries_fini(&trace->entries);
    lines_close(&trace->lines);
}

bool trace_can_be_reopened(const struct trace *trace) {
    return trace->lines.input.lasting;
}

int trace_context(struct trace *trace, const char *name, size_t bytes) {
    int found = contexts_find(trace->contexts, name, bytes);
    if (found < 0 && trace->contexts->open)
        found = contexts_add(trace->contexts, name, bytes);
    if (found == CONTEXTS_NO_MEMORY)
        diag_no_memory();
    return found;
}

void trace_note_truncated(const struct trace *trace) {
    if (!trace->options.silent)
        diag_note("%s: truncated in line %llu, which was ignored", trace->lines.name,
                  (unsigned long long)trace->lines.number);
}
