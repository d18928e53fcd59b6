/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/worstcase.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "model/kernel.h"
#include "report/quote.h"

number_i128 worstcase_mean(const struct worst *worst, int decimals) {
    if (worst->events == 0)
        return 0;
    return (number_i128)number_rounded((number_u128)worst->total, (number_u128)worst->events,
                                       decimals);
}

void worstcase_csv(const struct worstcases *cases, FILE *stream) {
    fputs("policy,max_length,states", stream);
    for (enum cost cost = 0; cost < COSTS; cost++) {
        const char *name = cost_names[cost];
        fprintf(stream, ",worst_%s_per_event,worst_%s_low,worst_%s_high,worst_%s_events", name,
                name, name, name);
    }
    fputc('\n', stream);
    for (const struct worstcase *at = cases->members; at < cases->members + cases->count; at++) {
        quote_write(stream, at->policy->rule->name, strlen(at->policy->rule->name));
        fprintf(stream, ",%" PRId64 ",", cases->max_length);
        if (!at->failed)
            fprintf(stream, "%" PRIu32, at->states);
        for (enum cost cost = 0; cost < COSTS; cost++) {
            const struct worst *worst = &at->worst[cost];
            char mean[NUMBER_TEXT];
            number_write(mean, worstcase_mean(worst, WORSTCASE_DECIMALS), WORSTCASE_DECIMALS);
            if (at->failed)
                fputs(",,,,", stream);
            else
                fprintf(stream, ",%s,%" PRId64 ",%" PRId64 ",%" PRId64, mean, worst->low,
                        worst->high, worst->events);
        }
        fputc('\n', stream);
    }
}

/* The table.  Of each cost it shows the mean, the lengths and the events of the round. */

enum { MEAN_WIDTH = 9, LENGTHS_WIDTH = 12, EVENTS_WIDTH = 8 };

static void print_headings(const struct worstcases *cases, int width, FILE *stream) {
    static const char *const headings[COSTS] = {"reallocs", "moves", "copied bytes"};
    fprintf(
        stream,
        "worst cases for lengths up to %" PRId64 "; kernel %s, %s, pages of %lld bytes\n\n%*s%10s",
        cases->max_length, cases->machine->kernel->name, machine_arch_name(cases->machine->arch),
        (long long)cases->machine->page_size, width, "", "");
    for (enum cost cost = 0; cost < COSTS; cost++)
        fprintf(stream, "    %-*s",
                cost + 1 < COSTS ? MEAN_WIDTH + LENGTHS_WIDTH + EVENTS_WIDTH : 0, headings[cost]);
    fprintf(stream, "\n%-*s%10s", width, "policy", "states");
    for (enum cost cost = 0; cost < COSTS; cost++)
        fprintf(stream, "    %*s%*s%*s", MEAN_WIDTH, "per event", LENGTHS_WIDTH, "lengths",
                EVENTS_WIDTH, "events");
    fputc('\n', stream);
}

static void print_worst(const struct worst *worst, FILE *stream) {
    enum { DECIMALS = 3 };
    char mean[NUMBER_TEXT], lengths[NUMBER_TEXT] = "-";
    number_write(mean, worstcase_mean(worst, DECIMALS), worst->events > 0 ? DECIMALS : 0);
    if (worst->events > 0)
        snprintf(lengths, sizeof lengths, "%" PRId64 "..%" PRId64, worst->low, worst->high);
    fprintf(stream, "    %*s%*s", MEAN_WIDTH, mean, LENGTHS_WIDTH, lengths);
    if (worst->events > 0)
        fprintf(stream, "%*" PRId64, EVENTS_WIDTH, worst->events);
    else
        fprintf(stream, "%*s", EVENTS_WIDTH, "-");
}

void worstcase_table(const struct worstcases *cases, FILE *stream) {
    int width = (int)strlen("policy");
    for (size_t i = 0; i < cases->count; i++) {
        const char *name = cases->members[i].policy->rule->name;
        int columns = utf8_columns(name, strlen(name));
        width = columns > width ? columns : width;
    }
    print_headings(cases, width, stream);
    for (const struct worstcase *at = cases->members; at < cases->members + cases->count; at++) {
        const char *name = at->policy->rule->name;
        int columns = utf8_columns(name, strlen(name));
        utf8_show(stream, name, strlen(name));
        if (at->failed) {
            fprintf(stream, "%*s%10s    failed\n", width - columns, "", "-");
            continue;
        }
        fprintf(stream, "%*s%10" PRIu32, width - columns, "", at->states);
        for (enum cost cost = 0; cost < COSTS; cost++)
            print_worst(&at->worst[cost], stream);
        fputc('\n', stream);
    }
}
