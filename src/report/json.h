/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as JSON: what made them, an object a lane with the names of the columns, and means. */
#ifndef KVSIM_REPORT_JSON_H
#define KVSIM_REPORT_JSON_H

struct cell;
struct results;

/* As results_format in report/results.h has them. */
void json_begin(struct results *results);
void json_take(struct results *results, const struct cell *cell);
void json_end(struct results *results);
void json_fini(struct results *results);

#endif
