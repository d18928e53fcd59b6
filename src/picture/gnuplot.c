/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/interrupt.h"
#include "base/scratch.h"

static struct starter starter;

bool gnuplot_begin(const struct starter_scripts *scripts) {
    if (starter_begin(&starter, scripts))
        return true;
    diag_system("cannot start gnuplot: %s", strerror(errno));
    return false;
}

void gnuplot_end(void) {
    starter_end(&starter);
}

static bool make_pipe(int ends[2]) {
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* Returns false with errno set when it cannot read all, or a signal ends the program. */
static bool copy_picture(int file, FILE *picture, size_t *bytes) {
    char block[16 << 10];
    ssize_t got = 1;
    *bytes = 0;
    while (got != 0 && interrupt_await(file)) {
        got = read(file, block, sizeof block);
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0)
            *bytes += fwrite(block, 1, (size_t)got, picture);
    }
    return got == 0;
}

static void report(int status, FILE *errors) {
    char line[256];
    if (WIFSIGNALED(status))
        diag_system("gnuplot failed to draw the plot: killed by signal %d", WTERMSIG(status));
    else if (status != 0)
        diag_system("gnuplot failed to draw the plot: exit status %d", WEXITSTATUS(status));
    else
        diag_system("gnuplot drew no plot: its script must draw to the file `output`");
    rewind(errors);
    for (int shown = 0; shown < 10 && fgets(line, sizeof line, errors);) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")] == '\0')
            continue;
        diag_hint("%s", line);
        shown++;
    }
}

/* Starts gnuplot, which writes into a pipe.  Returns the pipe's other end, or -1 with errno set. */
static int start(const struct gnuplot *gnuplot, FILE *errors) {
    int output[2];
    if (!make_pipe(output))
        return -1;
    const struct starter_job job = {
        .script = gnuplot->script,
        .values = gnuplot->values,
        .value_bytes = gnuplot->value_bytes,
        .files = {fileno(gnuplot->drawn), fileno(gnuplot->results), output[1], fileno(errors)},
    };
    bool fine = starter_start(&starter, &job);
    int reason = errno;
    close(output[1]);
    if (!fine)
        close(output[0]);
    errno = reason;
    return fine ? output[0] : -1;
}

static bool draw(const struct gnuplot *gnuplot, FILE *errors, FILE *picture) {
    int output = start(gnuplot, errors), status = 0;
    if (output < 0 && !interrupt_arrived()) {
        int reason = errno;
        diag_system("cannot start gnuplot: %s", strerror(reason));
        if (reason == ENOENT)
            diag_hint("plots need it: apt-get install gnuplot-nox, or gnuplot");
    }
    if (output < 0)
        return false;
    size_t drawn;
    bool copied = copy_picture(output, picture, &drawn);
    int reason = errno;
    close(output);
    bool ended = starter_await(&starter, &status);
    if (interrupt_arrived())
        return false;
    if (!ended)
        diag_system("gnuplot failed to draw the plot: it was killed");
    else if (!copied)
        diag_system("cannot read what gnuplot draws: %s", strerror(reason));
    else if (status != 0 || drawn == 0)
        report(status, errors);
    return ended && copied && status == 0 && drawn > 0;
}

bool gnuplot_run(const struct gnuplot *gnuplot, FILE *picture) {
    FILE *errors = scratch_open();
    bool fine = errors && draw(gnuplot, errors, picture);
    if (errors)
        fclose(errors);
    return fine;
}
