/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as CSV (RFC 4180): one header line, a row a lane that has not failed. */
#ifndef KVSIM_REPORT_CSV_H
#define KVSIM_REPORT_CSV_H

#include "report/results.h"

void csv_print(const struct results *results, FILE *stream);

#endif
