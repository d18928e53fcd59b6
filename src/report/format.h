/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats in which results and worst cases are printed: a table with a row per format. */
#ifndef KVSIM_REPORT_FORMAT_H
#define KVSIM_REPORT_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/worstcase.h"
#include "results/results.h"

struct format {
    const char *name;
    const char *summary;
    bool rows; /* prints rows and nothing else, so parts of it can be put together (--shard) */
    struct results_receiver receiver;
    void (*worst_cases)(const struct worstcases *cases, FILE *stream); /* of --worst-case */
};

extern const struct format formats[];
extern const int format_count;

/* Returns the format of that name, or NULL. */
const struct format *format_find(const char *name);

/* Adds a format to the receivers of results; it prints fields to a stream.  Returns false after it
 * has reported that it could not begin. */
bool format_print(const struct format *format, struct results *results, const struct fields *fields,
                  FILE *stream);

#endif
