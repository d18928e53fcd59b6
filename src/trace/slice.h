/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Part of a line, and functions with which the readers of logs take its front off.  A slice owns no
 * memory.
 *
 * A slice_take function takes what it names and returns whether that was there; if not, the slice
 * may have lost its beginning.
 */
#ifndef KVSIM_TRACE_SLICE_H
#define KVSIM_TRACE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *text;
    size_t bytes;
};

static inline bool slice_is_digit(char byte) {
    return (unsigned char)(byte - '0') <= 9;
}

static inline void slice_drop(struct slice *slice, size_t bytes) {
    slice->text += bytes;
    slice->bytes -= bytes;
}

static inline void slice_drop_blanks(struct slice *slice) {
    size_t blanks = 0;
    while (blanks < slice->bytes && (slice->text[blanks] == ' ' || slice->text[blanks] == '\t'))
        blanks++;
    slice_drop(slice, blanks);
}

/* Drops blanks at the end. */
static inline void slice_trim(struct slice *slice) {
    while (slice->bytes > 0 && slice->text[slice->bytes - 1] == ' ')
        slice->bytes--;
}

static inline bool slice_take_byte(struct slice *slice, char byte) {
    if (slice->bytes == 0 || *slice->text != byte)
        return false;
    slice_drop(slice, 1);
    return true;
}

static inline bool slice_begins(struct slice slice, const char *text) {
    size_t bytes = strlen(text);
    return slice.bytes >= bytes && memcmp(slice.text, text, bytes) == 0;
}

static inline bool slice_is(struct slice slice, const char *text) {
    return slice.bytes == strlen(text) && memcmp(slice.text, text, slice.bytes) == 0;
}

static inline bool slice_ends(struct slice slice, const char *text) {
    size_t bytes = strlen(text);
    return slice.bytes >= bytes && memcmp(slice.text + slice.bytes - bytes, text, bytes) == 0;
}

/* Takes exactly this text. */
static inline bool slice_take(struct slice *slice, const char *text) {
    if (!slice_begins(*slice, text))
        return false;
    slice_drop(slice, strlen(text));
    return true;
}

/* Takes the text before this byte into *before, and the byte.  Takes nothing if the byte is
 * missing. */
bool slice_take_until(struct slice *slice, char byte, struct slice *before);

/* Takes a number of 1 to `most` (at most 18) digits, with no further digit after it.  *digits
 * becomes their count; `digits` may be NULL. */
bool slice_take_number(struct slice *slice, int most, int64_t *value, int *digits);

/* Takes all hexadecimal digits, in lower case.  Returns false if there is none, or more than 16. */
bool slice_take_hexadecimal(struct slice *slice, uint64_t *value);

/* Takes a process id, from 0 to LIMIT_PID. */
bool slice_take_pid(struct slice *slice, int32_t *pid);

/* Takes a fraction of a second, a point and 1 to 9 digits, as nanoseconds. */
bool slice_take_fraction(struct slice *slice, int64_t *ns);

/* Takes seconds with a fraction, up to about LIMIT_TIME_NS, as nanoseconds. */
bool slice_take_seconds(struct slice *slice, int64_t *ns);

/* Takes a time of day, HH:MM:SS with or without a fraction, as nanoseconds since midnight. */
bool slice_take_clock(struct slice *slice, int64_t *ns);

/* Takes a date, [YYYY-]MM-DD, from 1970 to 2100; year 0 if it has none. */
struct slice_date {
    int year, month, day;
};
bool slice_take_date(struct slice *slice, struct slice_date *date);

/* Takes blanks and a word, which ends at the next blank. */
bool slice_take_word(struct slice *slice, struct slice *word);

/* Finds the first, or the last, occurrence of a text.  *after becomes what follows it; `after` may
 * be NULL. */
bool slice_find(struct slice slice, const char *text, struct slice *after);
bool slice_find_last(struct slice slice, const char *text, struct slice *after);

bool slice_all_digits(struct slice slice);

#endif
