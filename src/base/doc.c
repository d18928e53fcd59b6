/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/doc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/array.h"
#include "base/digest.h"
#include "base/inputs.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/utf8.h"

struct doc_text {
    char *name;
    char *bytes;
    size_t count;
};

struct anchor {
    char *name;
    struct doc_node *node;
};

struct doc {
    struct doc_node *root;
    struct doc_node **nodes;
    size_t node_count, node_room;
    size_t copied_bytes; /* of the scalars that aliases copied */
    struct doc_text **texts;
    size_t text_count, text_room;
};

const char *doc_kind_name(enum doc_kind kind) {
    static const char *const names[] = {
        [DOC_SCALAR] = "a single value", [DOC_SEQUENCE] = "a list", [DOC_MAPPING] = "a mapping"};
    return names[kind];
}

/* Places */

/* Returns the bytes of the line break here, 0 for none.  As libyaml 0.2 counts lines: CR LF, CR,
 * LF, and Unicode's NEL, LS and PS. */
static size_t break_bytes(const char *at, const char *end) {
    size_t left = (size_t)(end - at);
    switch (left > 0 ? *at : 0) {
    case '\n': return 1;
    case '\r': return left > 1 && at[1] == '\n' ? 2 : 1;
    case '\xc2': return left > 1 && at[1] == '\x85' ? 2 : 0;
    case '\xe2': return left > 2 && at[1] == '\x80' && (at[2] == '\xa8' || at[2] == '\xa9') ? 3 : 0;
    default: return 0;
    }
}

static const char *end_of_line(const char *at, const char *end) {
    while (at < end && break_bytes(at, end) == 0)
        at++;
    return at;
}

static struct place place_of_line(const struct doc_text *text, size_t line) {
    const char *at = text->bytes, *end = text->bytes + text->count;
    for (size_t i = 1; i < line && at < end; i++) {
        at = end_of_line(at, end);
        at += break_bytes(at, end);
    }
    size_t bytes = (size_t)(end_of_line(at, end) - at);
    return (struct place){.input = text->name, .line = line, .text = at, .text_bytes = bytes};
}

static const char *byte_at(const struct place *place, size_t column) {
    return place->text + utf8_offset(place->text, place->text_bytes, column - 1);
}

struct place doc_place(const struct doc_node *node) {
    struct place place = place_of_line(node->text, node->line);
    place.column = node->column;
    if (node->kind == DOC_SCALAR) {
        const char *at = byte_at(&place, node->column);
        const char *scalar = node->scalar;
        size_t bytes = strlen(scalar), left = place.text_bytes - (size_t)(at - place.text);
        if (bytes <= left && memcmp(at, scalar, bytes) == 0)
            place.width = utf8_count(scalar, bytes);
    }
    return place;
}

struct place doc_place_in(const struct doc_node *scalar, size_t offset, size_t width) {
    struct place place = doc_place(scalar);
    const char *at = byte_at(&place, scalar->column);
    size_t left = place.text_bytes - (size_t)(at - place.text);
    size_t quote = left > 0 && (*at == '"' || *at == '\'');
    size_t bytes = strlen(scalar->scalar);
    place.width = 1;
    if (quote + bytes <= left && memcmp(at + quote, scalar->scalar, bytes) == 0) {
        place.column += quote + utf8_count(scalar->scalar, offset);
        place.width = utf8_count(scalar->scalar + offset, width);
    }
    return place;
}

bool doc_refuse(const struct doc_node *node, const char *problem) {
    struct place place = doc_place(node);
    diag_error_at(&place, "%s", problem);
    return false;
}

/* Building the tree */

static struct doc_text *add_text(struct doc *doc, const char *name, char *bytes, size_t count) {
    struct doc_text *text = array_new(1, sizeof *text);
    *text = (struct doc_text){array_text(name, strlen(name)), bytes, count};
    doc->texts = array_grow(doc->texts, doc->text_count, &doc->text_room, sizeof *doc->texts);
    return doc->texts[doc->text_count++] = text;
}

static struct doc_node *add_node(struct doc *doc, enum doc_kind kind, const struct doc_text *text,
                                 yaml_mark_t mark) {
    struct doc_node *node = array_new(1, sizeof *node);
    *node = (struct doc_node){
        .kind = kind, .text = text, .line = mark.line + 1, .column = mark.column + 1};
    doc->nodes = array_grow(doc->nodes, doc->node_count, &doc->node_room, sizeof *doc->nodes);
    return doc->nodes[doc->node_count++] = node;
}

