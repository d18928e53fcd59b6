/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results for people: the policies side by side, a table a context. */
#ifndef KVSIM_REPORT_TABLE_H
#define KVSIM_REPORT_TABLE_H

#include "report/results.h"

void table_print(const struct results *results, FILE *stream);

#endif
