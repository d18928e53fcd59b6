/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/shrinks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memstream.h"
#include "base/number.h"
#include "base/plural.h"
#include "report/quote.h"
#include "report/steptext.h"

static void write_seconds(FILE *stream, int64_t ns) {
    char text[NUMBER_TEXT];
    number_seconds(text, ns);
    number_shorten(text);
    fputs(text, stream);
}

/* Writes why there is no shrink to show. */
static void write_absence(FILE *stream, const struct row *row, const struct highlights *highlights,
                          int64_t at_ns) {
    long long asked = (long long)row->outcome->counters.deregistered;
    if (at_ns >= 0) {
        fputs("no shrink up to ", stream);
        write_seconds(stream, at_ns);
        fputs(" s", stream);
    } else if (highlights->asked_for > 0) {
        fprintf(stream,
                "never shrank, though it requested %lld %s: ", (long long)highlights->asked_for,
                plural((uint64_t)highlights->asked_for, "shrink", "shrinks"));
        steptext_reason(stream, &highlights->largest.step);
    } else if (asked > 0) {
        fprintf(stream, "never shrank: no shrink requested in %lld %s", asked,
                plural((uint64_t)asked, "deregistration", "deregistrations"));
    } else {
        fputs("never shrank: no deregistration", stream);
    }
}

/* Returns the shrink to show, or NULL. */
static const struct step *choose(const struct highlights *highlights, int64_t at_ns) {
    const struct highlight *chosen = at_ns < 0 ? &highlights->largest : &highlights->latest;
    return chosen->number > 0 && action_is_realloc(chosen->step.action) ? &chosen->step : NULL;
}

/* Writes a row.  Returns whether it has a shrink. */
static bool write_row(FILE *stream, const struct row *row, const struct highlights *highlights,
                      int64_t at_ns) {
    static const struct step none;
    const struct step *shown = choose(highlights, at_ns), *step = shown ? shown : &none;
    const char *names[] = {row->context, row->outcome->rule->name};
    struct memstream reason;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        quote_write(stream, names[i], strlen(names[i]));
        fputc(',', stream);
    }
    if (shown)
        write_seconds(stream, step->time_ns);
    fprintf(stream, ",%lld,%lld,%lld,%lld,%lld,%s,%s,", (long long)step->after.len,
            (long long)step->before.cap, (long long)step->after.cap,
            (long long)step->before.buffer.held_bytes, (long long)step->after.buffer.held_bytes,
            memory_backing_name(step->before.buffer.backing),
            memory_backing_name(step->after.buffer.backing));
    memstream_open(&reason);
    if (shown)
        steptext_reason(reason.stream, step);
    else
        write_absence(reason.stream, row, highlights, at_ns);
    char *text = memstream_close(&reason);
    quote_write(stream, text, strlen(text));
    fputc('\n', stream);
    free(text);
    return shown != NULL;
}

bool shrinks_write(const struct results *results, const struct cell *cell, int64_t at_ns,
                   FILE *stream) {
    struct row row;
    bool any = false;
    fputs("context,policy,time_s,len,cap_before,cap_after,held_before,held_after,backing_before,"
          "backing_after,reason\n",
          stream);
    for (int c = 0; c < cell->context_count; c++) {
        const struct cell_context *context = &cell->contexts[c];
        size_t count = results_shown_count(results, cell->variant, c, cell->policy_count);
        for (size_t i = 0; i < count && context->registered + context->deregistered > 0; i++) {
            size_t policy = results_shown(results, cell->variant, c, i);
            if (results_row(results, cell, c, policy, &row) && !row.outcome->failed)
                any |= write_row(stream, &row, &context->highlights[policy], at_ns);
        }
    }
    return any;
}