static void append(struct doc_node *node, struct doc_node *key, struct doc_node *item) {
    size_t room = node->room;
    node->items = array_grow(node->items, node->count, &room, sizeof *node->items);
    if (node->kind == DOC_MAPPING) {
        node->keys = array_grow(node->keys, node->count, &node->room, sizeof *node->keys);
        node->keys[node->count] = key;
    }
    node->room = room;
    node->items[node->count++] = item;
}

/* A document being read: the open collections, and for each mapping the key that waits for a
 * value. */
struct reading {
    struct doc *doc;
    const struct doc_text *text; /* what messages show */
    const char *input;           /* what is parsed: the text, or what stands for it */
    size_t input_bytes;
    struct doc_node *stack[LIMIT_YAML_DEPTH];
    struct doc_node *keys[LIMIT_YAML_DEPTH];
    size_t depth;
    struct anchor *anchors;
    size_t anchor_count, anchor_room;
    struct doc_node *root;
};

/* Reports a problem; one at the end of the input is shown after its last line.  Returns false. */
static bool fail_at(const struct reading *reading, yaml_mark_t mark, const char *problem) {
    struct place place = place_of_line(reading->text, mark.line + 1);
    place.column = mark.column + 1;
    if (mark.line > 0 && place.text == reading->text->bytes + reading->text->count) {
        place = place_of_line(reading->text, mark.line);
        place.column = place.text_bytes + 1;
    }
    diag_error_at(&place, "%s", problem);
    return false;
}

static bool check_key(const struct doc_node *mapping, const struct doc_node *key) {
    if (key->kind != DOC_SCALAR || mapping->count >= LIMIT_YAML_KEYS) {
        struct place place = doc_place(key);
        if (key->kind != DOC_SCALAR)
            diag_error_at(&place, "a key must be a plain name, not %s", doc_kind_name(key->kind));
        else
            diag_error_at(&place, "a mapping can have at most %d keys", LIMIT_YAML_KEYS);
        return false;
    }
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->scalar, key->scalar) == 0) {
            struct place place = doc_place(key);
            diag_error_at(&place, "duplicate key '%s', first given in line %zu", key->scalar,
                          mapping->keys[i]->line);
            return false;
        }
    return true;
}

static bool place_node(struct reading *reading, struct doc_node *node) {
    if (reading->depth == 0) {
        reading->root = node;
        return true;
    }
    size_t top = reading->depth - 1;
    struct doc_node *parent = reading->stack[top];
    if (parent->kind == DOC_MAPPING && !reading->keys[top]) {
        reading->keys[top] = node;
        return check_key(parent, node);
    }
    append(parent, reading->keys[top], node);
    reading->keys[top] = NULL;
    return true;
}

static bool add_anchor(struct reading *reading, const yaml_event_t *event, const yaml_char_t *name,
                       struct doc_node *node) {
    if (!name)
        return true;
    if (reading->anchor_count == LIMIT_YAML_ANCHORS)
        return fail_at(reading, event->start_mark, "too many anchors");
    const char *text = (const char *)name;
    reading->anchors = array_grow(reading->anchors, reading->anchor_count, &reading->anchor_room,
                                  sizeof *reading->anchors);
    reading->anchors[reading->anchor_count++] =
        (struct anchor){array_text(text, strlen(text)), node};
    return true;
}

/* Copies a node and all below it.  Returns NULL when the document has become too large. */
static struct doc_node *copy(struct doc *doc, const struct doc_node *node) {
    size_t bytes = node->kind == DOC_SCALAR ? strlen(node->scalar) : 0;
    doc->copied_bytes += bytes;
    if (doc->node_count > LIMIT_YAML_NODES || doc->copied_bytes > LIMIT_YAML_BYTES)
        return NULL;
    yaml_mark_t mark = {.line = node->line - 1, .column = node->column - 1};
    struct doc_node *twin = add_node(doc, node->kind, node->text, mark);
    twin->height = node->height;
    if (node->kind == DOC_SCALAR)
        twin->scalar = array_text(node->scalar, bytes);
    for (size_t i = 0; i < node->count; i++) {
        struct doc_node *key = node->kind == DOC_MAPPING ? copy(doc, node->keys[i]) : NULL;
        struct doc_node *item = copy(doc, node->items[i]);
        if (!item || (node->kind == DOC_MAPPING && !key))
            return NULL;
        append(twin, key, item);
    }
    return twin;
}

