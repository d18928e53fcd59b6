/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/schema.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memstream.h"
#include "base/nearest.h"
#include "base/number.h"
#include "base/utf8.h"

/* The most keys in a table. */
enum { MOST_KEYS = 32 };

bool schema_kind(const struct doc_node *node, enum doc_kind kind, const char *what) {
    if (node->kind == kind)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "%s must be %s, not %s", what, doc_kind_name(kind),
                  doc_kind_name(node->kind));
    return false;
}

/* Names all keys. */
static void hint_keys(const struct schema_key *keys, size_t count) {
    struct memstream text;
    memstream_open(&text);
    for (size_t i = 0; i < count; i++)
        fprintf(text.stream, "%s%s", i > 0 ? ", " : "", keys[i].name);
    char *names = memstream_close(&text);
    diag_hint("known keys: %s", names);
    free(names);
}

/* Gives the full path of a key that belongs into a mapping of one of the keys.  Returns whether it
 * is one. */
static bool hint_below(const char *name, const struct schema_key *keys, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (int k = 0; keys[i].below && k < *keys[i].below_count; k++)
            if (strcmp(keys[i].below[k].name, name) == 0) {
                diag_hint("did you mean '%s.%s'?", keys[i].name, name);
                return true;
            }
    return false;
}

static bool unknown_key(const struct doc_node *name, const char *what,
                        const struct schema_key *keys, size_t count) {
    struct place place = doc_place(name);
    struct nearest nearest = nearest_to(name->scalar, strlen(name->scalar));
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, keys[i].name);
    diag_error_at(&place, "unknown key '%s' in %s", name->scalar, what);
    if (!hint_below(name->scalar, keys, count) && !nearest_hint(&nearest))
        hint_keys(keys, count);
    return false;
}

bool schema_read(const struct doc_node *mapping, const char *what, const struct schema_key *keys,
                 size_t count, void *record) {
    bool given[MOST_KEYS] = {false};
    assert(count <= MOST_KEYS);
    if (!schema_kind(mapping, DOC_MAPPING, what))
        return false;
    for (size_t i = 0; i < mapping->count; i++) {
        size_t k = 0;
        while (k < count && strcmp(keys[k].name, mapping->keys[i]->scalar) != 0)
            k++;
        if (k == count)
            return unknown_key(mapping->keys[i], what, keys, count);
        given[k] = true;
        if (!keys[k].read(mapping->items[i], &keys[k], (char *)record + keys[k].offset))
            return false;
    }
    for (size_t k = 0; k < count; k++)
        if (keys[k].required && !given[k]) {
            struct place place = doc_place(mapping);
            diag_error_at(&place, "%s needs the key '%s': %s", what, keys[k].name, keys[k].summary);
            return false;
        }
    return true;
}

static bool is_scalar(const struct doc_node *value, const struct schema_key *key) {
    if (value->kind == DOC_SCALAR)
        return true;
    struct place place = doc_place(value);
    diag_error_at(&place, "'%s' must be %s, not %s", key->name, doc_kind_name(DOC_SCALAR),
                  doc_kind_name(value->kind));
    return false;
}

/* Reports why a number was refused; `expected` says what would be right. */
static bool refuse(const struct doc_node *value, const struct schema_key *key,
                   enum number_result result, const char *expected) {
    if (result == NUMBER_OK)
        return true;
    struct place place = doc_place(value);
    switch (result) {
    case NUMBER_OK:
    case NUMBER_SYNTAX:
    case NUMBER_UNIT:
        diag_error_at(&place, "'%s' must be %s, not '%s'", key->name, expected, value->scalar);
        return false;
    case NUMBER_RANGE:
        diag_error_at(&place, "'%s' is too large: '%s'", key->name, value->scalar);
        return false;
    case NUMBER_FRACTION:
        diag_error_at(&place, "'%s' has too many decimals for its smallest unit: '%s'", key->name,
                      value->scalar);
        return false;
    }
    return false;
}

