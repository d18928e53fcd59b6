/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"

static const int64_t second_ns = 1000000000;

const char *const progress_names[PROGRESS_WHENS] = {
    [PROGRESS_AUTO] = "auto", [PROGRESS_ALWAYS] = "always", [PROGRESS_NEVER] = "never"};

bool progress_find(const char *name, enum progress_when *when) {
    for (int i = 0; i < PROGRESS_WHENS; i++)
        if (strcmp(progress_names[i], name) == 0) {
            *when = (enum progress_when)i;
            return true;
        }
    diag_error("--progress must be auto, always or never, not '%s'", name);
    return false;
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * second_ns + now.tv_nsec;
}

void progress_begin(struct progress *progress, enum progress_when when) {
    bool terminal = isatty(STDERR_FILENO);
    *progress =
        (struct progress){.wanted = when == PROGRESS_ALWAYS || (when == PROGRESS_AUTO && terminal),
                          .terminal = terminal,
                          .begin_ns = now_ns()};
    diag_before(progress_clear, progress);
}

void progress_end(struct progress *progress) {
    progress_clear(progress);
    diag_before(NULL, NULL);
}

/* Prints the time left, if the rest takes as long per part as what is done. */
static void print_left(const struct study_progress *study, double passed_s) {
    if (study->done == 0)
        return;
    double left_s = passed_s * (double)(study->cells - study->done) / (double)study->done;
    fprintf(stderr, ", about %.0f s left", left_s);
}

/* Returns whether it is time for a line, and begins the line then; sets how long everything has
 * taken. */
static bool begin_line(struct progress *progress, double *passed_s) {
    int64_t now = now_ns();
    int64_t last = progress->told_ns ? progress->told_ns : progress->begin_ns;
    if (!progress->wanted || now - last < second_ns)
        return false;
    progress->told_ns = now;
    *passed_s = (double)(now - progress->begin_ns) / (double)second_ns;
    fputs(progress->terminal ? "\r\033[K" : "", stderr);
    return true;
}

static void end_line(struct progress *progress) {
    fputs(progress->terminal ? "" : "\n", stderr);
    fflush(stderr);
    progress->shown = progress->terminal;
}

void progress_tell_work(struct progress *progress, const char *work) {
    double passed_s;
    if (!begin_line(progress, &passed_s))
        return;
    fprintf(stderr, "kvsim: %s, for %.0f s", work, passed_s);
    end_line(progress);
}

void progress_tell(struct progress *progress, const struct study_progress *study) {
    double passed_s;
    if (!begin_line(progress, &passed_s))
        return;
    fprintf(stderr, "kvsim: %llu of %llu runs, ", (unsigned long long)study->done,
            (unsigned long long)study->cells);
    if (study->planning)
        fputs("computing the optimum", stderr);
    else
        fprintf(stderr, "%.1f million events per second", (double)study->events / passed_s / 1e6);
    print_left(study, passed_s);
    end_line(progress);
}

void progress_clear(void *state) {
    struct progress *progress = state;
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown = false;
}
