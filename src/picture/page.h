/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page for browsers that needs nothing beside itself: the verdict, the pictures, the run step by
 * step, free play, the results, the notes, and all that made them.
 *
 * Style and script are files of the data folder.  A content security policy names the two by their
 * hashes, so that nothing that stands in the page by mistake is run or loaded.
 */
#ifndef KVSIM_PICTURE_PAGE_H
#define KVSIM_PICTURE_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "picture/plot.h"
#include "results/results.h"

struct page {
    const struct results *results;
    const struct plot_data *data;
    const char *title;
    const char *command; /* that made it */
    FILE *moments;       /* the run's steps (picture/moments.h), in a scratch file; NULL for none */
    FILE *stream;
};

/* Writes the page, with a picture of each of these types.  Returns false after it has reported. */
bool page_write(const struct page *page, const struct plot_type *const *types, size_t type_count);

#endif
