/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures of a study: what they are made of, collected while the study runs, and each drawn
 * when it is over.
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
        *types;             /* of the plots in their order; the last one for the rest */
    size_t type_count;      /* 0: what fits */
    bool own_script;        /* the user's instead of the types' */
    bool page;              /* whether there is a page */
    int64_t at_ns;          /* of the shrink that is shown; -1 for the largest one */
    int64_t from_ns, to_ns; /* which part of the time pictures of it show; -1 where not given */
    const char *command;    /* that made it */
};

struct drawing {
    struct drawing_setup setup;
    const struct results *results; /* whose summaries are read */
    bool wanted;                   /* there is a plot or a page */
    bool timeline;                 /* one of them shows the timeline, */
    bool shrinks;                  /* or shrinks: the study must keep highlights */
    bool complete;                 /* the inputs are ready to be drawn */
    bool shrunk;                   /* there is a shrink to show */
    FILE *moments;                 /* the steps for the page; NULL where it shows none */
    struct thin thin;
    FILE *inputs[PLOT_INPUTS];
    struct fields fields; /* of the results, all that there are */
    char *title, *objectives;
};

/* Returns false after it has reported, as that a plot cannot show this study; drawing_fini is due
 * all the same. */
bool drawing_init(struct drawing *drawing, const struct drawing_setup *setup);
void drawing_fini(struct drawing *drawing);

/* Makes the receiver that the pictures need; false when they need none. */
bool drawing_receiver(struct drawing *drawing, struct receiver *receiver);

/* Whether one of the pictures is a frontier. */
bool drawing_shows_frontier(const struct drawing *drawing);

/* Lets the drawing receive results, which are summed up, if there is something to draw. */
bool drawing_receive(struct drawing *drawing, struct results *results);

/* Draws one of the plots, or the page.  Return false after they have reported. */
bool drawing_plot(struct drawing *drawing, size_t plot, FILE *picture);
bool drawing_page(struct drawing *drawing, FILE *stream);

#endif