static bool in_range(const struct doc_node *value, const struct schema_key *key, int64_t number) {
    if (number >= key->least && number <= key->most)
        return true;
    struct place place = doc_place(value);
    diag_error_at(&place, "'%s' must be from %lld to %lld, not %s", key->name,
                  (long long)key->least, (long long)key->most, value->scalar);
    return false;
}

bool schema_integer(const struct doc_node *value, const struct schema_key *key, void *int64) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_integer(value->scalar, int64);
    return refuse(value, key, result, "a whole number") && in_range(value, key, *(int64_t *)int64);
}

bool schema_size(const struct doc_node *value, const struct schema_key *key, void *int64) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_size(value->scalar, int64);
    return refuse(value, key, result, "a size in bytes, KiB or MiB such as 8192 or 8KiB") &&
           in_range(value, key, *(int64_t *)int64);
}

bool schema_duration(const struct doc_node *value, const struct schema_key *key, void *int64_ns) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_duration(value->scalar, int64_ns);
    if (result == NUMBER_RANGE || (result == NUMBER_OK && *(int64_t *)int64_ns > LIMIT_TIME_NS)) {
        struct place place = doc_place(value);
        diag_error_at(&place, "'%s' must be below 4611686018s (146 years), not %s", key->name,
                      value->scalar);
        return false;
    }
    return refuse(value, key, result,
                  "a duration with a unit (ns, us, ms, s, min, h, d) such as 1.5s or 10min");
}

bool schema_rate(const struct doc_node *value, const struct schema_key *key, void *per_ns) {
    return is_scalar(value, key) &&
           refuse(value, key, number_rate(value->scalar, per_ns),
                  "a rate per unit of time (ns, us, ms, s, min, h, d) such as 45/h or 0.2/min");
}

bool schema_decimal(const struct doc_node *value, const struct schema_key *key, void *number) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_decimal(value->scalar, number);
    if (result == NUMBER_OK && *(double *)number < 0)
        result = NUMBER_SYNTAX;
    return refuse(value, key, result, "a number of at least 0");
}

bool schema_positive(const struct doc_node *value, const struct schema_key *key, void *number) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_decimal(value->scalar, number);
    if (result == NUMBER_OK && *(double *)number <= 0)
        result = NUMBER_SYNTAX;
    return refuse(value, key, result, "a number above 0");
}

bool schema_probability(const struct doc_node *value, const struct schema_key *key, void *number) {
    if (!is_scalar(value, key))
        return false;
    enum number_result result = number_decimal(value->scalar, number);
    if (result == NUMBER_OK && !(*(double *)number >= 0 && *(double *)number <= 1))
        result = NUMBER_SYNTAX;
    return refuse(value, key, result, "a probability from 0 to 1");
}

bool schema_boolean(const struct doc_node *value, const struct schema_key *key, void *boolean) {
    if (!is_scalar(value, key))
        return false;
    bool truth = strcmp(value->scalar, "true") == 0;
    *(bool *)boolean = truth;
    return truth || strcmp(value->scalar, "false") == 0 ||
           refuse(value, key, NUMBER_SYNTAX, "true or false");
}

bool schema_text(const struct doc_node *value, const struct schema_key *key, void *text) {
    if (!is_scalar(value, key))
        return false;
    *(const char **)text = value->scalar;
    return true;
}

/* 1 to LIMIT_NAME_BYTES bytes without control characters. */
static bool is_name(const char *text) {
    size_t bytes = strlen(text);
    return bytes > 0 && bytes <= LIMIT_NAME_BYTES && !utf8_find_control(text, bytes);
}

bool schema_name(const struct doc_node *value, const struct schema_key *key, void *text) {
    if (!schema_text(value, key, text))
        return false;
    if (is_name(value->scalar))
        return true;
    struct place place = doc_place(value);
    diag_error_at(&place, "'%s' must be a name of 1 to %d bytes without control characters",
                  key->name, LIMIT_NAME_BYTES);
    return false;
}

bool schema_node(const struct doc_node *value, const struct schema_key *key, void *node) {
    (void)key;
    *(const struct doc_node **)node = value;
    return true;
}
