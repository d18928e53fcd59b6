/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/collection.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "base/limits.h"
#include "base/memstream.h"
#include "base/plural.h"
#include "base/scratch.h"
#include "model/kernel.h"
#include "results/column.h"

/* Of each kind, reports this many mistakes and counts the rest. */
enum { MOST_NAMED = 8 };

/* Reads a row's machine, as much of it as rows have.  Returns false for an unknown kernel or
 * architecture. */
static bool read_machine(const struct row_read *row, struct machine *machine) {
    *machine = machine_default();
    machine->kernel = kernel_find(row->kernel);
    machine->page_size = (int64_t)row->page_size;
    for (machine->arch = ARCH_X86_64; machine->arch <= ARCH_ARM64; machine->arch++)
        if (strcmp(machine_arch_name(machine->arch), row->arch) == 0)
            return machine->kernel != NULL;
    return false;
}

/* Returns whether a row is of a stretch's workload and values of the varied keys. */
static bool is_of(const struct collection *collection, const struct stretch *stretch,
                  const struct row_read *row) {
    const struct workload *workload = stretch->workload;
    for (size_t k = 0; k < collection->format.key_count; k++)
        if (strcmp(stretch->values[k], row->values[k]) != 0)
            return false;
    return strcmp(workload->name, row->workload) == 0;
}

/* Returns whether a row has the workload's seed and machine. */
static bool has_machine(const struct workload *workload, const struct row_read *row) {
    return workload->seed == row->seed && workload->machine.page_size == (int64_t)row->page_size &&
           strcmp(workload->machine.kernel->name, row->kernel) == 0 &&
           strcmp(machine_arch_name(workload->machine.arch), row->arch) == 0;
}

/* The first reading: one row */

static bool refuse_row(const struct rowfile *file, const char *problem) {
    const struct place place = rowfile_place(file);
    diag_error_at(&place, "%s", problem);
    return false;
}

/* Says why rows, each one fine, do not make a study together. */
static void hint_cause(void) {
    diag_hint("rows were edited, or the study runs two workloads of the same name in a row");
}

/* All rows are of the same study. */
static bool check_study(struct collection *collection, const struct rowfile *file) {
    const char *study = file->row.study;
    const struct place place = rowfile_place(file);
    if (*collection->study && strcmp(study, collection->study) == 0)
        return true;
    if (*collection->study) {
        diag_error_at(&place, "this row belongs to another study: %s, not %s", study,
                      collection->study);
        diag_hint("the first row, in %s, belongs to %s", collection->segments[0].place.path,
                  collection->study);
        return false;
    }
    if (!fingerprint_read(&collection->print, study)) {
        diag_error_at(&place, "'%s' does not identify a study", study);
        return false;
    }
    fingerprint_write(&collection->print, collection->study);
    return true;
}

static bool check_numbers(const struct collection *collection, const struct rowfile *file) {
    const struct row_read *row = &file->row;
    const struct place place = rowfile_place(file);
    if (row->replication < 1 || row->replication > LIMIT_REPLICATIONS)
        diag_error_at(&place, "replications are numbered from 1 to %d", LIMIT_REPLICATIONS);
    else if (row->number < 1 || row->number > collection->print.rows)
        diag_error_at(&place, "rows of this study are numbered from 1 to %" PRIu64,
                      collection->print.rows);
    else if (row->figures[collection->duration] > LIMIT_TIME_NS)
        diag_error_at(&place, "this duration is too long");
    else
        return true;
    return false;
}

static bool add_stretch(struct collection *collection, const struct rowfile *file) {
    const struct row_read *row = &file->row;
    struct machine machine;
    if (!read_machine(row, &machine))
        return refuse_row(file, "unknown kernel profile or architecture");
    collection->stretches = array_grow(collection->stretches, collection->stretch_count,
                                       &collection->stretch_room, sizeof *collection->stretches);
    struct stretch *stretch = &collection->stretches[collection->stretch_count++];
    *stretch = (struct stretch){.first = row->number,
                                .workload = workload_new_named(row->workload, row->seed, &machine),
                                .values = array_new(collection->format.key_count, sizeof(char *))};
    for (size_t k = 0; k < collection->format.key_count; k++)
        stretch->values[k] = array_text(row->values[k], strlen(row->values[k]));
    return true;
}

