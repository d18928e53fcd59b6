/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quoted fields of CSV (RFC 4180): text between quotes, in which a quote is written twice. */
#ifndef KVSIM_TRACE_CSV_H
#define KVSIM_TRACE_CSV_H

#include <stddef.h>
#include <string.h>

/* Returns the quote that ends a field whose text begins at `at`; NULL if there is none before
 * `end`. */
static inline const char *csv_closing_quote(const char *at, const char *end) {
    while (at < end && (at = memchr(at, '"', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '"')
            return at;
        at += 2;
    }
    return NULL;
}

/* Copies at most `room` bytes of a text, each doubled quote once.  Returns how many.  `to` may be
 * `text`. */
static inline size_t csv_unquote(char *to, size_t room, const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < bytes && count < room; i++) {
        to[count++] = text[i];
        i += text[i] == '"' && i + 1 < bytes && text[i + 1] == '"';
    }
    return count;
}

#endif
