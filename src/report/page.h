/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page for browsers that needs nothing beside itself: the results, the pictures, and all that
 * made them.
 */
#ifndef KVSIM_REPORT_PAGE_H
#define KVSIM_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "report/plot.h"
#include "report/results.h"

struct page {
    const struct results *results;
    const struct plot_data *data;
    const char *title;
    const char *command; /* that made it */
    FILE *stream;
};

/* Writes the page, with a picture of each of these types.  Returns false after it has reported. */
bool page_write(const struct page *page, const struct plot_type *const *types, size_t type_count);

#endif
