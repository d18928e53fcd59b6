/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a workload and makes its first events.  Times never go back. */
#include "fuzz.h"

#include <stdlib.h>

#include "workload/run.h"

enum { MOST_EVENTS = 20000 };

static void run(const struct workload *workload) {
    struct tapes *tapes = tapes_new();
    struct run *run = run_new(workload, 1, tapes);
    struct event events[EVENT_BATCH];
    int64_t before_ns = 0;
    int count = 0, got = 0;
    while (run && count < MOST_EVENTS && (got = run_next(run, events)) > 0) {
        for (int i = 0; i < got; i++) {
            if (events[i].time_ns < before_ns)
                abort();
            before_ns = events[i].time_ns;
        }
        count += got;
    }
    run_free(run);
    tapes_free(tapes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const struct workload_options options = {.trace = {.offset_ns = TRACE_OFFSET_NS}};
    struct workload *workload = workload_open(fuzz_file(bytes, count), &options);
    if (workload) {
        run(workload);
        workload_free(workload);
    }
    fuzz_forget();
    return 0;
}
