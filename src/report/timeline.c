/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timeline.h"

#include <string.h>

#include "base/number.h"
#include "report/quote.h"

const char *timeline_action(enum action action) {
    static const char *const names[ACTIONS] = {
        [ACTION_NONE] = "none",     [ACTION_ALLOC] = "alloc",
        [ACTION_GROW] = "grow",     [ACTION_GROW_IN_PLACE] = "grow-in-place",
        [ACTION_SHRINK] = "shrink", [ACTION_SHRINK_MOVED] = "shrink-moved",
        [ACTION_FREE] = "free",     [ACTION_NOOP] = "noop",
        [ACTION_FAILED] = "failed", [ACTION_REJECTED] = "rejected",
    };
    return names[action];
}

const char timeline_header[] =
    "time_s,context,policy,event,len,cap,held_bytes,backing,moved,action\n";

void timeline_write(FILE *stream, const char *context, const char *policy,
                    const struct step *step) {
    const struct vector *after = &step->after;
    char time_s[NUMBER_TEXT];
    number_seconds(time_s, step->time_ns);
    fprintf(stream, "%s,", time_s);
    quote_write(stream, context, strlen(context));
    fputc(',', stream);
    quote_write(stream, policy, strlen(policy));
    fprintf(stream, ",%s,%lld,%lld,%lld,%s,%d,%s\n", step->registration ? "register" : "deregister",
            (long long)after->len, (long long)after->cap, (long long)after->buffer.held_bytes,
            memory_backing_name(after->buffer.backing), action_is_move(step->action),
            timeline_action(step->action));
}

static void begin(void *state, uint64_t replication, const struct contexts *contexts) {
    struct timeline *timeline = state;
    (void)contexts;
    timeline->replication = replication;
}

static void take_step(void *state, const char *context, const struct lane *lane,
                      const struct step *step) {
    const struct timeline *timeline = state;
    if (timeline->replications)
        fprintf(timeline->stream, "%llu,", (unsigned long long)timeline->replication);
    timeline_write(timeline->stream, context, lane->rule->name, step);
}

struct receiver timeline_receiver(struct timeline *timeline) {
    fprintf(timeline->stream, "%s%s", timeline->replications ? "replication," : "",
            timeline_header);
    return (struct receiver){.begin = begin, .step = take_step, .state = timeline};
}