/* Adds a row to the segment that it continues, or begins another one. */
static bool add_row(struct collection *collection, const struct rowfile *file, bool goes_on) {
    const struct row_read *row = &file->row;
    uint64_t number = row->number, replication = row->replication;
    struct segment *last =
        collection->segment_count > 0 ? &collection->segments[collection->segment_count - 1] : NULL;
    goes_on = goes_on && number == last->first + last->count;
    if (!goes_on) {
        collection->segments = array_grow(collection->segments, collection->segment_count,
                                          &collection->segment_room, sizeof *collection->segments);
        last = &collection->segments[collection->segment_count++];
        *last = (struct segment){
            .first = number,
            .place = {.copied = file->copy != NULL, .offset = row->offset, .line = row->line}};
    }
    last->count++;
    last->lines += row->lines;
    last->place.bytes = row->end - last->place.offset;
    if (replication > collection->replications)
        collection->replications = replication;
    collection->failed += row->failed;
    return (goes_on &&
            is_of(collection, &collection->stretches[collection->stretch_count - 1], row)) ||
           add_stretch(collection, file);
}

/* The first reading: one file */

static bool read_rows(struct collection *collection, struct rowfile *file, size_t index) {
    bool goes_on = false; /* with the last segment */
    for (;;) {
        enum rowfile_state state = rowfile_next(file);
        if (state == ROWFILE_FAILED)
            return false;
        if (state == ROWFILE_END)
            return true;
        if (state == ROWFILE_ROW &&
            (!check_study(collection, file) || !check_numbers(collection, file) ||
             !add_row(collection, file, goes_on)))
            return false;
        goes_on = state == ROWFILE_ROW;
        if (goes_on) {
            struct segment *last = &collection->segments[collection->segment_count - 1];
            last->file = index;
            last->place.path = collection->paths[index];
        }
    }
}

static bool read_file(struct collection *collection, size_t index) {
    struct rowfile file;
    bool fine =
        rowfile_open(&file, collection->paths[index], &collection->format, &collection->copy) &&
        read_rows(collection, &file, index);
    rowfile_close(&file);
    return fine;
}

/* Whether all rows are there, each once */

static int by_row(const void *a, const void *b) {
    const struct segment *left = a, *right = b;
    int order = (left->first > right->first) - (left->first < right->first);
    if (order == 0)
        order = (left->file > right->file) - (left->file < right->file);
    if (order == 0)
        order = (left->place.line > right->place.line) - (left->place.line < right->place.line);
    return order;
}

static uint64_t end_of(const struct segment *segment) {
    return segment->first + segment->count;
}

/* The place of a row in a segment: of the segment, where rows have several lines. */
static struct place place_of(const struct segment *segment, uint64_t row) {
    uint64_t lines = segment->lines == segment->count ? row - segment->first : 0;
    const char *path = segment->place.path;
    return (struct place){.input = strcmp(path, "-") == 0 ? "standard input" : path,
                          .line = segment->place.line + lines};
}

/* Reports rows of a segment that another one has already. */
static void report_doubled(const struct segment *segment, const struct segment *other) {
    const struct place place = place_of(segment, segment->first);
    const struct place first = place_of(other, segment->first);
    uint64_t end = end_of(segment) < end_of(other) ? end_of(segment) : end_of(other);
    if (end - segment->first == 1)
        diag_error_at(&place, "row %" PRIu64 " of the study is a duplicate", segment->first);
    else
        diag_error_at(&place, "rows %" PRIu64 " to %" PRIu64 " of the study are duplicates",
                      segment->first, end - 1);
    diag_hint("%s has them as well, from line %" PRIu64 " on", first.input, first.line);
}

static bool check_doubled(const struct collection *collection) {
    const struct segment *farthest = &collection->segments[0];
    size_t doubled = 0;
    for (size_t i = 1; i < collection->segment_count; i++) {
        const struct segment *segment = &collection->segments[i];
        if (segment->first < end_of(farthest) && doubled++ < MOST_NAMED)
            report_doubled(segment, farthest);
        if (end_of(segment) > end_of(farthest))
            farthest = segment;
    }
    if (doubled > MOST_NAMED)
        diag_hint("there %s %zu more %s", plural(doubled - MOST_NAMED, "is", "are"),
                  doubled - MOST_NAMED, plural(doubled - MOST_NAMED, "duplicate", "duplicates"));
    return doubled == 0;
}

