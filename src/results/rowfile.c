/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/rowfile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/scratch.h"
#include "base/utf8.h"
#include "results/column.h"
#include "trace/csv.h"

enum { BUFFER_BYTES = 256 << 10 };

/* Reading bytes */

static void begin(struct rowfile *file, const char *path, struct rowformat *format) {
    *file = (struct rowfile){.name = strcmp(path, "-") == 0 ? "standard input" : path,
                             .format = format,
                             .left = UINT64_MAX,
                             .line = 1,
                             .buffer = array_new(BUFFER_BYTES, 1),
                             .room = BUFFER_BYTES,
                             .row.figures = array_new((size_t)column_count, sizeof(number_i128))};
}

bool rowfile_open(struct rowfile *file, const char *path, struct rowformat *format,
                  struct rowcopy *copy) {
    begin(file, path, format);
    if (!input_open(&file->input, path))
        return false;
    if (input_seeks(&file->input))
        return true;
    if (!copy->file && !(copy->file = scratch_open()))
        return false;
    file->copy = copy;
    file->offset = copy->bytes;
    return true;
}

bool rowfile_reopen(struct rowfile *file, const struct rowplace *place, struct rowformat *format,
                    struct rowcopy *copy) {
    begin(file, place->path, format);
    file->row.values = array_new(format->key_count, sizeof(char *));
    file->began = true;
    file->left = place->bytes;
    file->offset = place->offset;
    file->line = place->line;
    if (!place->copied)
        return input_open(&file->input, place->path) &&
               input_seek(&file->input, (off_t)place->offset);
    file->input.file = -1;
    file->copy = copy;
    file->from_copy = true;
    return scratch_seek(copy->file, place->offset);
}

void rowfile_close(struct rowfile *file) {
    if (!file->from_copy)
        input_close(&file->input);
    free(file->buffer);
    free(file->texts);
    free(file->row.figures);
    free(file->row.values);
}

static ssize_t read_some(struct rowfile *file, char *to, size_t room) {
    if (file->left < room)
        room = (size_t)file->left;
    ssize_t got;
    if (file->from_copy) {
        got = (ssize_t)fread(to, 1, room, file->copy->file);
        if (got == 0 && !scratch_was_read(file->copy->file))
            return -1;
    } else {
        got = input_read(&file->input, to, room);
        if (got > 0 && file->copy)
            file->copy->bytes += fwrite(to, 1, (size_t)got, file->copy->file);
    }
    file->left -= got > 0 ? (uint64_t)got : 0;
    return got;
}

/* Moves the bytes not yet taken to the beginning of the buffer, and reads on after them. */
static bool refill(struct rowfile *file) {
    if (interrupt_arrived())
        return false;
    if (file->bytes == file->room) {
        char *larger = array_new(2 * file->room, 1);
        memcpy(larger, file->buffer, file->bytes);
        free(file->buffer);
        file->buffer = larger;
        file->room *= 2;
    }
    ssize_t got = read_some(file, file->buffer + file->bytes, file->room - file->bytes);
    if (got < 0)
        return false;
    file->bytes += (size_t)got;
    file->ended = got == 0;
    return true;
}

static void drop_taken(struct rowfile *file) {
    file->bytes -= file->taken;
    memmove(file->buffer, file->buffer + file->taken, file->bytes);
    file->taken = 0;
}

/* Messages */

struct place rowfile_place(const struct rowfile *file) {
    return (struct place){.input = file->name, .line = file->row.line};
}

/* The place of a part of the record that begins where the buffer was taken up to. */
static struct place place_in_record(const struct rowfile *file, size_t at, size_t width) {
    const char *text = file->buffer + file->taken;
    size_t bytes = file->bytes - file->taken;
    const char *newline = memchr(text, '\n', bytes);
    if (newline)
        bytes = (size_t)(newline - text);
    if (at > bytes)
        at = bytes;
    if (width > bytes - at)
        width = bytes - at;
    return (struct place){.input = file->name,
                          .line = file->line,
                          .column = utf8_count(text, at) + 1,
                          .width = utf8_count(text + at, width),
                          .text = text,
                          .text_bytes = bytes};
}

/* Reports a problem with such a part.  Returns false. */
static bool refuse(const struct rowfile *file, size_t at, size_t width, const char *problem) {
    const struct place place = place_in_record(file, at, width);
    diag_error_at(&place, "%s", problem);
    return false;
}

/* Records */

/* Returns whether a text ends within quotes, where a newline ends no record.  Only the number of
 * quotes counts, doubled ones included. */
static bool is_quoted(const char *text, size_t bytes, bool quoted) {
    for (const char *end = text + bytes; (text = memchr(text, '"', (size_t)(end - text))); text++)
        quoted = !quoted;
    return quoted;
}

