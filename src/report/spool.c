/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/scratch.h"

/* What differs between the cells of a workload, before the contexts' own. */
struct head {
    uint64_t replication;
    int64_t duration_ns;
};

struct context_head {
    int64_t registered, deregistered, final_length;
};

static bool begin(struct spool *spool, const struct cell *cell) {
    spool->file = scratch_open();
    if (!spool->file)
        return false;
    spool->cell = *cell;
    spool->cell.run = NULL;
    spool->cell.said = NULL;
    spool->cell.said_bytes = 0;
    spool->cell.contexts = array_new((size_t)cell->context_count, sizeof *cell->contexts);
    for (int c = 0; c < cell->context_count; c++) {
        const char *name = cell->contexts[c].name;
        spool->cell.contexts[c].name = array_text(name, strlen(name));
        spool->cell.contexts[c].outcomes = array_new(cell->policy_count, sizeof(struct outcome));
    }
    return true;
}

bool spool_put(struct spool *spool, const struct cell *cell) {
    if (!spool->file && !begin(spool, cell))
        return false;
    const struct head head = {cell->replication, cell->duration_ns};
    fwrite(&head, sizeof head, 1, spool->file);
    for (int c = 0; c < cell->context_count; c++) {
        const struct cell_context *of = &cell->contexts[c];
        const struct context_head numbers = {of->registered, of->deregistered, of->final_length};
        fwrite(&numbers, sizeof numbers, 1, spool->file);
        fwrite(of->outcomes, sizeof *of->outcomes, cell->policy_count, spool->file);
    }
    return !ferror(spool->file) || scratch_complete(spool->file);
}

static bool read(struct spool *spool, void *to, size_t size, size_t count) {
    return fread(to, size, count, spool->file) == count;
}

/* Reads the next cell; false when there is none. */
static bool next(struct spool *spool) {
    struct cell *cell = &spool->cell;
    struct head head;
    bool fine = read(spool, &head, sizeof head, 1);
    cell->replication = fine ? head.replication : 0;
    cell->duration_ns = fine ? head.duration_ns : 0;
    for (int c = 0; fine && c < cell->context_count; c++) {
        struct cell_context *of = &cell->contexts[c];
        struct context_head numbers = {0};
        fine = read(spool, &numbers, sizeof numbers, 1) &&
               read(spool, of->outcomes, sizeof *of->outcomes, cell->policy_count);
        of->registered = numbers.registered;
        of->deregistered = numbers.deregistered;
        of->final_length = numbers.final_length;
    }
    return fine;
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
    for (int c = 0; c < spool->cell.context_count; c++) {
        free(spool->cell.contexts[c].name);
        free(spool->cell.contexts[c].outcomes);
    }
    free(spool->cell.contexts);
    fclose(spool->file);
    *spool = (struct spool){0};
}
