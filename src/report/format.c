/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/format.h"

#include <string.h>

#include "report/csv.h"
#include "report/json.h"
#include "report/table.h"

const struct format formats[] = {
    {"table",
     "a human-readable table",
     false,
     {.begin = table_begin,
      .take = table_take,
      .finish = table_finish,
      .end = table_end,
      .fini = table_fini},
     worstcase_table},
    {"csv",
     "one row per replication, context and policy, RFC 4180",
     true,
     {.take = csv_take, .end = csv_end},
     worstcase_csv},
    {"json",
     "the rows, their means, the verdict and the settings",
     false,
     {.begin = json_begin, .take = json_take, .end = json_end, .fini = json_fini},
     json_worst_cases},
};
const int format_count = sizeof formats / sizeof *formats;

const struct format *format_find(const char *name) {
    for (int i = 0; i < format_count; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

bool format_print(const struct format *format, struct results *results, const struct fields *fields,
                  FILE *stream) {
    struct results_receiver receiver = format->receiver;
    receiver.stream = stream;
    receiver.fields = fields;
    return results_add(results, &receiver);
}
