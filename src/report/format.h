/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats in which results are printed, and worst cases: a table with a row a format. */
#ifndef KVSIM_REPORT_FORMAT_H
#define KVSIM_REPORT_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/worstcase.h"
#include "results/results.h"

struct format {
    const char *name;
    const char *summary;
    bool rows; /* prints rows and nothing else: parts of them can be put together, as for --shard */
    struct results_receiver receiver;
    void (*worst_cases)(const struct worstcases *cases, FILE *stream); /* of --worst-case */
};

extern const struct format formats[];
extern const int format_count;

/* The format of that name, or NULL. */
const struct format *format_find(const char *name);

/* Adds a format to those that receive results, which prints fields to a stream.  False after it has
 * reported that it could not begin. */
bool format_print(const struct format *format, struct results *results,
                  const struct fields *fields, FILE *stream);

#endif