/* Rows that are missing: from the number `after` + 1 up to `last`. */
struct gap {
    uint64_t after, last;
};

/* Finds the gaps between the segments, which overlap nowhere; returns how many. */
static size_t find_gaps(const struct collection *collection, struct gap *gaps) {
    uint64_t behind = 0;
    size_t count = 0;
    for (size_t i = 0; i < collection->segment_count; i++) {
        const struct segment *segment = &collection->segments[i];
        if (segment->first > behind + 1)
            gaps[count++] = (struct gap){behind, segment->first - 1};
        behind = end_of(segment) - 1;
    }
    if (behind < collection->print.rows)
        gaps[count++] = (struct gap){behind, collection->print.rows};
    return count;
}

/* The shard, of this many, that ends after a row; 0 when none does. */
static uint64_t shard_ending(uint64_t row, uint64_t shards, uint64_t rows) {
    uint64_t shard = (uint64_t)(((number_u128)row * shards + rows - 1) / rows);
    return (uint64_t)((number_u128)rows * shard / shards) == row ? shard : 0;
}

static bool parts_at(uint64_t row, uint64_t shards, uint64_t rows) {
    return row == 0 || shard_ending(row, shards, rows) > 0;
}

/* Returns into how many shards the study was cut, if every segment and every gap begins and ends
 * with one: the least such number, 0 when there is none up to MOST_SHARDS. */
static uint64_t guess_shards(const struct collection *collection) {
    enum { MOST_SHARDS = 1000000 };
    uint64_t rows = collection->print.rows, most = rows < MOST_SHARDS ? rows : MOST_SHARDS;
    for (uint64_t shards = 2; shards <= most; shards++) {
        bool fits = true;
        for (size_t i = 0; fits && i < collection->segment_count; i++) {
            const struct segment *segment = &collection->segments[i];
            fits = parts_at(segment->first - 1, shards, rows) &&
                   parts_at(end_of(segment) - 1, shards, rows);
        }
        if (fits)
            return shards;
    }
    return 0;
}

/* Names the shards that lie in the gaps, as sbatch takes them. */
static void name_shards(const struct gap *gaps, size_t count, uint64_t shards, uint64_t rows) {
    struct memstream names;
    bool one = count == 1;
    memstream_open(&names);
    for (size_t i = 0; i < count; i++) {
        uint64_t from = gaps[i].after == 0 ? 1 : shard_ending(gaps[i].after, shards, rows) + 1;
        uint64_t to = shard_ending(gaps[i].last, shards, rows);
        fprintf(names.stream, "%s%" PRIu64, i > 0 ? "," : "", from);
        if (to > from)
            fprintf(names.stream, "-%" PRIu64, to);
        one = one && from == to;
    }
    char *list = memstream_close(&names);
    diag_hint("run %s %s of %" PRIu64 " again", one ? "shard" : "shards", list, shards);
    free(list);
}

static bool check_missing(const struct collection *collection) {
    uint64_t rows = collection->print.rows, missing = 0;
    struct gap *gaps = array_new(collection->segment_count + 1, sizeof *gaps);
    size_t count = find_gaps(collection, gaps);
    struct memstream names;
    memstream_open(&names);
    for (size_t i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : i < MOST_NAMED ? ", " : NULL;
        missing += gaps[i].last - gaps[i].after;
        if (before)
            fprintf(names.stream, "%s%" PRIu64, before, gaps[i].after + 1);
        if (before && gaps[i].last > gaps[i].after + 1)
            fprintf(names.stream, "-%" PRIu64, gaps[i].last);
    }
    if (count > MOST_NAMED)
        fprintf(names.stream, " and %zu more", count - MOST_NAMED);
    char *list = memstream_close(&names);
    uint64_t shards = count > 0 ? guess_shards(collection) : 0;
    if (count > 0)
        diag_error("%" PRIu64 " of the study's %" PRIu64 " rows %s missing: %s", missing, rows,
                   plural(missing, "is", "are"), list);
    if (shards > 0)
        name_shards(gaps, count, shards, rows);
    free(list);
    free(gaps);
    return count == 0;
}

/* What the rows say about the study */

static int by_first(const void *a, const void *b) {
    const struct stretch *left = a, *right = b;
    return (left->first > right->first) - (left->first < right->first);
}

