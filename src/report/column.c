/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/column.h"

#include <stdlib.h>
#include <string.h>

static const struct counters *counters_of(const struct row *row) {
    return &row->outcome->counters;
}

static number_i128 mean(const struct row *row, number_u128 integral_ns, int64_t final,
                        int decimals) {
    if (row->duration_ns > 0)
        return (number_i128)number_rounded(integral_ns, (number_u128)row->duration_ns, decimals);
    return (number_i128)number_rounded((number_u128) final, 1, decimals);
}

static number_u128 wasted_ns(const struct row *row) {
    return counters_of(row)->cap_ns - counters_of(row)->len_ns;
}

number_i128 column_mean_wasted(const struct row *row, int decimals) {
    const struct vector *vector = &row->outcome->vector;
    return mean(row, wasted_ns(row), vector->cap - vector->len, decimals);
}

number_i128 column_mean_held(const struct row *row, int decimals) {
    return mean(row, counters_of(row)->held_ns, row->outcome->vector.buffer.held_bytes, decimals);
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

COUNT(duration_s, row->duration_ns)
COUNT(wasted_slot_seconds, wasted_ns(row))

enum { MEAN_DECIMALS = 6, SECOND_DECIMALS = 9 };

static number_i128 mean_wasted_slots(const struct row *row) {
    return column_mean_wasted(row, MEAN_DECIMALS);
}

static number_i128 mean_held_bytes(const struct row *row) {
    return column_mean_held(row, MEAN_DECIMALS);
}

/* The hull at this row's cost; 0 where it was not asked for, or there is no time. */
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
#define OPTIMAL(id, what)                                                                          \
    { .name = #id, .summary = what, .number = id, .decimals = MEAN_DECIMALS, .of_optimum = true }
#define DECIMALS(id, what, digits)                                                                 \
    { .name = #id, .summary = what, .number = id, .decimals = digits }

const struct column columns[] = {
    TEXT_COLUMN(workload, "the workload as given, - for standard input"),
    COLUMN(replication, "counted from 1"),
    COLUMN(seed, "the master seed"),
    TEXT_COLUMN(context, "the binder context"),
    TEXT_COLUMN(policy, "the policy, with the parameters that differ from its defaults"),
    DECIMALS(duration_s, "how long the observation is", SECOND_DECIMALS),
    COLUMN(events, "events of this context"),
    COLUMN(registered, "registrations that took effect"),
    COLUMN(deregistered, "deregistrations that took effect"),
    COLUMN(rejected, "registrations refused because growth found no memory"),
    COLUMN(peak_len, "most entries"),
    COLUMN(final_len, "entries at the end"),
    COLUMN(final_cap, "slots at the end"),
    COLUMN(grows, "capacity increases, an allocation from capacity 0 included"),
    COLUMN(shrinks, "capacity decreases, the free at target 0 included"),
    COLUMN(reallocs, "grows + shrinks"),
    COLUMN(moves, "of these, how many put the entries into another buffer"),
    COLUMN(copied_bytes, "bytes copied by the moves"),
    COLUMN(shrink_noops, "the policy asked and by rule the capacity stayed"),
    COLUMN(failed_shrinks, "the policy asked and the shrink got no memory"),
    COLUMN(regrows, "grows whose previous capacity change was a shrink: thrash"),
    DECIMALS(mean_wasted_slots, "cap - len: time average", MEAN_DECIMALS),
    COLUMN(peak_wasted_slots, "cap - len: maximum"),
    DECIMALS(wasted_slot_seconds, "cap - len: integral over time", SECOND_DECIMALS),
    COLUMN(freed_slots, "slots given up by shrinks"),
    COLUMN(freed_bytes, "bytes that the allocator got back from shrinks"),
    COLUMN(freed_pages, "whole pages that it got back"),
    DECIMALS(mean_held_bytes, "bytes that the allocator holds for the buffer: time average",
             MEAN_DECIMALS),
    COLUMN(peak_held_bytes, "the same: maximum"),
    OPTIMAL(optimal_held_bytes,
            "with an optimum: the least held bytes of any schedule at these moves"),
    OPTIMAL(optimal_wasted_slots, "with one: the fewest wasted slots of any at these reallocs"),
};
const int column_count = sizeof columns / sizeof *columns;

/* Behind workload, replication, seed, context and policy. */
const int column_first_figure = 5;

void column_write(const struct column *column, const struct row *row, char text[NUMBER_TEXT]) {
    number_write(text, column->number(row), column->decimals);
}

int column_find(const char *name) {
    for (int i = 0; i < column_count; i++)
        if (strcmp(columns[i].name, name) == 0)
            return i;
    abort();
}

struct row column_row(const struct cell *cell, int context, size_t policy) {
    const struct cell_context *of = &cell->contexts[context];
    return (struct row){.workload = cell->workload->name,
                        .replication = cell->replication,
                        .seed = cell->workload->seed,
                        .context = of->name,
                        .outcome = &of->outcomes[policy],
                        .duration_ns = cell->duration_ns,
                        .events = of->registered + of->deregistered};
}
