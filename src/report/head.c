/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/head.h"

#include <string.h>

#include "base/memstream.h"
#include "model/kernel.h"
#include "results/sheet.h"

static void write_seconds(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_ratio(text, (number_u128)ns, 1000000000, 1);
    fputs(text, stream);
}

void head_write_machine(FILE *stream, const struct machine *machine) {
    fprintf(stream, "kernel %s, %s, pages of %lld bytes", machine->kernel->name,
            machine_arch_name(machine->arch), (long long)machine->page_size);
}

char *head_title(const struct results *results, size_t workload, int context) {
    struct memstream title;
    memstream_open(&title);
    results_write_workload(results, workload, title.stream);
    fprintf(title.stream, ", context %s", results->summaries[workload]->contexts[context].name);
    return memstream_close(&title);
}

static void write_run(FILE *stream, const struct summary *summary, int context,
                      const struct workload *workload) {
    const struct summary_context *of = &summary->contexts[context];
    bool several = summary->replications > 1;
    if (several)
        fprintf(stream, "%llu replications%s", (unsigned long long)summary->replications,
                of->count > 0 ? " of " : "");
    if (of->count > 0) {
        write_seconds(stream, of->shortest_ns);
        if (of->longest_ns > of->shortest_ns) {
            fputs(" to ", stream);
            write_seconds(stream, of->longest_ns);
        }
        fputs(" s", stream);
    }
    if (several || of->count > 0)
        fputs(summary->random ? ", " : "; ", stream);
    if (summary->random)
        fprintf(stream, "seed %llu; ", (unsigned long long)workload->seed);
    head_write_machine(stream, &workload->machine);
    fputc('\n', stream);
}

/* Writes a fact between two texts, of which the second is for a count of 1 or for any other. */
static void write_fact(FILE *stream, const struct summary *summary, int context,
                       enum summary_fact fact, const char *before, const char *one,
                       const char *others) {
    struct estimate estimate = summary_fact(summary, context, fact);
    char text[NUMBER_TEXT];
    sheet_write_mean(&estimate, 1, text);
    fprintf(stream, "%s%s%s", before, text, strcmp(text, "1") == 0 ? one : others);
}

static void write_facts(FILE *stream, const struct summary *summary, int context) {
    const struct summary_context *of = &summary->contexts[context];
    if (of->count == 0)
        return;
    write_fact(stream, summary, context, FACT_REGISTERED, "", " registration", " registrations");
    write_fact(stream, summary, context, FACT_DEREGISTERED, ", ", " deregistration",
               " deregistrations");
    if (!of->rejected) {
        write_fact(stream, summary, context, FACT_PEAK, "; peak length ", "", "");
        write_fact(stream, summary, context, FACT_FINAL, ", final length ", "", "");
    }
    fputc('\n', stream);
}

void head_write(FILE *stream, const struct results *results, size_t workload, int context) {
    const struct summary *summary = results->summaries[workload];
    write_run(stream, summary, context, results->setup.workloads[workload]);
    write_facts(stream, summary, context);
    if (summary->replications > 1)
        fputs("Means +- half-widths of 95 % confidence intervals.\n", stream);
}

void head_write_differences(FILE *stream, const struct results *results, size_t workload) {
    const struct summary *summary = results->summaries[workload];
    bool paired = summary->replications > 1;
    fprintf(stream, "%s from %s%s:", paired ? "Paired differences" : "Differences",
            results->setup.policies[summary->baseline]->rule->name,
            paired ? " (~: not distinguishable from zero)" : "");
}