/* An alias stands for a copy of what its anchor names. */
static bool read_alias(struct reading *reading, const yaml_event_t *event) {
    const char *name = (const char *)event->data.alias.anchor;
    size_t i = reading->anchor_count;
    while (i > 0 && strcmp(reading->anchors[i - 1].name, name) != 0)
        i--;
    if (i == 0)
        return fail_at(reading, event->start_mark, "this alias has no preceding anchor");
    const struct doc_node *node = reading->anchors[i - 1].node;
    if (node->open)
        return fail_at(reading, event->start_mark, "this alias is inside its own anchor");
    if (reading->depth + node->height > LIMIT_YAML_DEPTH)
        return fail_at(reading, event->start_mark, "nested too deeply");
    struct doc_node *twin = copy(reading->doc, node);
    if (twin)
        return place_node(reading, twin);
    char problem[96];
    snprintf(problem, sizeof problem,
             "the aliases copy too much: more than %zu MiB of text, or too many values",
             LIMIT_YAML_BYTES >> 20);
    return fail_at(reading, event->start_mark, problem);
}

static bool read_scalar(struct reading *reading, const yaml_event_t *event) {
    const char *value = (const char *)event->data.scalar.value;
    size_t bytes = event->data.scalar.length;
    if (memchr(value, '\0', bytes))
        return fail_at(reading, event->start_mark, "text must not contain a NUL character");
    struct doc_node *node = add_node(reading->doc, DOC_SCALAR, reading->text, event->start_mark);
    node->scalar = array_text(value, bytes);
    return add_anchor(reading, event, event->data.scalar.anchor, node) && place_node(reading, node);
}

static bool open_node(struct reading *reading, const yaml_event_t *event, enum doc_kind kind,
                      const yaml_char_t *anchor) {
    if (reading->depth == LIMIT_YAML_DEPTH)
        return fail_at(reading, event->start_mark, "nested too deeply");
    struct doc_node *node = add_node(reading->doc, kind, reading->text, event->start_mark);
    node->open = true;
    if (!add_anchor(reading, event, anchor, node) || !place_node(reading, node))
        return false;
    reading->keys[reading->depth] = NULL;
    reading->stack[reading->depth++] = node;
    return true;
}

static void close_node(struct reading *reading) {
    struct doc_node *node = reading->stack[--reading->depth];
    node->open = false;
    for (size_t i = 0; i < node->count; i++)
        if (node->items[i]->height > node->height)
            node->height = node->items[i]->height;
    node->height++;
}

/* Takes one event into the tree; `*done` at the end of the stream. */
static bool take_event(struct reading *reading, const yaml_event_t *event, bool *done) {
    if (reading->doc->node_count > LIMIT_YAML_NODES)
        return fail_at(reading, event->start_mark, "too many values in one file");
    switch (event->type) {
    case YAML_STREAM_END_EVENT: *done = true; return true;
    case YAML_DOCUMENT_START_EVENT:
        if (reading->root)
            return fail_at(reading, event->start_mark, "a file can hold only one YAML document");
        return true;
    case YAML_ALIAS_EVENT: return read_alias(reading, event);
    case YAML_SCALAR_EVENT: return read_scalar(reading, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_node(reading, event, DOC_SEQUENCE, event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return open_node(reading, event, DOC_MAPPING, event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: close_node(reading); return true;
    default: return true;
    }
}

static yaml_mark_t mark_of_offset(const struct doc_text *text, size_t offset) {
    yaml_mark_t mark = {.index = offset};
    size_t line_at = 0;
    for (size_t i = 0; i < offset && i < text->count; i++)
        if (text->bytes[i] == '\n') {
            mark.line++;
            line_at = i + 1;
        }
    size_t end = offset < text->count ? offset : text->count;
    mark.column = utf8_count(text->bytes + line_at, end - line_at);
    return mark;
}

static bool report_parser(const struct reading *reading, const yaml_parser_t *parser) {
    if (parser->error == YAML_MEMORY_ERROR)
        diag_no_memory();
    char problem[256];
    if (parser->error == YAML_READER_ERROR) {
        snprintf(problem, sizeof problem, "this is not YAML text: %s", parser->problem);
        return fail_at(reading, mark_of_offset(reading->text, parser->problem_offset), problem);
    }
    snprintf(problem, sizeof problem, "this is not YAML: %s%s%s",
             parser->context ? parser->context : "", parser->context ? ", " : "", parser->problem);
    fail_at(reading, parser->problem_mark, problem);
    if (strcmp(parser->problem, "mapping values are not allowed in this context") == 0)
        diag_hint("put a text that contains ': ' in double quotes, and begin the keys of one "
                  "mapping in the same column");
    return false;
}

static bool parse(struct reading *reading) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        diag_no_memory();
    yaml_parser_set_input_string(&parser, (const unsigned char *)reading->input,
                                 reading->input_bytes);
    bool fine = true, done = false;
    while (fine && !done && !interrupt_arrived()) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            fine = report_parser(reading, &parser);
        } else {
            fine = take_event(reading, &event, &done);
            yaml_event_delete(&event);
        }
    }
    yaml_parser_delete(&parser);
    for (size_t i = 0; i < reading->anchor_count; i++)
        free(reading->anchors[i].name);
    free(reading->anchors);
    return fine && done;
}

