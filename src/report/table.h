/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results for people: the policies side by side, a table a workload and context. */
#ifndef KVSIM_REPORT_TABLE_H
#define KVSIM_REPORT_TABLE_H

struct cell;
struct results;

/* As results_format in report/results.h has them. */
void table_begin(struct results *results);
void table_take(struct results *results, const struct cell *cell);
void table_end(struct results *results);

#endif