static bool same_workload(const struct collection *collection, const struct stretch *a,
                          const struct stretch *b) {
    for (size_t k = 0; k < collection->format.key_count; k++)
        if (strcmp(a->values[k], b->values[k]) != 0)
            return false;
    return strcmp(a->workload->name, b->workload->name) == 0;
}

static void forget_stretch(const struct collection *collection, struct stretch *stretch) {
    for (size_t k = 0; k < collection->format.key_count; k++)
        free(stretch->values[k]);
    free(stretch->values);
    workload_free(stretch->workload);
}

/* Joins adjacent stretches of the same workload, and lists the workloads. */
static void find_workloads(struct collection *collection) {
    struct stretch *stretches = collection->stretches;
    size_t count = 0;
    qsort(stretches, collection->stretch_count, sizeof *stretches, by_first);
    for (size_t i = 0; i < collection->stretch_count; i++)
        if (count > 0 && same_workload(collection, &stretches[count - 1], &stretches[i]))
            forget_stretch(collection, &stretches[i]);
        else
            stretches[count++] = stretches[i];
    collection->stretch_count = collection->workload_count = count;
    collection->workloads = array_new(count, sizeof *collection->workloads);
    collection->starts = array_new(count + 1, sizeof *collection->starts);
    for (size_t w = 0; w < count; w++) {
        collection->workloads[w] = stretches[w].workload;
        collection->starts[w] = stretches[w].first;
    }
    collection->starts[count] = collection->print.rows + 1;
}

/* The values of a key, in the order of the first workload's combinations: those of an inner key
 * change while those of the outer ones stay. */
static void find_values(struct collection *collection, size_t key, size_t combinations) {
    const struct stretch *stretches = collection->stretches;
    struct vary *vary = &collection->vary;
    struct names names = {0};
    vary_add_axis(vary, collection->format.keys[key]);
    for (size_t w = 0; w < combinations; w++) {
        const char *value = stretches[w].values[key];
        size_t known = names.count;
        if (names_add(&names, value, strlen(value)) == known)
            vary_add_value(vary, value);
    }
    names_fini(&names);
}

/* Every workload has all combinations of the values. */
static bool find_varied(struct collection *collection) {
    const struct stretch *stretches = collection->stretches;
    const struct vary *vary = &collection->vary;
    size_t combinations = 1, count = collection->workload_count;
    while (combinations < count &&
           strcmp(stretches[combinations].workload->name, stretches[0].workload->name) == 0)
        combinations++;
    for (size_t k = 0; k < collection->format.key_count; k++)
        find_values(collection, k, combinations);
    bool fine = vary_combinations(vary) == combinations && count % combinations == 0;
    for (size_t w = 0; fine && w < count; w++) {
        const struct stretch *first = &stretches[w - w % combinations];
        fine = strcmp(stretches[w].workload->name, first->workload->name) == 0;
        for (size_t k = 0; fine && k < vary->count; k++)
            fine = strcmp(stretches[w].values[k], vary_value(vary, w % combinations, k)) == 0;
    }
    if (!fine) {
        diag_error("the rows do not cover every combination of the varied keys, in order");
        hint_cause();
    }
    return fine;
}

/* The second reading */

/* Goes through the rows of all segments in their order. */
struct walk {
    struct collection *collection;
    size_t segment;
    uint64_t next; /* the number of the row to come */
    bool open;
    struct rowfile file;
};

static void leave(struct walk *walk) {
    if (walk->open)
        rowfile_close(&walk->file);
    walk->open = false;
}

/* Reads the next row, which must exist, and checks that it is the same as before. */
static bool next_row(struct walk *walk) {
    struct collection *collection = walk->collection;
    const struct segment *segment = &collection->segments[walk->segment];
    if (walk->open && walk->next == end_of(segment)) {
        leave(walk);
        segment = &collection->segments[++walk->segment];
    }
    if (!walk->open) {
        walk->open = true;
        if (!rowfile_reopen(&walk->file, &segment->place, &collection->format, &collection->copy))
            return false;
    }
    enum rowfile_state state = rowfile_next(&walk->file);
    if (state == ROWFILE_FAILED)
        return false;
    const struct row_read *row = &walk->file.row;
    if (state != ROWFILE_ROW || row->number != walk->next ||
        strcmp(row->study, collection->study) != 0 || !check_numbers(collection, &walk->file))
        return refuse_row(&walk->file, "the file changed while being read");
    walk->next++;
    return true;
}

