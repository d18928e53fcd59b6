/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as CSV (RFC 4180): one header line, a row a lane that has not failed. */
#ifndef KVSIM_REPORT_CSV_H
#define KVSIM_REPORT_CSV_H

struct cell;
struct results;

/* As results_format in report/results.h has them. */
void csv_begin(struct results *results);
void csv_take(struct results *results, const struct cell *cell);
void csv_end(struct results *results);

#endif
