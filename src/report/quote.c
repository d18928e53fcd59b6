/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/quote.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

static bool needs_quotes(const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return true;
    return false;
}

void quote_write(FILE *stream, const char *text, size_t bytes) {
    if (!needs_quotes(text, bytes)) {
        fwrite(text, 1, bytes, stream);
        return;
    }
    fputc('"', stream);
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '"')
            fputc('"', stream);
        fputc(text[i], stream);
    }
    fputc('"', stream);
}

/* Writes a character of at most this many bytes as a picture can show it; returns how many bytes it
 * has.  XML has no place for U+FFFE and U+FFFF. */
static size_t draw(FILE *stream, const char *text, size_t left) {
    size_t length = utf8_length(text, left);
    bool shown = length != 3 ||
                 (memcmp(text, "\xef\xbf\xbe", 3) != 0 && memcmp(text, "\xef\xbf\xbf", 3) != 0);
    if (length == 0 || !shown)
        fputs("\ufffd", stream);
    else if (utf8_find_control(text, length))
        fputc(' ', stream);
    else
        fwrite(text, 1, length, stream);
    return length ? length : 1;
}

void quote_draw(FILE *stream, const char *text, size_t bytes) {
    for (size_t at = 0; at < bytes;)
        at += draw(stream, text + at, bytes - at);
}

/* A field of a row, within which gnuplot knows C's escapes. */
static void escape(FILE *stream, const char *text, size_t bytes) {
    const char *quote = needs_quotes(text, bytes) ? "\"" : "";
    fputs(quote, stream);
    for (size_t at = 0; at < bytes;) {
        bool escaped = text[at] == '"' || text[at] == ',' || text[at] == '\\';
        if (escaped)
            fprintf(stream, "\\%03o", (unsigned)text[at]);
        at += escaped ? 1 : draw(stream, text + at, bytes - at);
    }
    fputs(quote, stream);
}

/* A field of the header, which takes no quotes, and would end at an escaped comma. */
static void replace(FILE *stream, const char *text, size_t bytes) {
    for (size_t at = 0; at < bytes;) {
        const char *alike = text[at] == ',' ? "\u201a" : text[at] == '"' ? "'" : "/";
        bool replaced = text[at] == '"' || text[at] == ',' || text[at] == '\\';
        if (replaced)
            fputs(alike, stream);
        at += replaced ? 1 : draw(stream, text + at, bytes - at);
    }
}

void quote_for_gnuplot(FILE *csv, FILE *to) {
    char *field = NULL;
    size_t bytes = 0, room = 0;
    bool quoted = false, header = true;
    for (int byte; (byte = getc(csv)) != EOF;) {
        if (byte == '"' && !quoted) {
            quoted = true;
            continue;
        }
        if (!quoted && (byte == ',' || byte == '\n')) {
            (header ? replace : escape)(to, field, bytes);
            putc(byte, to);
            header = header && byte == ',';
            bytes = 0;
            continue;
        }
        if (byte == '"' && (byte = getc(csv)) != '"') { /* not doubled: the end of the quotes */
            quoted = false;
            ungetc(byte, csv);
            continue;
        }
        field = array_grow(field, bytes, &room, 1);
        field[bytes++] = (char)byte;
    }
    free(field);
}
