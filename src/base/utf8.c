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

static bool is_printable(const char *text, size_t length) {
    uint32_t point = code_point(text, length);
    return point >= 0x20 && (point < 0x7f || point >= 0xa0);
}

void utf8_show(FILE *stream, const char *text, size_t bytes) {
    for (size_t at = 0; at < bytes;) {
        size_t length = utf8_length(text + at, bytes - at);
        if (length > 0 && is_printable(text + at, length))
            fwrite(text + at, 1, length, stream);
        else
            fputc(text[at] == '\t' ? ' ' : '?', stream);
        at += length > 0 ? length : 1;
    }
}
