/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/nearest.h"
#include "model/kernel.h"

static const struct counters *counters_of(const struct row *row) {
    return &row->outcome->counters;
}

static number_u128 wasted_ns(const struct row *row) {
    return counters_of(row)->cap_ns - counters_of(row)->len_ns;
}

#define TEXT(name, value)                                                                          \
    static const char *name(const struct row *row) {                                               \
        return value;                                                                              \
    }
#define COUNT(name, value)                                                                         \
    static number_i128 name(const struct row *row) {                                               \
        return (number_i128)(value);                                                               \
    }

TEXT(workload, row->workload)
COUNT(replication, row->replication)
COUNT(seed, row->seed)
TEXT(context, row->context)
TEXT(policy, row->outcome->rule->name)
COUNT(events, row->events)
COUNT(registered, counters_of(row)->registered)
COUNT(deregistered, counters_of(row)->deregistered)
COUNT(rejected, counters_of(row)->actions[ACTION_REJECTED])
COUNT(peak_len, counters_of(row)->peak_len)
COUNT(final_len, row->outcome->vector.len)
COUNT(final_cap, row->outcome->vector.cap)
COUNT(grows, counters_grows(counters_of(row)))
COUNT(shrinks, counters_shrinks(counters_of(row)))
COUNT(reallocs, counters_grows(counters_of(row)) + counters_shrinks(counters_of(row)))
COUNT(moves, counters_moves(counters_of(row)))
COUNT(copied_bytes, counters_of(row)->copied_bytes)
COUNT(shrink_noops, counters_of(row)->actions[ACTION_NOOP])
COUNT(failed_shrinks, counters_of(row)->actions[ACTION_FAILED])
COUNT(regrows, counters_of(row)->regrows)
COUNT(peak_wasted_slots, counters_of(row)->peak_wasted)
COUNT(freed_slots, counters_freed_slots(counters_of(row)))
COUNT(freed_bytes, counters_freed_bytes(counters_of(row)))
COUNT(freed_pages, counters_of(row)->freed_pages)
COUNT(peak_held_bytes, counters_of(row)->peak_held)

COUNT(freed_bytes_when_empty, counters_of(row)->freed_bytes_when_empty)
COUNT(largest_copy_bytes, counters_of(row)->largest_copy_bytes)
COUNT(max_reallocs_per_minute, counters_of(row)->peak_minute_reallocs)
TEXT(kernel, row->machine->kernel->name)
TEXT(arch, machine_arch_name(row->machine->arch))
COUNT(page_size, row->machine->page_size)
COUNT(row, row->number)
TEXT(study, row->study)

COUNT(duration_s, row->duration_ns)
COUNT(wasted_slot_seconds, wasted_ns(row))

enum { MEAN_DECIMALS = 6, SECOND_DECIMALS = 9 };

/* A time average over the observation; over no time, the final state. */
static number_i128 mean(const struct row *row, number_u128 integral_ns, int64_t final) {
    number_u128 duration = (number_u128)row->duration_ns;
    return (number_i128)(duration > 0 ? number_rounded(integral_ns, duration, MEAN_DECIMALS)
                                      : number_rounded((number_u128) final, 1, MEAN_DECIMALS));
}

static number_i128 mean_wasted_slots(const struct row *row) {
    const struct vector *vector = &row->outcome->vector;
    return mean(row, wasted_ns(row), vector->cap - vector->len);
}

static number_i128 mean_held_bytes(const struct row *row) {
    return mean(row, counters_of(row)->held_ns, row->outcome->vector.buffer.held_bytes);
}

/* The hull at this row's cost; 0 when it was not asked for, or no time passed. */
static number_i128 optimal(const struct row *row, enum goal goal, number_u128 used_ns) {
    const struct foresight_bound *bound = &row->outcome->bounds[goal];
    if (bound->parts == 0 || row->duration_ns == 0)
        return 0;
    return (number_i128)number_rounded(bound->area_ns - used_ns * bound->parts,
                                       (number_u128)row->duration_ns * bound->parts, MEAN_DECIMALS);
}

static number_i128 optimal_held_bytes(const struct row *row) {
    return optimal(row, GOAL_HELD, 0);
}

static number_i128 optimal_wasted_slots(const struct row *row) {
    return optimal(row, GOAL_WASTE, counters_of(row)->len_ns);
}

