/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A self-contained page for browsers: the verdict, the pictures, the run step by step, free play,
 * the results, the notes, and all that made them.
 *
 * Style and script are files of the data folder.  A content security policy names the two by their
 * hashes, so that the browser runs and loads nothing that is in the page by mistake.
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
    const char *command; /* that made the page */
    FILE *moments;       /* the run's steps (picture/moments.h), a scratch file; NULL for none */
    FILE *stream;
};

/* Writes the page, with a picture per type.  Returns false after it has reported. */
bool page_write(const struct page *page, const struct plot_type *const *types, size_t type_count);

#endif