/* Files */

static bool slurp(FILE *file, const char *name, char **bytes, size_t *count) {
    size_t room = 0;
    for (size_t got = 1; got > 0 && !ferror(file);) {
        while (room < *count + 4096)
            *bytes = array_grow(*bytes, room, &room, 1);
        got = fread(*bytes + *count, 1, room - *count, file);
        *count += got;
        if (ferror(file) && errno == EINTR && !interrupt_arrived()) {
            clearerr(file);
            got = 1;
        }
        if (*count > LIMIT_YAML_BYTES) {
            diag_error("%s: a YAML file has at most %zu MiB", name, LIMIT_YAML_BYTES >> 20);
            return false;
        }
    }
    if (ferror(file)) {
        diag_file(name);
        return false;
    }
    return true;
}

static bool load(struct doc *doc, const char *path) {
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    FILE *file = standard ? stdin : fopen(path, "r");
    if (!file) {
        diag_file(path);
        return false;
    }
    char *bytes = NULL;
    size_t count = 0;
    bool fine = inputs_add(fileno(file), name) && slurp(file, name, &bytes, &count);
    if (!standard)
        fclose(file);
    struct reading reading = {.doc = doc,
                              .text = add_text(doc, name, bytes, count),
                              .input = bytes,
                              .input_bytes = count};
    fine = fine && parse(&reading);
    if (fine && !reading.root) {
        diag_error("%s: the file is empty: expected a YAML mapping", name);
        return false;
    }
    doc->root = reading.root;
    return fine;
}

struct doc *doc_read(const char *path) {
    struct doc *doc = array_new(1, sizeof *doc);
    if (load(doc, path))
        return doc;
    doc_free(doc);
    return NULL;
}

struct doc *doc_new(const char *name) {
    struct doc *doc = array_new(1, sizeof *doc);
    const struct doc_text *text = add_text(doc, name, NULL, 0);
    doc->root = add_node(doc, DOC_MAPPING, text, (yaml_mark_t){0});
    return doc;
}

void doc_free(struct doc *doc) {
    if (!doc)
        return;
    for (size_t i = 0; i < doc->node_count; i++) {
        free(doc->nodes[i]->scalar);
        free(doc->nodes[i]->keys);
        free(doc->nodes[i]->items);
        free(doc->nodes[i]);
    }
    for (size_t i = 0; i < doc->text_count; i++) {
        free(doc->texts[i]->name);
        free(doc->texts[i]->bytes);
        free(doc->texts[i]);
    }
    free(doc->nodes);
    free(doc->texts);
    free(doc);
}

const char *doc_source(const struct doc *doc, size_t *bytes) {
    *bytes = doc->texts[0]->count;
    return doc->texts[0]->bytes;
}

struct doc_node *doc_root(const struct doc *doc) {
    return doc->root;
}

void doc_digest(const struct doc_node *node, struct digest *digest) {
    digest_number(digest, node->kind);
    digest_number(digest, node->count);
    if (node->kind == DOC_SCALAR)
        digest_text(digest, node->scalar);
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == DOC_MAPPING)
            doc_digest(node->keys[i], digest);
        doc_digest(node->items[i], digest);
    }
}

