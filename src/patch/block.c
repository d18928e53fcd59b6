/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/block.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memstream.h"
#include "base/utf8.h"

enum { INDENT = 4, COMMENT_WIDTH = 92 };

void block_fini(struct block *block) {
    for (size_t i = 0; i < block->count; i++)
        free(block->lines[i].text);
    free(block->lines);
}

static char *format_text(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int bytes = vsnprintf(NULL, 0, format, arguments);
    char *text = array_new((size_t)bytes + 1, 1);
    vsnprintf(text, (size_t)bytes + 1, format, again);
    va_end(again);
    return text;
}

char *block_text(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = format_text(format, arguments);
    va_end(arguments);
    return text;
}

static void add_line(struct block *block, char *text, int depth) {
    block->lines = array_grow(block->lines, block->count, &block->room, sizeof *block->lines);
    block->lines[block->count++] = (struct block_line){text, depth};
}

void block_add(struct block *block, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_line(block, format_text(format, arguments), block->depth);
    va_end(arguments);
}

void block_append(struct block *block, struct block *other) {
    for (size_t i = 0; i < other->count; i++)
        add_line(block, other->lines[i].text, other->lines[i].depth);
    other->count = 0;
}

/* Returns whether a text begins with a control character for its direction, which makes it read as
 * another text: U+202A to U+202E and U+2066 to U+2069.  rustc refuses them. */
static bool is_turn(const char *text) {
    const unsigned char *byte = (const unsigned char *)text;
    return byte[0] == 0xe2 && ((byte[1] == 0x80 && byte[2] >= 0xaa && byte[2] <= 0xae) ||
                               (byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9));
}

static void write_word(FILE *stream, const char *word, size_t bytes) {
    size_t shown = 0;
    for (size_t at = 0; at + 2 < bytes; at++)
        if (is_turn(word + at)) {
            utf8_show(stream, word + shown, at - shown);
            fputc('?', stream);
            shown = at + 3;
        }
    utf8_show(stream, word + shown, bytes - shown);
}

void block_comment(struct block *block, const char *text) {
    static const char blanks[] = " \t\r\n";
    for (text += strspn(text, blanks); *text;) {
        struct memstream line;
        int columns = 2 + block->depth * INDENT;
        memstream_open(&line);
        fputs("//", line.stream);
        for (bool first = true; *text; first = false) {
            size_t bytes = strcspn(text, blanks);
            columns += 1 + utf8_columns(text, bytes);
            if (columns > COMMENT_WIDTH && !first)
                break;
            fputc(' ', line.stream);
            write_word(line.stream, text, bytes);
            text += bytes;
            text += strspn(text, blanks);
        }
        add_line(block, memstream_close(&line), block->depth);
    }
}

void block_print(const struct block *block, FILE *stream) {
    for (size_t i = 0; i < block->count; i++) {
        const struct block_line *line = &block->lines[i];
        int indent = *line->text ? line->depth * INDENT : 0;
        fprintf(stream, "%*s%s\n", indent, "", line->text);
    }
}
