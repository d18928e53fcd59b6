/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

/* The smallest code point of each length: a smaller one has a shorter form and is no UTF-8. */
static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

static size_t length_of_first(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

static uint32_t code_point(const char *text, size_t length) {
    uint32_t point = (unsigned char)text[0] & (length == 1 ? 0x7fu : 0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3fu);
    return point;
}

size_t utf8_length(const char *text, size_t left) {
    size_t length = left > 0 ? length_of_first((unsigned char)text[0]) : 0;
    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
    uint32_t point = length > 0 ? code_point(text, length) : 0;
    bool surrogate = point >= 0xd800 && point < 0xe000;
    return point < smallest[length] || point > 0x10ffff || surrogate ? 0 : length;
}

static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

static size_t step(const char *text, size_t left) {
    size_t length = utf8_length(text, left);
    return length > 0 ? length : 1;
}

size_t utf8_count(const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t at = 0; at < bytes; count++)
        at += (unsigned char)text[at] < 0x80 ? 1 : step(text + at, bytes - at);
    return count;
}

size_t utf8_offset(const char *text, size_t bytes, size_t count) {
    size_t at = 0;
    for (size_t i = 0; at < bytes && i < count; i++)
        at += step(text + at, bytes - at);
    return at;
}

/* Returns the width of a character.  Of Unicode's tables it knows what people write: characters
 * that terminals show over the one before (0), or twice as wide as others (2). */
static int columns_of(uint32_t point) {
    static const struct {
        uint32_t first, last;
        int columns;
    } ranges[] = {
        {0x0300, 0x036f, 0},   {0x1100, 0x115f, 2},   {0x200b, 0x200f, 0},   {0x20d0, 0x20ff, 0},
        {0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},
        {0xfe00, 0xfe0f, 0},   {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},
        {0x1f300, 0x1f64f, 2}, {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return ranges[i].columns;
    return 1;
}

int utf8_columns(const char *text, size_t bytes) {
    int columns = 0;
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_length(text + at, bytes - at);
        columns += length > 1 ? columns_of(code_point(text + at, length)) : 1;
        at += length > 0 ? length : 1;
    }
    return columns;
}

const char *utf8_find_control(const char *text, size_t bytes) {
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_length(text + at, bytes - at);
        if (length > 0 && is_control(code_point(text + at, length)))
            return text + at;
        at += length > 0 ? length : 1;
    }
    return NULL;
}

void utf8_show(FILE *stream, const char *text, size_t bytes) {
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_length(text + at, bytes - at);
        if (length > 0 && !is_control(code_point(text + at, length)))
            fwrite(text + at, 1, length, stream);
        else
            fputc(text[at] == '\t' ? ' ' : '?', stream);
        at += length > 0 ? length : 1;
    }
}
