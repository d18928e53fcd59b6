/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/results.h"

#include "report/csv.h"
#include "report/json.h"
#include "report/table.h"

const struct results_format results_formats[] = {
    {"table", "for people", table_print},
    {"csv", "a row a policy and context, RFC 4180", csv_print},
    {"json", "the same, and what made it", json_print},
};
const int results_format_count = sizeof results_formats / sizeof *results_formats;

bool results_row(const struct results *results, int context, size_t policy, struct row *row) {
    const struct track *track = &results->pass->tracks[context];
    *row = (struct row){
        .workload = results->workload->name,
        .replication = results->pass->setup.replication,
        .seed = results->workload->seed,
        .context = track->name,
        .lane = &track->lanes[policy],
        .duration_ns = workload_end_ns(results->workload),
        .events = track->registered + track->deregistered,
    };
    return !row->lane->failed;
}
