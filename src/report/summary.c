/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/summary.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/student.h"
#include "report/column.h"

/* A figure's running statistics; NULL for a column that is a text or a name. */
struct figure {
    gsl_rstat_workspace *values, *differences;
};

struct summary_facts {
    gsl_rstat_workspace *values[FACTS];
};

struct summary_lane {
    struct truth truth;
    struct figure *figures; /* one a column */
};

void truth_add(struct truth *truth, const struct counters *counters) {
    const struct action_sum *free_sum = &counters->actions[ACTION_FREE];
    truth->freed_slots += counters_freed_slots(counters);
    truth->freed_bytes += counters_freed_bytes(counters);
    truth->freed_bytes_when_empty += free_sum->bytes;
    truth->shrinks += counters_shrinks(counters);
    truth->frees += free_sum->count;
}

static gsl_rstat_workspace *new_statistics(void) {
    gsl_rstat_workspace *statistics = gsl_rstat_alloc();
    if (!statistics)
        diag_no_memory();
    return statistics;
}

struct summary *summary_new(const struct cell *cell, int64_t baseline) {
    struct summary *summary = array_new(1, sizeof *summary);
    size_t lanes = (size_t)cell->context_count * cell->policy_count;
    *summary = (struct summary){.shortest_ns = INT64_MAX,
                                .policy_count = cell->policy_count,
                                .context_count = cell->context_count,
                                .contexts = array_new((size_t)cell->context_count, sizeof(char *)),
                                .lanes = array_new(lanes, sizeof *summary->lanes),
                                .baseline = baseline};
    summary->facts = array_new((size_t)cell->context_count, sizeof *summary->facts);
    for (int i = 0; i < cell->context_count * FACTS; i++)
        summary->facts[i / FACTS].values[i % FACTS] = new_statistics();
    for (int c = 0; c < cell->context_count; c++)
        summary->contexts[c] = array_text(cell->contexts[c].name, strlen(cell->contexts[c].name));
    for (size_t i = 0; i < lanes; i++) {
        struct figure *figures = array_new((size_t)column_count, sizeof *figures);
        for (int k = column_first_figure; k < column_count; k++) {
            figures[k].values = new_statistics();
            figures[k].differences = baseline >= 0 ? new_statistics() : NULL;
        }
        summary->lanes[i].figures = figures;
    }
    return summary;
}

static void free_lane(struct summary_lane *lane) {
    for (int k = column_first_figure; k < column_count; k++) {
        gsl_rstat_free(lane->figures[k].values);
        if (lane->figures[k].differences)
            gsl_rstat_free(lane->figures[k].differences);
    }
    free(lane->figures);
}

void summary_free(struct summary *summary) {
    if (!summary)
        return;
    for (int c = 0; c < summary->context_count; c++)
        free(summary->contexts[c]);
    for (int i = 0; i < summary->context_count * FACTS; i++)
        gsl_rstat_free(summary->facts[i / FACTS].values[i % FACTS]);
    free(summary->facts);
    for (size_t i = 0; i < (size_t)summary->context_count * summary->policy_count; i++)
        free_lane(&summary->lanes[i]);
    free(summary->contexts);
    free(summary->lanes);
    free(summary);
}

static struct summary_lane *lane_of(const struct summary *summary, int context, size_t policy) {
    return &summary->lanes[(size_t)context * summary->policy_count + policy];
}

/* A figure as the results print it, so that a summary is one of what people can see. */
static double figure_of(const struct cell *cell, int context, size_t policy, int column) {
    const struct row row = column_row(cell, context, policy);
    char text[NUMBER_TEXT];
    columns[column].number(&row, text);
    return strtod(text, NULL);
}

static void take_lane(struct summary *summary, const struct cell *cell, int context,
                      size_t policy) {
    const struct outcome *outcomes = cell->contexts[context].outcomes;
    struct summary_lane *lane = lane_of(summary, context, policy);
    if (outcomes[policy].failed)
        return;
    bool paired = summary->baseline >= 0 && !outcomes[summary->baseline].failed;
    truth_add(&lane->truth, &outcomes[policy].counters);
    for (int k = column_first_figure; k < column_count; k++) {
        double value = figure_of(cell, context, policy, k);
        gsl_rstat_add(value, lane->figures[k].values);
        if (paired)
            gsl_rstat_add(value - figure_of(cell, context, (size_t)summary->baseline, k),
                          lane->figures[k].differences);
    }
}

static void take_facts(struct summary_facts *facts, const struct cell_context *context,
                       size_t policies) {
    int64_t peak = 0;
    for (size_t p = 0; p < policies; p++)
        if (context->outcomes[p].counters.peak_len > peak)
            peak = context->outcomes[p].counters.peak_len;
    gsl_rstat_add((double)context->registered, facts->values[FACT_REGISTERED]);
    gsl_rstat_add((double)context->deregistered, facts->values[FACT_DEREGISTERED]);
    gsl_rstat_add((double)peak, facts->values[FACT_PEAK]);
    gsl_rstat_add((double)context->final_length, facts->values[FACT_FINAL]);
}

void summary_take(struct summary *summary, const struct cell *cell) {
    summary->replications++;
    if (cell->duration_ns < summary->shortest_ns)
        summary->shortest_ns = cell->duration_ns;
    if (cell->duration_ns > summary->longest_ns)
        summary->longest_ns = cell->duration_ns;
    assert(cell->context_count == summary->context_count);
    for (int c = 0; c < cell->context_count; c++)
        take_facts(&summary->facts[c], &cell->contexts[c], cell->policy_count);
    for (int c = 0; c < cell->context_count; c++)
        for (size_t p = 0; p < cell->policy_count; p++)
            take_lane(summary, cell, c, p);
}

static struct estimate estimate(gsl_rstat_workspace *statistics, uint64_t replications) {
    struct estimate estimate = {.count = statistics ? gsl_rstat_n(statistics) : 0};
    if (estimate.count == 0)
        return estimate;
    bool same = gsl_rstat_min(statistics) == gsl_rstat_max(statistics);
    estimate.constant = same && (estimate.count > 1 || replications == 1);
    estimate.mean = same ? gsl_rstat_min(statistics) : gsl_rstat_mean(statistics);
    if (estimate.count == 1 && !estimate.constant)
        estimate.half_width = INFINITY;
    if (!same) {
        double quantile = student_quantile(estimate.count - 1);
        estimate.half_width = quantile * gsl_rstat_sd(statistics) / sqrt((double)estimate.count);
    }
    return estimate;
}

struct estimate summary_value(const struct summary *summary, int context, size_t policy,
                              int column) {
    return estimate(lane_of(summary, context, policy)->figures[column].values,
                    summary->replications);
}

struct estimate summary_difference(const struct summary *summary, int context, size_t policy,
                                   int column) {
    return estimate(lane_of(summary, context, policy)->figures[column].differences,
                    summary->replications);
}

struct estimate summary_fact(const struct summary *summary, int context, enum summary_fact fact) {
    return estimate(summary->facts[context].values[fact], summary->replications);
}

const struct truth *summary_truth(const struct summary *summary, int context, size_t policy) {
    return &lane_of(summary, context, policy)->truth;
}

bool summary_is_narrow(const struct summary *summary, double part) {
    for (int c = 0; c < summary->context_count; c++)
        for (size_t p = 0; p < summary->policy_count; p++)
            for (int k = column_first_figure; k < column_count; k++) {
                struct estimate value = summary_value(summary, c, p, k);
                if (value.count > 0 && !value.constant &&
                    value.half_width > part * fabs(value.mean))
                    return false;
            }
    return true;
}
