/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A YAML document as a tree.  Every node knows its place in the text.
 *
 * Invariant: keys of a mapping are scalars and unique; an alias is a copy of its anchor's node, and
 * no node contains itself; every size is within base/limits.h.
 */
#ifndef KVSIM_BASE_DOC_H
#define KVSIM_BASE_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

enum doc_kind { DOC_SCALAR, DOC_SEQUENCE, DOC_MAPPING };

struct digest;
struct doc_text;

struct doc_node {
    enum doc_kind kind;
    bool open;     /* still being read: an alias to it would be recursive */
    size_t height; /* how many collections are nested in it, itself included */
    const struct doc_text *text;
    size_t line, column; /* from 1, in characters */
    char *scalar;        /* a scalar's value, NUL-terminated, with no NUL inside */
    size_t count, room;
    struct doc_node **keys;  /* of a mapping: `count` scalars */
    struct doc_node **items; /* of a mapping, the values; of a sequence, the members */
};

struct doc;

/* Reads one document from a file, or from standard input for "-".  An empty document is an error.
 * Returns NULL after it has reported. */
struct doc *doc_read(const char *path);

/* Returns an empty mapping for doc_set to fill.  Messages call it `name`. */
struct doc *doc_new(const char *name);
void doc_free(struct doc *doc);

/* Returns the text of the file, not NUL-terminated; NULL for a document from doc_new. */
const char *doc_source(const struct doc *doc, size_t *bytes);

struct doc_node *doc_root(const struct doc *doc);

/* Adds a node's content to a digest.  Spelling and comments do not count. */
void doc_digest(const struct doc_node *node, struct digest *digest);

/* Returns the value of a key, or NULL. */
struct doc_node *doc_get(const struct doc_node *mapping, const char *key);

/* Sets "key.path=value" in the document, for the option `origin`.  The value is YAML.  A member of
 * a sequence is known by the value of its `name`.  Makes the mappings of the path that are missing.
 * Returns false after it has reported, when the path leads nowhere or the value is wrong. */
bool doc_set(struct doc *doc, const char *origin, const char *assignment);

/* "a single value", "a list", "a mapping". */
const char *doc_kind_name(enum doc_kind kind);

/* Return the place of a node, or of `width` bytes of a scalar from `offset` on.  The latter is the
 * scalar's first character where it is spelt differently from its value. */
struct place doc_place(const struct doc_node *node);
struct place doc_place_in(const struct doc_node *scalar, size_t offset, size_t width);

/* Reports a problem with a node.  Returns false. */
bool doc_refuse(const struct doc_node *node, const char *problem);

#endif
