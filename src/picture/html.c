/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/html.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"

void html_text(FILE *stream, const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes;) {
        size_t length = utf8_length(text + i, bytes - i);
        switch (length == 0 ? '\0' : text[i]) {
        case '<': fputs("&lt;", stream); break;
        case '>': fputs("&gt;", stream); break;
        case '&': fputs("&amp;", stream); break;
        case '"': fputs("&quot;", stream); break;
        case '\0': fputs("&#xfffd;", stream); break;
        default: fwrite(text + i, 1, length, stream);
        }
        i += length ? length : 1;
    }
}

void html_string(FILE *stream, const char *text) {
    html_text(stream, text, strlen(text));
}

void html_json(FILE *stream, const char *text, size_t bytes) {
    fputc('"', stream);
    for (size_t i = 0; i < bytes;) {
        size_t length = utf8_length(text + i, bytes - i);
        unsigned char byte = (unsigned char)text[i];
        if (length == 0)
            fputs("\\ufffd", stream);
        else if (byte < ' ' || strchr("\"\\<>&", byte))
            fprintf(stream, "\\u%04x", byte);
        else
            fwrite(text + i, 1, length, stream);
        i += length ? length : 1;
    }
    fputc('"', stream);
}

/* Writes up to three bytes as four digits. */
static void write_group(FILE *stream, const unsigned char *bytes, size_t count) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned group = 0;
    for (size_t k = 0; k < 3; k++)
        group = group << 8 | (k < count ? bytes[k] : 0);
    for (size_t k = 0; k < 4; k++)
        fputc(k <= count ? digits[group >> (18 - 6 * k) & 63] : '=', stream);
}

void html_base64_bytes(FILE *stream, const unsigned char *bytes, size_t count) {
    for (size_t at = 0; at < count; at += 3)
        write_group(stream, bytes + at, count - at < 3 ? count - at : 3);
}

void html_base64(FILE *stream, FILE *file) {
    unsigned char bytes[3];
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
        write_group(stream, bytes, count);
}

static void write_url(FILE *stream, const char *text) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                " -_.,;:=()/\"";
    for (; *text; text++)
        fprintf(stream, strchr(plain, *text) ? "%c" : "%%%02X", (unsigned char)*text);
}

void html_svg(FILE *stream, FILE *file) {
    char *line = NULL, *group = NULL; /* the line before, if it may begin an empty group */
    size_t room = 0, group_room = 0;
    bool held = false;
    while (getline(&line, &room, file) > 0) {
        bool empty = held && strcmp(line, "</g>\n") == 0;
        if (held && !empty)
            write_url(stream, group);
        held = strncmp(line, "<g ", 3) == 0;
        if (held) {
            char *other = group;
            size_t other_room = group_room;
            group = line;
            group_room = room;
            line = other;
            room = other_room;
        } else if (!empty) {
            write_url(stream, line);
        }
    }
    if (held)
        write_url(stream, group);
    if (!feof(file) && !ferror(file))
        diag_no_memory();
    free(line);
    free(group);
}

void html_pair(FILE *stream, const char *term, const char *text) {
    fprintf(stream, "<dt>%s</dt><dd>", term);
    html_string(stream, text);
    fputs("</dd>\n", stream);
}