#define TEXT_COLUMN(id, what)                                                                      \
    { .name = #id, .summary = what, .text = id }
#define COLUMN(id, what)                                                                           \
    { .name = #id, .summary = what, .number = id }
#define FIGURE(id, what)                                                                           \
    { .name = #id, .summary = what, .number = id, .figure = true }
#define OPTIMAL(id, what)                                                                          \
    {                                                                                              \
        .name = #id, .summary = what, .number = id, .decimals = MEAN_DECIMALS, .figure = true,     \
        .of_optimum = true                                                                         \
    }
#define DECIMALS(id, what, digits)                                                                 \
    { .name = #id, .summary = what, .number = id, .decimals = digits, .figure = true }

const struct column columns[] = {
    TEXT_COLUMN(workload, "the workload as given; - for standard input"),
    COLUMN(replication, "number of the replication, from 1"),
    COLUMN(seed, "the seed; empty if nothing is random"),
    TEXT_COLUMN(context, "the binder context"),
    TEXT_COLUMN(policy, "the policy, with every parameter that differs from its default"),
    DECIMALS(duration_s, "simulated time", SECOND_DECIMALS),
    FIGURE(events, "events in this context"),
    FIGURE(registered, "registrations that took effect"),
    FIGURE(deregistered, "deregistrations that took effect"),
    FIGURE(rejected, "registrations rejected because a growth found no memory"),
    FIGURE(peak_len, "largest length"),
    FIGURE(final_len, "length at the end"),
    FIGURE(final_cap, "capacity at the end"),
    FIGURE(grows, "capacity increases, including allocations from capacity 0"),
    FIGURE(shrinks, "capacity decreases, including frees at target 0"),
    FIGURE(reallocs, "grows + shrinks"),
    FIGURE(moves, "reallocs that copied the entries to another buffer"),
    FIGURE(copied_bytes, "bytes copied by moves"),
    FIGURE(shrink_noops, "requested shrinks that kept the capacity"),
    FIGURE(failed_shrinks, "requested shrinks that found no memory"),
    FIGURE(regrows, "growths right after a shrink: thrash"),
    DECIMALS(mean_wasted_slots, "cap - len: time average", MEAN_DECIMALS),
    FIGURE(peak_wasted_slots, "cap - len: maximum"),
    DECIMALS(wasted_slot_seconds, "cap - len: integral over time", SECOND_DECIMALS),
    FIGURE(freed_slots, "slots freed by shrinks"),
    FIGURE(freed_bytes, "bytes returned to the allocator by shrinks"),
    FIGURE(freed_pages, "whole pages returned by shrinks"),
    DECIMALS(mean_held_bytes, "bytes the allocator sets aside for the buffer: time average",
             MEAN_DECIMALS),
    FIGURE(peak_held_bytes, "bytes the allocator sets aside for the buffer: maximum"),
    FIGURE(freed_bytes_when_empty, "of freed_bytes: freed when the vector was empty"),
    FIGURE(largest_copy_bytes, "most bytes copied by one move"),
    FIGURE(max_reallocs_per_minute, "most reallocs in one minute"),
    TEXT_COLUMN(kernel, "the kernel profile"),
    TEXT_COLUMN(arch, "the machine's architecture"),
    COLUMN(page_size, "bytes per page"),
    OPTIMAL(optimal_held_bytes,
            "with an optimum: fewest mean held bytes of any schedule with as many moves"),
    OPTIMAL(optimal_wasted_slots,
            "with an optimum: fewest mean wasted slots of any schedule with as many reallocs"),
    COLUMN(row, "number of the row in the whole study, from 1"),
    TEXT_COLUMN(study, "the study's number of rows and a hash of everything that determines them"),
};
const int column_count = sizeof columns / sizeof *columns;

/* After workload, replication, seed, context and policy. */
const int column_first_figure = 5;

number_i128 column_number(int column, const struct row *row) {
    const number_i128 *figures = row->outcome->figures;
    return figures && columns[column].figure ? figures[column] : columns[column].number(row);
}

bool column_write(int column, const struct row *row, char text[NUMBER_TEXT]) {
    const struct column *of = &columns[column];
    bool missing = of->figure ? row->outcome->failed : of->number == seed && !row->random;
    text[0] = '\0';
    if (!missing)
        number_write(text, column_number(column, row), of->decimals);
    return !missing;
}

void column_write_words(int column, FILE *stream) {
    for (const char *at = columns[column].name; *at; at++)
        fputc(*at == '_' ? ' ' : *at, stream);
}

int column_look_up(const char *name, size_t bytes) {
    for (int i = 0; i < column_count; i++)
        if (strlen(columns[i].name) == bytes && memcmp(columns[i].name, name, bytes) == 0)
            return i;
    return -1;
}

int column_find(const char *name) {
    int column = column_look_up(name, strlen(name));
    if (column < 0)
        abort();
    return column;
}

void column_hint(const char *name, size_t bytes) {
    struct nearest nearest = nearest_to(name, bytes);
    for (int i = 0; i < column_count; i++)
        nearest_offer(&nearest, columns[i].name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list columns lists them");
}

struct row column_row(const struct cell *cell, int context, size_t policy, const char *study) {
    const struct cell_context *of = &cell->contexts[context];
    uint64_t before = cell->rows_before + (uint64_t)context * cell->policy_count;
    return (struct row){.workload = cell->workload->name,
                        .number = before + cell->policy_at + policy + 1,
                        .study = study,
                        .replication = cell->replication,
                        .seed = cell->workload->seed,
                        .random = cell->random,
                        .context = of->name,
                        .policy = cell->policy_at + policy,
                        .outcome = &of->outcomes[policy],
                        .duration_ns = cell->duration_ns,
                        .events = of->registered + of->deregistered,
                        .machine = &cell->workload->machine};
}
