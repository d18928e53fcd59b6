/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures of a study: their data, collected while the study runs, and drawn when it is over.
 */
#ifndef KVSIM_PICTURE_DRAWING_H
#define KVSIM_PICTURE_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "picture/plot.h"
#include "picture/thin.h"
#include "results/results.h"

struct drawing_setup {
    const struct results_setup *results;
    const char *const *plots; /* the files */
    size_t plot_count;
    const struct plot_type *const
        *types;             /* of the plots in their order; the last one serves for the rest */
    size_t type_count;      /* 0: choose what fits */
    bool own_script;        /* the user's, instead of the types' */
    bool page;              /* there is a page */
    int64_t at_ns;          /* time of the shrink shown; -1 for the largest shrink */
    int64_t from_ns, to_ns; /* part of the time that pictures of it show; -1 where not given */
    const char *command;    /* that made the study */
};

struct drawing {
    struct drawing_setup setup;
    const struct results *results; /* their summaries are read */
    bool wanted;                   /* there is a plot or a page to draw */
    bool timeline;                 /* one of them shows the timeline, */
    bool shrinks;                  /* or shrinks: the study must keep highlights */
    bool complete;                 /* the inputs are ready to draw */
    bool shrunk;                   /* there is a shrink to show */
    FILE *moments;                 /* the steps for the page; NULL when it shows none */
    struct thin thin;
    FILE *inputs[PLOT_INPUTS];
    struct fields fields; /* all fields of the results */
    char *title, *objectives;
};

/* Returns whether the pictures can show this study; reports why not. */
bool drawing_check(const struct drawing_setup *setup);

/* Returns false after it has reported, as when a plot cannot show this study; drawing_fini is due
 * all the same. */
bool drawing_init(struct drawing *drawing, const struct drawing_setup *setup);
void drawing_fini(struct drawing *drawing);

/* Makes the receiver that the pictures need.  Returns false when they need none. */
bool drawing_receiver(struct drawing *drawing, struct receiver *receiver);

/* Returns whether one of the pictures is a frontier. */
bool drawing_shows_frontier(const struct drawing *drawing);

/* Makes the drawing receive results, which are summed up, if there is something to draw. */
bool drawing_receive(struct drawing *drawing, struct results *results);

/* Draw a plot, or the page.  Return false after they have reported. */
bool drawing_plot(struct drawing *drawing, size_t plot, FILE *picture);
bool drawing_page(struct drawing *drawing, FILE *stream);

#endif
