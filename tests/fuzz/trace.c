/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace or log of any format, compressed or not: its first byte chooses the options.  Times never
 * go back, and only what is registered deregisters. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>

#include "trace/trace.h"

enum { MOST_ENTRIES = 1 << 16 };

static bool alive[MOST_ENTRIES];

static void check(const struct event *event, int64_t before_ns) {
    if (event->time_ns < before_ns || event->context >= LIMIT_CONTEXTS)
        abort();
    if (event->entry >= MOST_ENTRIES)
        return;
    if (alive[event->entry] == (event->kind == EVENT_REGISTER))
        abort();
    alive[event->entry] = event->kind == EVENT_REGISTER;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 1)
        return 0;
    const struct trace_options options = {.offset_ns = TRACE_OFFSET_NS,
                                          .native = bytes[0] & 1,
                                          .lenient = bytes[0] & 2,
                                          .only = bytes[0] & 4 ? "*a*" : NULL,
                                          .contexts = bytes[0] & 8 ? "binder,hwbinder" : NULL};
    struct contexts contexts = {.open = true};
    struct trace trace;
    struct event events[EVENT_BATCH];
    int64_t before_ns = 0;
    for (size_t i = 0; i < MOST_ENTRIES; i++)
        alive[i] = false;
    if (trace_init(&trace, fuzz_file(bytes + 1, count - 1), &options, &contexts))
        for (int got; (got = trace_fill(&trace, events, EVENT_BATCH)) > 0;)
            for (int i = 0; i < got; i++) {
                check(&events[i], before_ns);
                before_ns = events[i].time_ns;
            }
    trace_fini(&trace);
    contexts_fini(&contexts);
    fuzz_forget();
    return 0;
}
