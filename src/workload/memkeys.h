/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of `memory`, by which a user describes the machine: which values there are, which go
 * together, and how they are shown.
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

/* Whether a key means something for the machine's kernel: the others are not shown. */
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
