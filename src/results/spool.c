/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/scratch.h"
#include "results/column.h"

/* The head of a cell, before its contexts. */
struct head {
    const struct workload *workload;
    size_t variant, policy_count;
    uint64_t replication, rows_before;
    int64_t duration_ns;
    int context_count;
    bool random, named, recorded, highlights; /* what follows */
};

struct context_head {
    int64_t registered, deregistered;
};

/* Writing */

static void write(struct spool *spool, const void *from, size_t size, size_t count) {
    fwrite(from, size, count, spool->file);
}

static void write_name(struct spool *spool, const char *name) {
    size_t bytes = strlen(name);
    write(spool, &bytes, sizeof bytes, 1);
    write(spool, name, 1, bytes);
}

static void write_context(struct spool *spool, const struct head *head,
                          const struct cell_context *context) {
    const struct context_head numbers = {context->registered, context->deregistered};
    write(spool, &numbers, sizeof numbers, 1);
    write(spool, context->outcomes, sizeof *context->outcomes, head->policy_count);
    for (size_t p = 0; head->recorded && p < head->policy_count; p++)
        write(spool, context->outcomes[p].figures, sizeof(number_i128), (size_t)column_count);
    if (head->highlights)
        write(spool, context->highlights, sizeof *context->highlights, head->policy_count);
}

bool spool_put(struct spool *spool, const struct cell *cell) {
    bool first = !spool->file;
    if (first && !(spool->file = scratch_open()))
        return false;
    const struct cell_context *contexts = cell->contexts;
    const struct head head = {.workload = cell->workload,
                              .variant = cell->variant,
                              .policy_count = cell->policy_count,
                              .replication = cell->replication,
                              .rows_before = cell->rows_before,
                              .duration_ns = cell->duration_ns,
                              .context_count = cell->context_count,
                              .random = cell->random,
                              .named = first || cell->variant != spool->variant,
                              .recorded = contexts[0].outcomes[0].figures != NULL,
                              .highlights = contexts[0].highlights != NULL};
    spool->variant = cell->variant;
    write(spool, &head, sizeof head, 1);
    for (int c = 0; head.named && c < cell->context_count; c++)
        write_name(spool, contexts[c].name);
    for (int c = 0; c < cell->context_count; c++)
        write_context(spool, &head, &contexts[c]);
    return !ferror(spool->file) || scratch_complete(spool->file);
}

/* Reading */

static bool read(struct spool *spool, void *to, size_t size, size_t count) {
    return fread(to, size, count, spool->file) == count;
}

static void forget_contexts(struct spool *spool) {
    struct cell *cell = &spool->cell;
    for (int c = 0; c < cell->context_count; c++) {
        free(cell->contexts[c].name);
        free(cell->contexts[c].outcomes);
        free(cell->contexts[c].highlights);
    }
    free(cell->contexts);
    free(spool->figures);
    cell->contexts = NULL;
    cell->context_count = 0;
    spool->figures = NULL;
}

/* Makes room for the cells of the next variant, and reads the names of their contexts. */
static bool read_names(struct spool *spool, const struct head *head) {
    struct cell *cell = &spool->cell;
    size_t contexts = (size_t)head->context_count, policies = head->policy_count;
    forget_contexts(spool);
    cell->contexts = array_new(contexts, sizeof *cell->contexts);
    cell->context_count = head->context_count;
    if (head->recorded)
        spool->figures = array_new(contexts * policies * (size_t)column_count, sizeof(number_i128));
    for (size_t c = 0; c < contexts; c++) {
        size_t bytes;
        if (!read(spool, &bytes, sizeof bytes, 1))
            return false;
        cell->contexts[c].name = array_new(bytes + 1, 1);
        cell->contexts[c].outcomes = array_new(policies, sizeof(struct outcome));
        if (!read(spool, cell->contexts[c].name, 1, bytes))
            return false;
    }
    return true;
}

static bool read_context(struct spool *spool, const struct head *head, size_t index) {
    struct cell_context *context = &spool->cell.contexts[index];
    size_t policies = head->policy_count, columns_each = (size_t)column_count;
    struct context_head numbers = {0};
    if (!read(spool, &numbers, sizeof numbers, 1) ||
        !read(spool, context->outcomes, sizeof *context->outcomes, policies))
        return false;
    context->registered = numbers.registered;
    context->deregistered = numbers.deregistered;
    for (size_t p = 0; head->recorded && p < policies; p++) {
        number_i128 *figures = &spool->figures[(index * policies + p) * columns_each];
        context->outcomes[p].figures = figures;
        if (!read(spool, figures, sizeof *figures, columns_each))
            return false;
    }
    free(context->highlights);
    context->highlights = NULL;
    if (!head->highlights)
        return true;
    context->highlights = array_new(policies, sizeof *context->highlights);
    return read(spool, context->highlights, sizeof *context->highlights, policies);
}

/* Reads the next cell.  Returns false when there is none. */
static bool next(struct spool *spool) {
    struct cell *cell = &spool->cell;
    struct head head;
    if (!read(spool, &head, sizeof head, 1) || (head.named && !read_names(spool, &head)))
        return false;
    cell->workload = head.workload;
    cell->variant = head.variant;
    cell->policy_count = head.policy_count;
    cell->row_count = SIZE_MAX;
    cell->replication = head.replication;
    cell->rows_before = head.rows_before;
    cell->duration_ns = head.duration_ns;
    cell->random = head.random;
    for (size_t c = 0; c < (size_t)head.context_count; c++)
        if (!read_context(spool, &head, c))
            return false;
    return true;
}

bool spool_empty(struct spool *spool, bool (*take)(void *state, const struct cell *cell),
                 void *state) {
    if (!spool->file)
        return true;
    bool fine = scratch_complete(spool->file) && scratch_rewind(spool->file);
    while (fine && next(spool))
        fine = take(state, &spool->cell);
    fine = fine && scratch_was_read(spool->file);
    spool_fini(spool);
    return fine;
}

void spool_fini(struct spool *spool) {
    if (!spool->file)
        return;
    forget_contexts(spool);
    fclose(spool->file);
    *spool = (struct spool){0};
}
