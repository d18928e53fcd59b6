/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/head.h"

#include "model/kernel.h"
#include "report/sheet.h"

static void write_seconds(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_ratio(text, (number_u128)ns, 1000000000, 1);
    fputs(text, stream);
}

static void write_machine(FILE *stream, const struct workload *workload, bool random) {
    if (random)
        fprintf(stream, "seed %llu; ", (unsigned long long)workload->seed);
    fprintf(stream, "kernel %s, %s, pages of %lld bytes\n", workload->machine.kernel->name,
            machine_arch_name(workload->machine.arch), (long long)workload->machine.page_size);
}

void head_write_run(FILE *stream, const struct results *results, size_t workload, int context,
                    bool several) {
    const struct summary *summary = results->summaries[workload];
    const struct summary_context *of = &summary->contexts[context];
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
    write_machine(stream, results->setup.workloads[workload], summary->random);
}

void head_write_facts(FILE *stream, const struct results *results, size_t workload, int context) {
    static const char *const words[] = {" registrations, ", " deregistrations; longest ",
                                        ", at the end ", "\n"};
    const struct summary *summary = results->summaries[workload];
    for (int i = 0; i < FACTS && summary->contexts[context].count > 0; i++) {
        struct estimate estimate = summary_fact(summary, context, (enum summary_fact)i);
        char text[NUMBER_TEXT];
        sheet_write_mean(&estimate, 1, text);
        fprintf(stream, "%s%s", text, words[i]);
    }
}
