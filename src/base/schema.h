/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a YAML mapping into a struct by a table of keys.
 *
 * Only the table names a key: its meaning, its reader, its valid values.  A key outside the table
 * is an error that names the nearest key.  The caller sets the defaults in the struct before.
 */
#ifndef KVSIM_BASE_SCHEMA_H
#define KVSIM_BASE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/doc.h"

struct schema_key {
    const char *name;
    const char *summary;
    /* Reads the value into `slot`, which is `offset` bytes into the struct. */
    bool (*read)(const struct doc_node *value, const struct schema_key *key, void *slot);
    size_t offset;
    bool required;
    int64_t least, most; /* valid values, for the readers that say so */
    /* Of a mapping with keys of its own: these.  A message about one that stands too high names its
     * full path. */
    const struct schema_key *below;
    const int *below_count;
};

/* Reads `mapping`, called `what` in messages ("a burst source"), by a table of `count` keys.
 * Returns false after it has reported. */
bool schema_read(const struct doc_node *mapping, const char *what, const struct schema_key *keys,
                 size_t count, void *record);

/* Readers; each parameter names the type of the slot.  They return false after they have reported.
 * Texts and nodes stay the document's. */
bool schema_integer(const struct doc_node *, const struct schema_key *, void *int64); /* in range */
bool schema_size(const struct doc_node *, const struct schema_key *, void *int64);    /* in range */
bool schema_duration(const struct doc_node *, const struct schema_key *, void *int64_ns);
bool schema_rate(const struct doc_node *, const struct schema_key *, void *double_per_ns);
bool schema_decimal(const struct doc_node *, const struct schema_key *, void *double_from_0);
bool schema_positive(const struct doc_node *, const struct schema_key *, void *double_number);
bool schema_probability(const struct doc_node *, const struct schema_key *, void *double_number);
bool schema_boolean(const struct doc_node *, const struct schema_key *, void *boolean);
bool schema_text(const struct doc_node *, const struct schema_key *, void *const_char_pointer);
bool schema_name(const struct doc_node *, const struct schema_key *, void *const_char_pointer);
bool schema_node(const struct doc_node *, const struct schema_key *, void *const_node_pointer);

/* Returns whether the node is of that kind; reports that it is not, calling it `what`. */
bool schema_kind(const struct doc_node *node, enum doc_kind kind, const char *what);

#endif
