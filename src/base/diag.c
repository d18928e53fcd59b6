/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diag.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/interrupt.h"
#include "base/memstream.h"
#include "base/utf8.h"

/* How many bytes of a long line to show before and after the caret. */
enum { SHOWN_BEFORE = 60, SHOWN_AFTER = 40 };

/* The longest message.  A longer one is truncated. */
enum { LONGEST_MESSAGE = 480 };

static struct {
    atomic_int status;
    bool quiet;
    void (*before)(void *state);
    void *before_state;
    bool keeping; /* notes, here: */
    char *notes;
    size_t note_bytes, note_room;
} diag;

static const char note_prefix[] = "kvsim: ", error_prefix[] = "kvsim: error: ";

/* A thread's captured reports. */
enum { CAPTURES = 2 };
static _Thread_local struct memstream captured[CAPTURES];
static _Thread_local int captures;

void diag_init(void) {
    static char line[4096];
    setvbuf(stderr, line, _IOLBF, sizeof line);
}

static FILE *stream(void) {
    if (captures > 0)
        return captured[captures - 1].stream;
    if (diag.before)
        diag.before(diag.before_state);
    return stderr;
}

/* In the order of STATUS_*, the numbers rise with the severity. */
static void worsen(enum status status) {
    int worst = atomic_load(&diag.status);
    while ((int)status > worst && !atomic_compare_exchange_weak(&diag.status, &worst, (int)status))
        ;
}

static void say(const char *prefix, const char *format, va_list arguments) {
    char message[LONGEST_MESSAGE];
    int bytes = vsnprintf(message, sizeof message, format, arguments);
    fputs(prefix, stream());
    utf8_show(stream(), message, strlen(message));
    fputs(bytes < (int)sizeof message ? "\n" : "...\n", stream());
}

struct place diag_place_of_option(const char *option, const char *value, size_t at, size_t bytes) {
    return (struct place){.input = option,
                          .line = 1,
                          .column = utf8_count(value, at) + 1,
                          .width = utf8_count(value + at, bytes),
                          .text = value,
                          .text_bytes = strlen(value)};
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static void show_line(const struct place *place) {
    const char *text = place->text;
    size_t caret = utf8_offset(text, place->text_bytes, place->column ? place->column - 1 : 0);
    size_t from = caret > SHOWN_BEFORE ? caret - SHOWN_BEFORE : 0;
    size_t to = place->text_bytes - caret > SHOWN_AFTER ? caret + SHOWN_AFTER : place->text_bytes;
    while (from < caret && is_continuation(text[from]))
        from++;
    while (to > caret && to < place->text_bytes && is_continuation(text[to]))
        to--;
    int margin =
        fprintf(stream(), "%5llu | %s", (unsigned long long)place->line, from ? "..." : "");
    utf8_show(stream(), text + from, to - from);
    fputs(to < place->text_bytes ? "...\n" : "\n", stream());
    if (place->column == 0)
        return;
    fprintf(stream(), "%*s^", margin + utf8_columns(text + from, caret - from), "");
    size_t width = utf8_offset(text + caret, to - caret, place->width);
    for (int i = utf8_columns(text + caret, width); i > 1; i--)
        fputc('~', stream());
    fputc('\n', stream());
}

static void say_at(const struct place *place, const char *kind, const char *format,
                   va_list arguments) {
    utf8_show(stream(), place->input, strlen(place->input));
    if (place->line > 0)
        fprintf(stream(), ":%llu", (unsigned long long)place->line);
    if (place->line > 0 && place->column > 0)
        fprintf(stream(), ":%zu", place->column);
    say(kind, format, arguments);
    if (place->line > 0 && place->text)
        show_line(place);
}

#define SAY(prefix)                                                                                \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        say(prefix, format, arguments);                                                            \
        va_end(arguments);                                                                         \
    } while (0)

void diag_error(const char *format, ...) {
    worsen(STATUS_INPUT);
    SAY(error_prefix);
}

#define SAY_AT(kind)                                                                               \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        say_at(place, kind, format, arguments);                                                    \
        va_end(arguments);                                                                         \
    } while (0)

