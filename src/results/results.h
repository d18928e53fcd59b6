/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results of a study, cell by cell in the order of the rows, and all that receive them: the
 * formats that print them (report/format.h), their sums, and what is shown beside them.
 *
 * When policies are selected by their figures, the cells of a workload wait until all of them are
 * there.  When the number of rows is unknown, all cells of the study wait.  Otherwise each cell is
 * handed on at once.
 */
#ifndef KVSIM_RESULTS_RESULTS_H
#define KVSIM_RESULTS_RESULTS_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/cell.h"
#include "results/column.h"
#include "results/criteria.h"
#include "results/decision.h"
#include "results/field.h"
#include "results/overall.h"
#include "results/spool.h"
#include "results/summary.h"
#include "workload/vary.h"
#include "workload/workload.h"

/* From this many policies on, equal policies share a line, and none is meant by its place.
 */
enum { RESULTS_MANY = 13 };

struct results_setup {
    struct workload *const *workloads; /* each in all combinations of `vary`, one after the other */
    size_t workload_count;
    const struct vary *vary;
    struct policy *const *policies;
    size_t policy_count;
    uint64_t replications; /* asked for */
    int64_t baseline;      /* the policy that the others are compared with; -1 for none */
    const struct criteria *criteria;
    bool summed_up;      /* a receiver reads the summaries, or policies are chosen */
    bool summaries_kept; /* they are also read after their workload */
    bool verbose;        /* names the policies that share a row of a table */
    bool optimum;        /* an optimum is among the policies */
    bool recorded;       /* the results were read, not run: workloads and policies are names */
};

/* Receives results.  A function is NULL when there is nothing to do.  Those that can fail return
 * false after they have reported. */
struct results_receiver {
    bool (*begin)(struct results_receiver *receiver);
    /* Takes the next cell, whose workload's summary has it already. */
    bool (*take)(struct results_receiver *receiver, const struct cell *cell);
    /* All cells of a workload were taken. */
    bool (*finish)(struct results_receiver *receiver, size_t workload);
    bool (*end)(struct results_receiver *receiver);
    void (*fini)(struct results_receiver *receiver); /* called whether it has ended or not */
    void *state;                                     /* the receiver's own */
    FILE *stream;                                    /* its output, if it has one */
    const struct fields *fields;                     /* the fields that it prints of a row */
    const struct results *results;                   /* set when it is added */
};

struct results {
    struct results_setup setup;
    struct overall overall; /* of all finished workloads, if there are several */
    struct summary *
        *summaries; /* of each workload, once it has a cell; NULL when nobody reads them */
    struct decision ***decisions; /* of each workload that is summed up, once it has all its cells
                                     (or its only one): one a context */
    bool begun;                   /* a workload has begun, and more of its cells may come */
    size_t workload;              /* which one */
    struct spool spool;           /* of its cells; of all of them while the rows are not counted */
    bool counted; /* the number of rows of the study is known: `study` is its text */
    struct fingerprint print;
    char study[FINGERPRINT_TEXT];
    size_t released; /* the workload whose cells, which no longer wait, are handed on */
    struct results_receiver *receivers;
    size_t receiver_count, receiver_room;
};

/* Begins results, which have no receivers yet but the summaries, if these are read.  results_fini
 * ends them. */
void results_begin(struct results *results, const struct results_setup *setup);

/* Adds a receiver after the others.  Returns false after it has reported. */
bool results_add(struct results *results, const struct results_receiver *receiver);

/* Takes the next cell, for the receivers in their order, until one fails.  Returns false then. */
bool results_take(struct results *results, const struct cell *cell);

/* Ends the last workload: no further cell comes. */
bool results_finish(struct results *results);

/* The same; then ends the receivers. */
bool results_end(struct results *results);
void results_fini(struct results *results);

/* Returns the decision on a context; NULL when there is none. */
const struct decision *results_decision(const struct results *results, size_t workload,
                                        int context);

/* Return how many of a number of policies are shown in a context, and the index of the i-th of
 * them. */
size_t results_shown_count(const struct results *results, size_t workload, int context,
                           size_t policies);
size_t results_shown(const struct results *results, size_t workload, int context, size_t i);

/* Makes the row of a policy in a context of a cell (by index).  Returns false when it is not
 * wanted, or not shown.  The policy may have failed (row->outcome). */
bool results_row(const struct results *results, const struct cell *cell, int context, size_t policy,
                 struct row *row);

/* Returns whether a workload of the study is random, so that its seed matters; true until it has
 * run.  For those that read the summaries. */
bool results_random(const struct results *results, size_t workload);

/* Returns whether there are several workloads and policies, some of them judged, so that ratios
 * over all say something. */
bool results_over_all(const struct results *results);

/* Returns the value of a varied key in a workload of the study. */
const char *results_varied(const struct results *results, size_t workload, size_t axis);

/* Writes a workload's name and the values of its varied keys. */
void results_write_workload(const struct results *results, size_t workload, FILE *stream);

/* Returns the name of a cell among several: its workload's, and the replication if there are
 * several.  The caller frees it; it is NULL for the only cell. */
char *results_cell_name(const struct results *results, const struct cell *cell);

/* Returns whether a policy's name has fewer characters than another's: the first with the shortest
 * name stands for all equal policies. */
bool results_has_shorter_name(const struct results *results, size_t policy, size_t other);

/* Writes how many others a name stands for, if any. */
void results_write_others(size_t others, FILE *stream);

#endif
