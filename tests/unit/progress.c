/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of progress, by a clock that the test sets: when they come, what they say, and how long
 * the rest takes at the pace so far. */
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

static const int64_t ms = 1000000;
static int64_t now_ms;

/* Stands in the place of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *time) {
    (void)clock;
    *time = (struct timespec){now_ms / 1000, (long)(now_ms % 1000 * ms)};
    return 0;
}

/* Whether this is what has been written to standard error since it was asked the last time. */
static bool is_told(const char *wanted) {
    static long at;
    char told[200];
    fflush(stderr);
    fseek(stderr, at, SEEK_SET);
    told[fread(told, 1, sizeof told - 1, stderr)] = '\0';
    bool same = strcmp(told, wanted) == 0;
    if (!same)
        printf("# told:   %s# wanted: %s", told, wanted);
    fseek(stderr, 0, SEEK_END);
    at = ftell(stderr);
    return same;
}

static bool tells(struct progress *progress, int64_t at_ms, const struct study_progress *study,
                  const char *wanted) {
    now_ms = at_ms;
    progress_tell(progress, study);
    return is_told(wanted);
}

static bool tells_work(struct progress *progress, int64_t at_ms, const char *wanted) {
    now_ms = at_ms;
    progress_tell_work(progress, "computing the optimum");
    return is_told(wanted);
}

static void try_lines(void) {
    struct progress progress;
    now_ms = 50000;
    progress_begin(&progress, PROGRESS_ALWAYS);
    const struct study_progress begun = {.cells = 560, .events = 2000000},
                                some = {.cells = 560, .done = 56, .events = 3000000},
                                planning = {.cells = 560, .done = 140, .planning = true},
                                all = {.cells = 560, .done = 560, .events = 80000000};
    tap_ok(tells(&progress, 50999, &some, ""), "nothing is told of a moment");
    tap_ok(tells(&progress, 51000, &begun, "kvsim: 0 of 560 runs, 2.0 million events per second\n"),
           "the first line comes after a second; of the rest nothing is known");
    tap_ok(tells(&progress, 51999, &some, ""), "the next one does not come before another second");
    /* 56 in 2 s, so the other 504 take 18 s. */
    tap_ok(tells(&progress, 52000, &some,
                 "kvsim: 56 of 560 runs, 1.5 million events per second, about 18 s left\n"),
           "what is left is what the rest takes at the pace so far");
    /* 140 in 4 s: 420 in 12 s. */
    tap_ok(tells(&progress, 54000, &planning,
                 "kvsim: 140 of 560 runs, computing the optimum, about 12 s left\n"),
           "so it is while an optimum is looked for");
    tap_ok(tells(&progress, 58000, &all,
                 "kvsim: 560 of 560 runs, 10.0 million events per second, about 0 s left\n"),
           "nothing is left of nothing");
    progress_end(&progress);
}

static void try_work(void) {
    struct progress progress;
    now_ms = 50000;
    progress_begin(&progress, PROGRESS_ALWAYS);
    tap_ok(tells_work(&progress, 50999, "") &&
               tells_work(&progress, 51000, "kvsim: computing the optimum, for 1 s\n") &&
               tells_work(&progress, 51500, "") &&
               tells_work(&progress, 60000, "kvsim: computing the optimum, for 10 s\n"),
           "work whose end is unknown is told with its time");
    progress_end(&progress);
}

static void try_silence(enum progress_when when, const char *name) {
    const struct study_progress some = {.cells = 560, .done = 56};
    struct progress progress;
    now_ms = 0;
    progress_begin(&progress, when);
    tap_ok(tells(&progress, 5000, &some, "") && tells_work(&progress, 9000, ""), "%s: nothing",
           name);
    progress_end(&progress);
}

int main(void) {
    char file[] = "/tmp/kvsim-progress.XXXXXX";
    int descriptor = mkstemp(file);
    if (descriptor < 0 || !freopen(file, "w+", stderr))
        return 99;
    close(descriptor);
    unlink(file);
    try_lines();
    try_work();
    try_silence(PROGRESS_NEVER, "never");
    try_silence(PROGRESS_AUTO, "auto, where there is no terminal");
    return tap_done();
}
