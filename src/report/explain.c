/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/memstream.h"
#include "base/number.h"
#include "base/plural.h"
#include "report/steptext.h"

/* Up to this many policies, each is explained at length. */
enum { FEW = 4 };

/* Single moments */

static void write_time(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_seconds(text, ns);
    number_shorten(text);
    fprintf(stream, "at %s s", text);
}

static void write_shrink(FILE *stream, const struct highlight *shrink) {
    write_time(stream, shrink->step.time_ns);
    fputs(": ", stream);
    steptext_shrink(stream, &shrink->step);
}

static void write_nearest(FILE *stream, const struct approach *nearest) {
    char ratio[NUMBER_TEXT];
    number_ratio(ratio, (number_u128)nearest->len, (number_u128)nearest->cap, 3);
    fprintf(stream, "; smallest len / cap %s (%lld / %lld), ", ratio, (long long)nearest->len,
            (long long)nearest->cap);
    write_time(stream, nearest->time_ns);
}

static void write_asked(FILE *stream, const struct row *row, const struct highlights *highlights) {
    long long asked = (long long)row->outcome->counters.deregistered;
    if (asked == 0) {
        fputs("no deregistration", stream);
        return;
    }
    if (highlights->asked_for == 0)
        fputs("no shrink requested", stream);
    else
        fprintf(stream, "%lld %s requested", (long long)highlights->asked_for,
                plural((uint64_t)highlights->asked_for, "shrink", "shrinks"));
    fprintf(stream, " in %lld %s", asked,
            plural((uint64_t)asked, "deregistration", "deregistrations"));
    if (highlights->asked_for == 0)
        write_nearest(stream, &highlights->nearest);
}

/* Notes, each about one policy in one context. */

struct note {
    struct memstream text;
    const struct row *row;
};

static FILE *begin_note(struct note *note, const struct row *row) {
    note->row = row;
    memstream_open(&note->text);
    return note->text.stream;
}

static void end_note(struct note *note) {
    char *text = memstream_close(&note->text);
    diag_note("%s, %s: %s", note->row->context, note->row->outcome->rule->name, text);
    free(text);
}

static void note_shrink(const struct row *row, const char *which, const struct highlight *shrink) {
    struct note note;
    FILE *stream = begin_note(&note, row);
    fprintf(stream, "%s ", which);
    write_shrink(stream, shrink);
    end_note(&note);
}

/* Why shrinks of one kind freed nothing. */
struct reason {
    enum action action;
    const char *text;
};

static const struct reason reasons[] = {
    {ACTION_SHRINK, "happened in place and freed nothing: krealloc() keeps a kmalloc object while "
                    "the new size fits, and vrealloc() frees whole pages or huge pages only"},
    {ACTION_SHRINK_MOVED, "moved the entries and freed nothing: the new size rounds up to the old "
                          "size class, power of two or huge page"},
    {ACTION_NOOP, "kept the capacity: the target was not below it, no whole page would be freed, "
                  "or (kernel 'copy') a kmalloc buffer would not become copy_ratio times smaller"},
    {ACTION_FAILED, "got no memory for a smaller buffer and kept the old one"},
};

static void note_fruitless(const struct row *row, int64_t requested) {
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        enum action action = reasons[i].action;
        const struct counters *counters = &row->outcome->counters;
        int64_t fruitless = action == ACTION_SHRINK         ? counters->in_place.fruitless
                            : action == ACTION_SHRINK_MOVED ? counters->moved.fruitless
                                                            : counters->actions[action];
        if (fruitless > 0)
            diag_note("%s, %s: %lld of %lld requested %s %s", row->context,
                      row->outcome->rule->name, (long long)fruitless, (long long)requested,
                      plural((uint64_t)requested, "shrink", "shrinks"), reasons[i].text);
    }
}

static void explain_at_length(const struct row *row, const struct highlights *highlights) {
    struct note note;
    bool one = highlights->largest.number == highlights->first.number;
    write_asked(begin_note(&note, row), row, highlights);
    end_note(&note);
    if (highlights->asked_for == 0)
        return;
    note_shrink(row, one ? "first and largest shrink" : "first shrink", &highlights->first);
    if (!one)
        note_shrink(row, "largest shrink", &highlights->largest);
    note_fruitless(row, highlights->asked_for);
}

static void explain_in_a_line(const struct row *row, const struct highlights *highlights) {
    struct note note;
    FILE *stream = begin_note(&note, row);
    write_asked(stream, row, highlights);
    if (highlights->asked_for > 0) {
        fputs("; largest shrink ", stream);
        write_shrink(stream, &highlights->largest);
    }
    end_note(&note);
}

/* With several runs, names the run that the notes are about. */
static void name_run(const struct results *results, const struct cell *cell) {
    char *name = results_cell_name(results, cell);
    if (name)
        diag_note("%s:", name);
    free(name);
}

static bool explain_cell(struct results_receiver *receiver, const struct cell *cell) {
    const struct results *results = receiver->results;
    bool few = results->setup.policy_count <= FEW;
    struct row row;
    if (cell->replication > 1 || cell->context_count == 0 || !cell->contexts[0].highlights)
        return true;
    name_run(results, cell);
    for (int c = 0; c < cell->context_count; c++) {
        size_t count = results_shown_count(results, cell->variant, c, cell->policy_count);
        for (size_t i = 0; i < count; i++) {
            size_t policy = results_shown(results, cell->variant, c, i);
            const struct highlights *highlights = &cell->contexts[c].highlights[policy];
            if (!results_row(results, cell, c, policy, &row) || row.outcome->failed)
                continue;
            if (few)
                explain_at_length(&row, highlights);
            else
                explain_in_a_line(&row, highlights);
        }
    }
    return true;
}

const struct results_receiver explain_receiver = {.take = explain_cell};