/* Finds the next record, which begins where the buffer was taken up to.  Sets how many bytes it has
 * with its newline, and how many lines. */
static enum rowfile_state find_record(struct rowfile *file, size_t *bytes, uint64_t *lines) {
    size_t seen = 0;
    bool quoted = false;
    for (*lines = 1;;) {
        const char *record = file->buffer + file->taken;
        size_t there = file->bytes - file->taken;
        const char *newline = memchr(record + seen, '\n', there - seen);
        size_t end = newline ? (size_t)(newline - record) + 1 : there;
        quoted = is_quoted(record + seen, end - seen, quoted);
        seen = end;
        if (newline && !quoted) {
            *bytes = end;
            return ROWFILE_ROW;
        }
        *lines += newline != NULL;
        if (seen > LIMIT_ROW_BYTES) {
            refuse(file, 0, 1, "this is not a row of results");
            return ROWFILE_FAILED;
        }
        if (newline)
            continue;
        if (file->ended) {
            if (there == 0)
                return ROWFILE_END;
            refuse(file, 0, there, "the file is truncated within this row");
            diag_hint("copy the file again, or run its shard again");
            return ROWFILE_FAILED;
        }
        drop_taken(file);
        if (!refill(file))
            return ROWFILE_FAILED;
    }
}

/* A field of a record. */
struct field_text {
    char *text;
    size_t at, width; /* in the record, with its quotes */
};

/* Takes the next field out of a copy of a record that ends with a NUL.  Returns NULL, or what is
 * wrong. */
static const char *take_field(char *record, size_t bytes, size_t *at, struct field_text *field) {
    char *text = record + *at, *end = record + bytes;
    field->at = *at;
    if (*text != '"') {
        size_t width = strcspn(text, ",\"\n\r");
        if (text + width < end && text[width] != ',')
            return "unquoted field with a quote or line break in it";
        field->text = text;
        field->width = width;
        *at += width + 1;
        text[width] = '\0';
        return NULL;
    }
    const char *close = csv_closing_quote(text + 1, end);
    if (!close || (close + 1 < end && close[1] != ','))
        return "unmatched quote";
    field->text = text + 1;
    field->width = (size_t)(close + 1 - text);
    *at += field->width + 1;
    size_t count = csv_unquote(text + 1, bytes, text + 1, (size_t)(close - text - 1));
    text[1 + count] = '\0';
    return NULL;
}

/* Copies a record without the end of its line, to cut fields out of the copy. */
static size_t copy_record(struct rowfile *file, size_t bytes) {
    const char *record = file->buffer + file->taken;
    bytes--;
    if (bytes > 0 && record[bytes - 1] == '\r')
        bytes--;
    if (bytes >= file->texts_room) {
        free(file->texts);
        file->texts_room = 2 * bytes + 256;
        file->texts = array_new(file->texts_room, 1);
    }
    memcpy(file->texts, record, bytes);
    file->texts[bytes] = '\0';
    return bytes;
}

/* Headers */

void rowformat_fini(struct rowformat *format) {
    for (size_t i = 0; i < format->key_count; i++)
        free(format->keys[i]);
    free(format->keys);
    free(format->fields);
    free(format->header);
}

/* Returns whether a header has the last column of kvsim's. */
static bool is_kvsims(const char *header) {
    return strstr(header, columns[column_count - 1].name) != NULL;
}

static bool refuse_column(const struct rowfile *file, const struct field_text *field,
                          const char *wanted) {
    const struct place place = place_in_record(file, field->at, field->width);
    if (!wanted)
        return refuse(file, field->at, field->width, "unexpected column after the last one");
    bool known = *field->text == '\0' || column_look_up(field->text, strlen(field->text)) >= 0;
    bool foreign = !known && field->at == 0 && !is_kvsims(file->format->header);
    if (known)
        diag_error_at(&place, "missing column '%s' before this one", wanted);
    else if (foreign)
        diag_error_at(&place, "this is not the header of kvsim's CSV, which begins with '%s'",
                      wanted);
    if (known || foreign) {
        diag_hint("--results reads only CSV with all columns, written without --columns");
        return false;
    }
    diag_error_at(&place, "expected the column '%s'", wanted);
    column_hint(field->text, strlen(field->text));
    return false;
}

/* Returns the offset in struct row_read of a column that is no figure. */
static size_t offset_of(const char *column) {
    static const struct {
        const char *column;
        size_t offset;
    } members[] = {
#define MEMBER(name, member) {name, offsetof(struct row_read, member)}
        MEMBER("workload", workload), MEMBER("replication", replication), MEMBER("seed", seed),
        MEMBER("context", context),   MEMBER("policy", policy),           MEMBER("kernel", kernel),
        MEMBER("arch", arch),         MEMBER("page_size", page_size),     MEMBER("row", number),
        MEMBER("study", study),
    };
    enum { MEMBERS = sizeof members / sizeof *members };
    size_t i = 0;
    while (i < MEMBERS && strcmp(members[i].column, column) != 0)
        i++;
    assert(i < MEMBERS); /* a column that was added needs its row here */
    return members[i].offset;
}