/* Learns the policies, and their order, from the first run's first context. */
static bool find_policies(struct collection *collection) {
    struct walk walk = {.collection = collection, .next = 1};
    char *context = NULL;
    bool fine = true, more = true;
    while (fine && more && walk.next < collection->starts[1]) {
        const struct row_read *row = &walk.file.row;
        fine = next_row(&walk);
        if (!fine)
            break;
        if (!context)
            context = array_text(row->context, strlen(row->context));
        more = row->replication == 1 && strcmp(row->context, context) == 0;
        if (more && !selection_add_named(&collection->selection, row->policy)) {
            fine = refuse_row(&walk.file, "duplicate policy in this run");
            hint_cause();
        }
    }
    if (fine && selection_has_planned(&collection->selection) != collection->format.optimum)
        fine = refuse_row(&walk.file, "an optimum and its columns must appear together");
    leave(&walk);
    free(context);
    return fine;
}

/* A cell in the making, from rows. */
struct builder {
    struct collection *collection;
    struct cell cell;
    struct cell_context contexts[LIMIT_CONTEXTS];
    size_t policy;                        /* of the row to come */
    int context;                          /* likewise */
    number_i128 *figures[LIMIT_CONTEXTS]; /* of all policies, where a context had any */
};

static void forget_contexts(struct builder *builder) {
    for (int c = 0; c < builder->cell.context_count; c++) {
        free(builder->contexts[c].name);
        free(builder->contexts[c].outcomes);
    }
    builder->cell.context_count = 0;
}

static void builder_fini(struct builder *builder) {
    forget_contexts(builder);
    for (int c = 0; c < LIMIT_CONTEXTS; c++)
        free(builder->figures[c]);
}

/* The first run of a workload tells its contexts. */
static bool add_context(struct builder *builder, const char *name) {
    const struct selection *selection = &builder->collection->selection;
    size_t figures = (size_t)column_count;
    int index = builder->cell.context_count;
    for (int c = 0; c < index; c++)
        if (strcmp(builder->contexts[c].name, name) == 0)
            return false;
    if (index == LIMIT_CONTEXTS)
        return false;
    struct cell_context *context = &builder->contexts[builder->cell.context_count++];
    *context =
        (struct cell_context){.name = array_text(name, strlen(name)),
                              .outcomes = array_new(selection->count, sizeof *context->outcomes)};
    if (!builder->figures[index])
        builder->figures[index] = array_new(selection->count * figures, sizeof(number_i128));
    for (size_t p = 0; p < selection->count; p++) {
        context->outcomes[p].rule = selection->policies[p]->rule;
        context->outcomes[p].figures = &builder->figures[index][p * figures];
    }
    return true;
}

/* Begins a cell with the row that comes first in it. */
static bool begin_cell(struct builder *builder, const struct row_read *row, size_t workload) {
    struct collection *collection = builder->collection;
    struct cell *cell = &builder->cell;
    bool first = cell->workload != collection->workloads[workload];
    if (first)
        forget_contexts(builder);
    int contexts = cell->context_count;
    uint64_t replication = first ? 1 : cell->replication + 1;
    bool random = first ? row->seeded : cell->random;
    *cell = (struct cell){.workload = collection->workloads[workload],
                          .variant = workload,
                          .replication = replication,
                          .random = random,
                          .policy_count = collection->selection.count,
                          .row_count = SIZE_MAX,
                          .rows_before = row->number - 1,
                          .study = collection->print,
                          .fine = true,
                          .contexts = builder->contexts,
                          .context_count = contexts};
    builder->context = 0;
    return row->replication == replication;
}

