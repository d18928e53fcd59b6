/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of a policy's parameter or a workload's key, one after the other, as users write them.
 *
 * "A|B|C" are alternatives.  Each is a value or a range of whole numbers: "FROM..TO",
 * "FROM..TO/STEP" or "FROM..TO*FACTOR".  All but the factor have the same unit or none, as in
 * 2..16, 15/h..60/h/15/h or 1s..64s*2.
 */
#ifndef KVSIM_BASE_SERIES_H
#define KVSIM_BASE_SERIES_H

#include <stdbool.h>
#include <stddef.h>

struct series_value {
    char *text;           /* with its unit */
    size_t offset, width; /* of its alternative, in bytes of the text */
};

struct series {
    struct series_value *values;
    size_t count, room;
};

/* Why a text is no series, and where: `offset` and `width` in bytes of the text. */
struct series_problem {
    const char *message;
    size_t offset, width;
};

/* Reads a text of at most `most` values into an empty series.  Returns false and fills `problem`
 * when the text is wrong.  Call series_fini in either case. */
bool series_read(struct series *series, const char *text, size_t most,
                 struct series_problem *problem);

/* Adds a copy of a text as a value. */
void series_add(struct series *series, const char *text);
void series_fini(struct series *series);

#endif