/* Finds the column of the next field, once the varied keys are read.  A header has all columns of
 * an optimum or none. */
static bool place_column(struct rowfile *file, const struct field_text *field, int *next) {
    struct rowformat *format = file->format;
    bool named = *next < column_count && strcmp(field->text, columns[*next].name) == 0;
    if (named && columns[*next].of_optimum)
        format->optimum = true;
    if (!named && *next < column_count && columns[*next].of_optimum && !format->optimum) {
        while (columns[*next].of_optimum)
            ++*next;
        named = strcmp(field->text, columns[*next].name) == 0;
    }
    if (!named)
        return refuse_column(file, field, *next < column_count ? columns[*next].name : NULL);
    format->fields[format->field_count++] =
        (struct rowfield){*next, columns[*next].figure ? 0 : offset_of(columns[*next].name)};
    ++*next;
    return true;
}

static bool place_field(struct rowfile *file, const struct field_text *field, int *next) {
    struct rowformat *format = file->format;
    bool varied = *next == 1 && strcmp(field->text, columns[1].name) != 0;
    if (!varied || column_look_up(field->text, strlen(field->text)) >= 0)
        return place_column(file, field, next);
    for (size_t i = 0; i < format->key_count; i++)
        if (strcmp(format->keys[i], field->text) == 0) {
            const struct place place = place_in_record(file, field->at, field->width);
            diag_error_at(&place, "duplicate column '%s'", field->text);
            return false;
        }
    format->keys[format->key_count++] = array_text(field->text, strlen(field->text));
    format->fields[format->field_count++] = (struct rowfield){.column = -1};
    return true;
}

static size_t count_commas(const char *text, size_t bytes) {
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += text[i] == ',';
    return count;
}

/* Reads the first header of a study. */
static bool read_header(struct rowfile *file, size_t record_bytes) {
    struct rowformat *format = file->format;
    const char *record = file->buffer + file->taken;
    size_t bytes = copy_record(file, record_bytes), most = count_commas(record, bytes) + 1, at = 0;
    char **keys = array_new(most, sizeof *keys);
    *format = (struct rowformat){.header = array_text(record, bytes),
                                 .header_bytes = bytes,
                                 .origin = file->name,
                                 .fields = array_new(most, sizeof *format->fields),
                                 .keys = keys};
    int next = 0;
    while (at <= bytes) {
        struct field_text field;
        const char *problem = take_field(file->texts, bytes, &at, &field);
        if (problem)
            return refuse(file, field.at, 1, problem);
        if (!place_field(file, &field, &next))
            return false;
    }
    if (next == column_count)
        return true;
    const struct field_text end = {.text = (char *)"", .at = bytes, .width = 1};
    return refuse_column(file, &end, columns[next].name);
}

static bool is_header(const struct rowfile *file, const char *record, size_t bytes) {
    const struct rowformat *format = file->format;
    if (bytes > 1 && record[bytes - 2] == '\r')
        bytes--;
    return format->header && bytes - 1 == format->header_bytes &&
           memcmp(record, format->header, bytes - 1) == 0;
}

/* Skips a byte order mark before the header of a file, or of one that was joined to it. */
static void skip_mark(struct rowfile *file, size_t *bytes) {
    enum { MARK_BYTES = 3 };
    const char *record = file->buffer + file->taken;
    if (*bytes <= MARK_BYTES || memcmp(record, "\xef\xbb\xbf", MARK_BYTES) != 0 ||
        (file->began && !is_header(file, record + MARK_BYTES, *bytes - MARK_BYTES)))
        return;
    file->taken += MARK_BYTES;
    file->offset += MARK_BYTES;
    *bytes -= MARK_BYTES;
}

/* The first line of a file. */
static bool begin_rows(struct rowfile *file, size_t bytes) {
    const struct rowformat *format = file->format;
    if (!format->header && !read_header(file, bytes))
        return false;
    if (!is_header(file, file->buffer + file->taken, bytes)) {
        const struct place place = place_in_record(file, 0, bytes);
        diag_error_at(&place, "these columns differ from those of %s", format->origin);
        diag_hint("every file must begin with the same study's header");
        return false;
    }
    file->row.values = array_new(format->key_count, sizeof(char *));
    return true;
}

/* Rows */

