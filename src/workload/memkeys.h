/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of `memory`, with which a user describes the machine: their values, which of these fit
 * together, and how reports show them.
 */
#ifndef KVSIM_WORKLOAD_MEMKEYS_H
#define KVSIM_WORKLOAD_MEMKEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/doc.h"
#include "base/schema.h"
#include "model/machine.h"

/* Every key, once. */
extern const struct schema_key memkeys[];
extern const int memkey_count;

/* Reads a `memory` mapping over the defaults and checks that its keys fit together.  NULL reads
 * nothing.  Returns false after it has reported. */
bool memkeys_read(struct machine *machine, const struct doc_node *mapping);

/* Returns whether a key applies to the machine's kernel; reports omit the others. */
bool memkeys_applies(const struct machine *machine, const struct schema_key *key);

/* The value of a key. */
struct memkeys_value {
    enum { MEMKEYS_TEXT, MEMKEYS_INTEGER, MEMKEYS_NUMBER, MEMKEYS_TRUTH } kind;
    union {
        const char *text;
        int64_t integer;
        double number;
        bool truth;
    };
};
struct memkeys_value memkeys_value(const struct machine *machine, const struct schema_key *key);

#endif