void diag_error_at(const struct place *place, const char *format, ...) {
    worsen(STATUS_INPUT);
    SAY_AT(": error: ");
}

void diag_policy_at(const struct place *place, const char *format, ...) {
    worsen(STATUS_POLICY);
    SAY_AT(": error: ");
}

void diag_system(const char *format, ...) {
    worsen(STATUS_SYSTEM);
    SAY(error_prefix);
}

void diag_file(const char *name) {
    if (errno == EINTR && interrupt_arrived())
        diag_interrupted();
    else if (errno == ENOENT || errno == ENOTDIR || errno == EISDIR)
        diag_error("%s: %s", name, strerror(errno));
    else
        diag_system("%s: %s", name, strerror(errno));
}

void diag_show(const struct place *place) {
    show_line(place);
}

void diag_hint(const char *format, ...) {
    SAY("  ");
}

void diag_note(const char *format, ...) {
    struct memstream note;
    if (diag.quiet && !diag.keeping)
        return;
    if (captures > 0 || !diag.keeping) {
        SAY(note_prefix);
        return;
    }
    diag_capture_begin();
    SAY(note_prefix);
    note.text = diag_capture_end(&note.bytes);
    diag_say_captured(note.text, note.bytes);
    free(note.text);
}

void diag_note_at(const struct place *place, const char *format, ...) {
    if (!diag.quiet)
        SAY_AT(": note: ");
}

void diag_no_memory(void) {
    fputs("kvsim: error: out of memory\n", stderr);
    exit(STATUS_SYSTEM);
}

void diag_before(void (*function)(void *state), void *state) {
    diag.before = function;
    diag.before_state = state;
}

void diag_set_quiet(bool quiet) {
    diag.quiet = quiet;
}

void diag_capture_begin(void) {
    assert(captures < CAPTURES);
    memstream_open(&captured[captures++]);
}

char *diag_capture_end(size_t *bytes) {
    struct memstream *last = &captured[--captures];
    char *text = memstream_close(last);
    *bytes = last->bytes;
    return text;
}

/* Returns whether a captured line is a note. */
static bool is_note(const char *line, size_t bytes) {
    size_t length = strlen(note_prefix), error_length = strlen(error_prefix);
    return bytes >= length && memcmp(line, note_prefix, length) == 0 &&
           (bytes < error_length || memcmp(line, error_prefix, error_length) != 0);
}

static void keep(const char *line, size_t bytes) {
    for (size_t i = strlen(note_prefix); i < bytes; i++) {
        diag.notes = array_grow(diag.notes, diag.note_bytes, &diag.note_room, 1);
        diag.notes[diag.note_bytes++] = line[i];
    }
}

/* Returns the end of the line that begins at an offset, its newline included. */
static size_t line_end(const char *text, size_t bytes, size_t from) {
    const char *newline = memchr(text + from, '\n', bytes - from);
    return newline ? (size_t)(newline - text) + 1 : bytes;
}

void diag_head_captured(const char *head, const char *text, size_t bytes) {
    bool notes_only = true;
    for (size_t from = 0, to; from < bytes; from = to) {
        to = line_end(text, bytes, from);
        notes_only &= is_note(text + from, to - from);
    }
    if (diag.quiet && !notes_only)
        fprintf(stream(), "%s%s:\n", note_prefix, head);
    else
        diag_note("%s:", head);
}

void diag_say_captured(const char *text, size_t bytes) {
    if (captures > 0 || !diag.keeping) {
        fwrite(text, 1, bytes, stream());
        return;
    }
    for (size_t from = 0, to; from < bytes; from = to) {
        to = line_end(text, bytes, from);
        bool note = is_note(text + from, to - from);
        if (note)
            keep(text + from, to - from);
        if (!note || !diag.quiet)
            fwrite(text + from, 1, to - from, stream());
    }
}

void diag_keep_notes(void) {
    diag.keeping = true;
}

const char *diag_notes(size_t *bytes) {
    *bytes = diag.note_bytes;
    return diag.notes;
}

void diag_interrupted(void) {
    worsen(STATUS_INTERRUPTED);
}

enum status diag_status(void) {
    return (enum status)atomic_load(&diag.status);
}