/* Reads a number as number_write writes it, below 2^bits.  Returns false when a text is none. */
static bool read_number(const char *text, int decimals, int bits, number_i128 *number) {
    const char *point = text + strspn(text, "0123456789");
    size_t whole = (size_t)(point - text), fraction = decimals > 0 ? (size_t)decimals + 1 : 0;
    if (whole == 0 || (whole > 1 && *text == '0') || strlen(point) != fraction ||
        (fraction > 0 && (*point != '.' || strspn(point + 1, "0123456789") != fraction - 1)))
        return false;
    *number = 0;
    for (const char *at = text; *at; at++) {
        if (at != point)
            *number = *number * 10 + (*at - '0');
        if (*number >> bits)
            return false;
    }
    return true;
}

static bool refuse_number(const struct rowfile *file, const struct column *column,
                          const struct field_text *field) {
    const struct place place = place_in_record(file, field->at, field->width ? field->width : 1);
    diag_error_at(&place, "'%s' must be a %s", column->name,
                  column->decimals > 0 ? "number with all its decimals" : "whole number");
    return false;
}

/* A figure is empty where its policy failed. */
static bool read_figure(struct rowfile *file, int column, const struct field_text *field,
                        size_t *figures) {
    enum { LARGEST_BITS = 92, WHOLE_BITS = 63 };
    const struct column *of = &columns[column];
    number_i128 *figure = &file->row.figures[column];
    *figure = 0;
    if (*field->text == '\0')
        return true;
    ++*figures;
    return read_number(field->text, of->decimals, of->decimals > 0 ? LARGEST_BITS : WHOLE_BITS,
                       figure) ||
           refuse_number(file, of, field);
}

/* Only a workload's name may have control characters: a path has any. */
static bool read_text(const struct rowfile *file, const struct field_text *field,
                      const char **text) {
    *text = field->text;
    return text == &file->row.workload || !utf8_find_control(field->text, strlen(field->text)) ||
           refuse(file, field->at, field->width, "a name with control characters");
}

/* The seed is empty where nothing is random. */
static bool read_key(struct rowfile *file, const struct rowfield *of,
                     const struct field_text *field) {
    enum { BITS = 63 };
    struct row_read *row = &file->row;
    void *slot = (char *)row + of->offset;
    if (columns[of->column].text)
        return read_text(file, field, slot);
    number_i128 number = 0;
    bool empty = slot == &row->seed && *field->text == '\0';
    if (slot == &row->seed)
        row->seeded = !empty;
    if (!empty && !read_number(field->text, 0, BITS, &number))
        return refuse_number(file, &columns[of->column], field);
    *(uint64_t *)slot = (uint64_t)number;
    return true;
}

static bool read_row(struct rowfile *file, size_t record_bytes) {
    const struct rowformat *format = file->format;
    struct row_read *row = &file->row;
    size_t bytes = copy_record(file, record_bytes), at = 0, count = 0, figures = 0, key = 0;
    size_t wanted = 0;
    if (strlen(file->texts) != bytes)
        return refuse(file, strlen(file->texts), 1, "a NUL byte");
    for (; at <= bytes; count++) {
        struct field_text field;
        const char *problem = take_field(file->texts, bytes, &at, &field);
        if (problem)
            return refuse(file, field.at, 1, problem);
        if (count == format->field_count)
            return refuse(file, field.at, field.width, "this row has more fields than columns");
        const struct rowfield *of = &format->fields[count];
        bool figure = of->column >= 0 && columns[of->column].figure;
        wanted += figure;
        if (of->column < 0)
            row->values[key++] = field.text;
        else if (figure ? !read_figure(file, of->column, &field, &figures)
                        : !read_key(file, of, &field))
            return false;
    }
    if (count < format->field_count)
        return refuse(file, bytes, 1, "this row has fewer fields than columns");
    row->failed = figures == 0;
    return figures == 0 || figures == wanted ||
           refuse(file, 0, bytes, "this row lacks some figures");
}

enum rowfile_state rowfile_next(struct rowfile *file) {
    struct row_read *row = &file->row;
    size_t bytes;
    enum rowfile_state state = find_record(file, &bytes, &row->lines);
    row->line = file->line;
    const struct place whole = {.input = file->name};
    bool cut = file->input.unpack.truncated;
    if (state == ROWFILE_END && (cut || !file->began)) {
        diag_error_at(&whole, cut ? "the compressed data is truncated"
                                  : "the file is empty: it lacks even a header");
        return ROWFILE_FAILED;
    }
    if (state != ROWFILE_ROW)
        return state;
    skip_mark(file, &bytes);
    if (!file->began || is_header(file, file->buffer + file->taken, bytes)) {
        if (!file->began && !begin_rows(file, bytes))
            return ROWFILE_FAILED;
        file->began = true;
        state = ROWFILE_HEADER;
    } else if (!read_row(file, bytes)) {
        return ROWFILE_FAILED;
    }
    row->offset = file->offset;
    file->offset += bytes;
    row->end = file->offset;
    file->taken += bytes;
    file->line += row->lines;
    return state;
}
