/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions in Rust, in lines as rustfmt would format them.
 *
 * Every line is short: a part too long for its line gets a name in a line before.  Conditionals are
 * `if` expressions with a name of their own.  An operator that can fail is written
 * `checked_...()?`; it must be in a closure that returns an Option.
 */
#ifndef KVSIM_PATCH_RUST_H
#define KVSIM_PATCH_RUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patch/block.h"
#include "patch/ranges.h"
#include "policy/tree.h"

/* The body of a function. */
struct rust {
    const struct tree *tree;
    const struct ranges *ranges;
    bool is_signed;         /* numbers are i64 and not usize */
    char *const *constants; /* per parameter, its name */
    uint32_t parameters;    /* a bit for each parameter that the body names */
    uint32_t variables;     /* likewise for variables */
    bool rounds;            /* it calls pow2(), needed for signed numbers */
    bool rounds_checked;    /* and checked_pow2() */
    int named;              /* number of named parts */
};

const char *rust_type(const struct rust *rust);

/* Return the text of an expression, as a number or as the condition of an `if`.  Lines that it
 * needs before go to the block. */
char *rust_number(struct rust *rust, struct block *block, size_t node);
char *rust_condition(struct rust *rust, struct block *block, size_t node);

/* Return the same as an Option of a number or of a bool. */
char *rust_number_option(struct rust *rust, struct block *block, size_t node);
char *rust_truth_option(struct rust *rust, struct block *block, size_t node);

/* Adds `let NAME = ...;` for a number. */
void rust_let(struct rust *rust, struct block *block, const char *name, size_t node);

/* Adds the functions that the expressions call. */
void rust_add_functions(const struct rust *rust, struct block *block);

#endif