/* Takes a row that must be the next one of the cell. */
static bool take_row(struct builder *builder, const struct row_read *row) {
    const struct collection *collection = builder->collection;
    struct cell *cell = &builder->cell;
    const char *context = row->context;
    bool known = builder->context < cell->context_count;
    if (!known && (cell->replication > 1 || !add_context(builder, context)))
        return false;
    struct outcome *outcome = &builder->contexts[builder->context].outcomes[builder->policy];
    if (strcmp(context, builder->contexts[builder->context].name) != 0 ||
        strcmp(row->policy, outcome->rule->name) != 0 || row->seeded != cell->random ||
        row->replication != cell->replication ||
        !is_of(collection, &collection->stretches[cell->variant], row) ||
        !has_machine(cell->workload, row))
        return false;
    outcome->failed = row->failed;
    memcpy(&builder->figures[builder->context][builder->policy * (size_t)column_count],
           row->figures, (size_t)column_count * sizeof *row->figures);
    if (!row->failed)
        cell->duration_ns = (int64_t)row->figures[collection->duration];
    builder->policy = (builder->policy + 1) % cell->policy_count;
    builder->context += builder->policy == 0;
    return true;
}

/* Returns whether the next row begins another cell. */
static bool is_next_cell(const struct builder *builder, const struct row_read *row,
                         size_t workload) {
    const struct cell *cell = &builder->cell;
    return cell->workload != builder->collection->workloads[workload] ||
           (builder->policy == 0 && row->replication != cell->replication);
}

/* A cell has all its rows: as many contexts as the first one of the workload, or the last policy of
 * the last one. */
static bool is_whole(const struct builder *builder) {
    return builder->policy == 0 && builder->context == builder->cell.context_count;
}

static bool refuse_order(const struct rowfile *file) {
    refuse_row(file, "this row is out of order");
    hint_cause();
    return false;
}

static bool build(struct builder *builder, struct walk *walk,
                  bool (*take)(void *state, const struct cell *cell), void *state) {
    struct collection *collection = builder->collection;
    const struct row_read *row = &walk->file.row;
    for (size_t workload = 0; walk->next <= collection->print.rows;) {
        if (!next_row(walk))
            return false;
        while (row->number >= collection->starts[workload + 1])
            workload++;
        if (is_next_cell(builder, row, workload)) {
            if (builder->cell.workload && is_whole(builder) && !take(state, &builder->cell))
                return false;
            if ((builder->cell.workload && !is_whole(builder)) ||
                !begin_cell(builder, row, workload))
                return refuse_order(&walk->file);
        }
        if (interrupt_arrived())
            return false;
        size_t policy = builder->policy;
        if (!take_row(builder, row))
            return refuse_order(&walk->file);
        if (row->failed && !collection->failed_policy) {
            collection->failed_place = rowfile_place(&walk->file);
            collection->failed_policy = collection->selection.policies[policy]->rule->name;
        }
    }
    if (!is_whole(builder))
        return refuse_order(&walk->file);
    return take(state, &builder->cell);
}

bool collection_read(struct collection *collection,
                     bool (*take)(void *state, const struct cell *cell), void *state) {
    struct walk walk = {.collection = collection, .next = 1};
    struct builder builder = {.collection = collection};
    bool fine = build(&builder, &walk, take, state);
    leave(&walk);
    builder_fini(&builder);
    return fine;
}

/* Collections */

bool collection_open(struct collection *collection, const char *const *paths, size_t path_count) {
    *collection = (struct collection){.paths = paths, .duration = column_find("duration_s")};
    for (size_t i = 0; i < path_count; i++)
        if (!read_file(collection, i))
            return false;
    if (collection->segment_count == 0) {
        diag_error("the results contain no rows");
        return false;
    }
    if (collection->copy.file && !scratch_complete(collection->copy.file))
        return false;
    qsort(collection->segments, collection->segment_count, sizeof *collection->segments, by_row);
    if (!check_doubled(collection) || !check_missing(collection))
        return false;
    find_workloads(collection);
    return find_varied(collection) && find_policies(collection);
}

void collection_report_failures(const struct collection *collection) {
    if (collection->failed == 0)
        return;
    diag_policy_at(&collection->failed_place, "this row has no figures: its policy '%s' failed",
                   collection->failed_policy);
    if (collection->failed > 1)
        diag_hint("%" PRIu64 " of the study's %" PRIu64 " rows have none", collection->failed,
                  collection->print.rows);
}

void collection_close(struct collection *collection) {
    for (size_t i = 0; i < collection->stretch_count; i++)
        forget_stretch(collection, &collection->stretches[i]);
    free(collection->stretches);
    free(collection->workloads);
    free(collection->starts);
    free(collection->segments);
    vary_fini(&collection->vary);
    selection_fini(&collection->selection);
    rowformat_fini(&collection->format);
    if (collection->copy.file)
        fclose(collection->copy.file);
}