static struct doc_node **find(const struct doc_node *mapping, const char *key) {
    for (size_t i = 0; mapping->kind == DOC_MAPPING && i < mapping->count; i++)
        if (strcmp(mapping->keys[i]->scalar, key) == 0)
            return &mapping->items[i];
    return NULL;
}

struct doc_node *doc_get(const struct doc_node *mapping, const char *key) {
    struct doc_node **found = find(mapping, key);
    return found ? *found : NULL;
}

/* Setting one value by its path */

static const char *member_name(const struct doc_node *member) {
    const struct doc_node *name = doc_get(member, "name");
    return name && name->kind == DOC_SCALAR ? name->scalar : NULL;
}

static struct doc_node **find_member(const struct doc_node *sequence, const struct place *place,
                                     const char *wanted) {
    struct nearest nearest = nearest_to(wanted, strlen(wanted));
    for (size_t i = 0; i < sequence->count; i++) {
        const char *name = member_name(sequence->items[i]);
        if (name && strcmp(name, wanted) == 0)
            return &sequence->items[i];
        if (name)
            nearest_offer(&nearest, name);
    }
    diag_error_at(place, "no element is named '%s'", wanted);
    nearest_hint(&nearest);
    return NULL;
}

/* Takes one step along the path.  Returns the slot of `key` below `node`, a new one when a mapping
 * lacks it.  Returns NULL after it has reported. */
static struct doc_node **step(struct doc *doc, struct doc_node *node, const char *key,
                              const struct doc_text *text, size_t column) {
    yaml_mark_t mark = {.column = column};
    struct place place = place_of_line(text, 1);
    place.column = column + 1;
    place.width = utf8_count(key, strlen(key));
    if (node->kind == DOC_SEQUENCE)
        return find_member(node, &place, key);
    if (node->kind != DOC_MAPPING) {
        diag_error_at(&place, "no '%s' here: its parent is a single value", key);
        return NULL;
    }
    struct doc_node **slot = find(node, key);
    if (!slot) {
        struct doc_node *name = add_node(doc, DOC_SCALAR, text, mark);
        name->scalar = array_text(key, strlen(key));
        append(node, name, add_node(doc, DOC_MAPPING, text, mark));
        slot = &node->items[node->count - 1];
    }
    return slot;
}

/* Reads the value as YAML of its own.  A blank replaces each character before it, so that columns
 * in messages are columns of the assignment. */
static struct doc_node *read_value(struct doc *doc, const struct doc_text *text, size_t value_at) {
    size_t blanks = utf8_count(text->bytes, value_at), bytes = text->count - value_at;
    char *blanked = array_new(blanks + bytes + 1, 1);
    memset(blanked, ' ', blanks);
    memcpy(blanked + blanks, text->bytes + value_at, bytes);
    struct reading reading = {
        .doc = doc, .text = text, .input = blanked, .input_bytes = blanks + bytes};
    bool fine = parse(&reading);
    free(blanked);
    if (fine && !reading.root) {
        struct place place = place_of_line(text, 1);
        place.column = blanks + 1;
        diag_error_at(&place, "expected a value after '='");
    }
    return fine ? reading.root : NULL;
}

bool doc_set(struct doc *doc, const char *origin, const char *assignment) {
    size_t bytes = strlen(assignment);
    const struct doc_text *text = add_text(doc, origin, array_text(assignment, bytes), bytes);
    const char *equals = strchr(assignment, '=');
    if (!equals || equals == assignment) {
        struct place place = place_of_line(text, 1);
        diag_error_at(&place, "expected KEY=VALUE, such as memory.page_size=16384");
        return false;
    }
    char *path = array_text(assignment, (size_t)(equals - assignment));
    struct doc_node **slot = &doc->root;
    for (char *key = path, *next; key && slot; key = next) {
        char *dot = strchr(key, '.');
        if (dot)
            *dot = '\0';
        next = dot ? dot + 1 : NULL;
        slot = step(doc, *slot, key, text, utf8_count(path, (size_t)(key - path)));
    }
    free(path);
    struct doc_node *value = slot ? read_value(doc, text, (size_t)(equals - assignment) + 1) : NULL;
    if (value)
        *slot = value;
    return value != NULL;
}
