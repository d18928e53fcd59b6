/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Diagnostics: everything the program prints except results, on standard error.
 *
 * A fallible function returns false after it has reported here; the caller only passes the failure
 * on.  The worst report so far decides the exit status of the program.
 */
#ifndef KVSIM_BASE_DIAG_H
#define KVSIM_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum status {
    STATUS_DONE = 0,          /* nothing went wrong */
    STATUS_POLICY = 1,        /* a policy failed while running; the others were reported */
    STATUS_INPUT = 2,         /* usage, or bad input */
    STATUS_SYSTEM = 3,        /* a file, memory or another program failed */
    STATUS_INTERRUPTED = 130, /* SIGINT, SIGTERM or SIGHUP */
};

/* A place in an input.  Lines and columns count from 1, columns in characters; column 0 means the
 * whole line and line 0 the whole input.  `text` is the line, not NUL-terminated, or NULL when it
 * is unknown. */
struct place {
    const char *input;
    uint64_t line;
    size_t column;
    size_t width; /* how many characters the caret underlines; 0 counts as 1 */
    const char *text;
    size_t text_bytes;
};

/* The place of a part of an option's value: `bytes` bytes from `at` on. */
struct place diag_place_of_option(const char *option, const char *value, size_t at, size_t bytes);

/* From now on a line on standard error is one write, so that lines of several programs do not
 * mix. */
void diag_init(void);

/* Reports an input error: sets STATUS_INPUT. */
void diag_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_error_at(const struct place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Reports a system failure: sets STATUS_SYSTEM. */
void diag_system(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reports why a file could not be opened or read, from errno: STATUS_INPUT when there is no such
 * file, STATUS_SYSTEM otherwise.  On EINTR by a signal that ends the program it prints nothing and
 * sets STATUS_INTERRUPTED. */
void diag_file(const char *name);

/* Reports that memory ran out and ends the program.  No caller could recover. */
_Noreturn void diag_no_memory(void);

/* Reports that a policy failed while running: sets STATUS_POLICY. */
void diag_policy_at(const struct place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Shows a further line of an input after an error. */
void diag_show(const struct place *place);

/* Prints a line of advice after an error. */
void diag_hint(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a note, unless diag_set_quiet(true) was called.  Changes no status. */
void diag_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void diag_note_at(const struct place *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void diag_set_quiet(bool quiet);

/* diag_keep_notes begins to keep the texts of diag_note, those included that diag_set_quiet
 * silences.  diag_notes returns them, one per line without the program's name; NULL when there are
 * none.  They are not NUL-terminated. */
void diag_keep_notes(void);
const char *diag_notes(size_t *bytes);

/* Calls the function before each message on standard error, to clear a line of progress from the
 * terminal.  NULL for none. */
void diag_before(void (*function)(void *state), void *state);

/* diag_capture_begin begins to keep this thread's reports.  diag_capture_end ends that and returns
 * them; the caller frees them.  diag_say_captured prints them, in any thread, or adds them to that
 * thread's capture.  Statuses count at once.  Captures nest, two deep.  diag_head_captured prints a
 * note that says what captured reports are about; while notes are silenced, it does so only if
 * there is more than notes among them. */
void diag_capture_begin(void);
char *diag_capture_end(size_t *bytes);
void diag_say_captured(const char *text, size_t bytes);
void diag_head_captured(const char *head, const char *text, size_t bytes);

/* Records that a signal ended the work: sets STATUS_INTERRUPTED. */
void diag_interrupted(void);

/* The worst status reported so far: interrupted, then system, input, policy, done. */
enum status diag_status(void);

#endif
