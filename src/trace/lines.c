/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Large enough for a whole longest line and then some; small enough to stay in a cache. */
enum { BUFFER_BYTES = 256 << 10 };

/* Lets readers compare a fixed word at the end of the last line without checking its length. */
enum { SLACK_BYTES = 16 };

bool lines_open(struct lines *lines, const char *path) {
    *lines = (struct lines){.buffer = array_new(BUFFER_BYTES + SLACK_BYTES, 1)};
    bool fine = input_open(&lines->input, path);
    lines->name = lines->input.name;
    return fine;
}

void lines_close(struct lines *lines) {
    input_close(&lines->input);
    free(lines->buffer);
}

static bool take(struct lines *lines, struct line *line, size_t bytes, size_t taken, bool cut) {
    *line = (struct line){lines->buffer + lines->begin, bytes, cut, taken > bytes || cut};
    if (bytes > 0 && line->text[bytes - 1] == '\r')
        line->bytes--;
    lines->begin += taken;
    lines->number++;
    return true;
}

/* Skips the rest of a cut line. */
static void skip_rest(struct lines *lines) {
    const char *at = lines->buffer + lines->begin;
    const char *newline = memchr(at, '\n', lines->end - lines->begin);
    lines->begin = newline ? (size_t)(newline - lines->buffer) + 1 : lines->end;
    lines->skipping = !newline;
}

bool lines_take(struct lines *lines, struct line *line) {
    if (lines->skipping)
        skip_rest(lines);
    size_t left = lines->end - lines->begin;
    if (left == 0)
        return false;
    const char *at = lines->buffer + lines->begin;
    const char *newline = memchr(at, '\n', left);
    size_t bytes = newline ? (size_t)(newline - at) : left;
    if (bytes > LIMIT_LINE_BYTES) {
        lines->skipping = true;
        return take(lines, line, LIMIT_LINE_BYTES, LIMIT_LINE_BYTES, true);
    }
    if (newline)
        return take(lines, line, bytes, bytes + 1, false);
    return lines->ended && take(lines, line, bytes, bytes, false);
}

enum lines_state lines_refill(struct lines *lines) {
    size_t left = lines->end - lines->begin;
    memmove(lines->buffer, lines->buffer + lines->begin, left);
    lines->begin = 0;
    lines->end = left;
    if (lines->ended)
        return LINES_END;
    ssize_t got = input_read(&lines->input, lines->buffer + left, BUFFER_BYTES - left);
    if (got < 0)
        return LINES_FAILED;
    bool beginning = lines->end == 0 && lines->number == 0;
    lines->end += (size_t)got;
    if (beginning && lines->end >= 3 && memcmp(lines->buffer, "\xef\xbb\xbf", 3) == 0)
        lines->begin = 3; /* a byte order mark */
    lines->buffer[lines->end] = '\0';
    lines->ended = got == 0;
    return LINES_MORE;
}

const char *lines_peek(const struct lines *lines, size_t *bytes) {
    *bytes = lines->end - lines->begin;
    return lines->buffer + lines->begin;
}

struct place lines_place(const struct lines *lines, const struct line *line, const char *at,
                         size_t width) {
    return (struct place){.input = lines->name,
                          .line = lines->number,
                          .column = utf8_count(line->text, (size_t)(at - line->text)) + 1,
                          .width = utf8_count(at, width),
                          .text = line->text,
                          .text_bytes = line->bytes};
}
