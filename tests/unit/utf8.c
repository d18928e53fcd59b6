/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: every code point in every number of bytes, against the definition (RFC 3629). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tap.h"

enum { END_OF_UNICODE = 0x110000, MOST_BYTES = 4 };

/* Writes the low bits of a number into this many bytes, in UTF-8's way, valid or not. */
static void encode(char *text, uint32_t point, size_t bytes) {
    static const unsigned char firsts[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = bytes; i-- > 1; point >>= 6)
        text[i] = (char)(0x80 | (point & 0x3f));
    text[0] = (char)(firsts[bytes] | point);
}

static size_t bytes_of(uint32_t point) {
    if (point >= END_OF_UNICODE || (point >= 0xd800 && point <= 0xdfff))
        return 0;
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : MOST_BYTES;
}

/* Tries all numbers that this many bytes hold. */
static void try_length(size_t bytes) {
    static const uint32_t ends[] = {0, 0x80, 0x800, 0x10000, 0x200000};
    uint32_t wrong = 0, cut = 0;
    for (uint32_t point = 0; point < ends[bytes]; point++) {
        char text[MOST_BYTES];
        encode(text, point, bytes);
        size_t wanted = bytes_of(point) == bytes ? bytes : 0;
        wrong += utf8_length(text, bytes) != wanted;
        cut += utf8_length(text, bytes - 1) != 0;
    }
    tap_ok(wrong == 0, "%zu bytes are UTF-8 where the number needs them: %u mistakes", bytes,
           (unsigned)wrong);
    tap_ok(cut == 0, "with the last one missing they never are: %u mistakes", (unsigned)cut);
}

/* A character with a byte that does not continue it. */
static void try_broken(void) {
    static const char *const broken[] = {"\x80",
                                         "\xbf",
                                         "\xc3(",
                                         "\xe2\x82(",
                                         "\xe2(\xac",
                                         "\xf0\x9f\x98(",
                                         "\xf8\x88\x80",
                                         "\xff",
                                         "\xf0\x9f(\x80",
                                         "\xf8\x90\x80\x80",
                                         "\xf9\x80\x80\x80",
                                         "\xc3\xc3",
                                         "\xe2\x82\xc0",
                                         "\xfe"};
    int wrong = 0;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        wrong += utf8_length(broken[i], strlen(broken[i])) != 0;
    tap_ok(wrong == 0, "bytes that do not go together: %d mistakes", wrong);
}

/* Checks what utf8_show writes. */
static void try_show(const char *what, const char *text, const char *wanted) {
    char *shown;
    size_t bytes;
    FILE *stream = open_memstream(&shown, &bytes);
    utf8_show(stream, text, strlen(text));
    fclose(stream);
    tap_ok(strcmp(shown, wanted) == 0, "%s: '%s'", what, shown);
    free(shown);
}

static void try_control(void) {
    int wrong = 0;
    for (uint32_t point = 1; point < 0x800; point++) {
        char text[] = "ab\0\0";
        encode(text + 2, point, bytes_of(point));
        bool control = point < ' ' || (point > '~' && point <= 0x9f);
        wrong += utf8_find_control(text, 2 + bytes_of(point)) != (control ? text + 2 : NULL);
    }
    tap_ok(wrong == 0, "control characters are C0, DEL and C1: %d mistakes", wrong);
}

int main(void) {
    for (size_t bytes = 1; bytes <= MOST_BYTES; bytes++)
        try_length(bytes);
    try_broken();
    try_control();
    try_show("letters", "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
             "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    try_show("controls", "a\tb\x1b[31m\xc2\x9b\x7f", "a b?[31m??");
    try_show("bytes", "\xff\xc3 \xe2\x82", "?? ??");
    const char *mixed = "a\xff\xc3\xa4\xe2\x82\xac";
    tap_ok(utf8_count(mixed, 7) == 4, "a byte that is none counts as one character");
    tap_ok(utf8_offset(mixed, 7, 3) == 4 && utf8_offset(mixed, 7, 9) == 7, "where characters end");
    tap_ok(utf8_columns("e\xcc\x81\xe6\xbc\xa2\xff", 7) == 4,
           "an accent takes no column, an ideograph two, a byte one");
    return tap_done();
}
