/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as JSON: what made them, and an object a lane with the names of the columns. */
#ifndef KVSIM_REPORT_JSON_H
#define KVSIM_REPORT_JSON_H

#include "report/results.h"

void json_print(const struct results *results, FILE *stream);

#endif
