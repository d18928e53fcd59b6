/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/interrupt.h"

extern char **environ;

/* A gnuplot that runs. */
struct gnuplot {
    pid_t pid;
    int input, output; /* our ends */
    FILE *errors;      /* what it says */
};

static bool make_pipe(int ends[2]) {
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

static int spawn(struct gnuplot *gnuplot, int input, int output) {
    /* -d: without the user's own settings, so that the same command draws the same picture. */
    static char *const arguments[] = {"gnuplot", "-d", "-", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(gnuplot->errors), STDERR_FILENO);
    int problem = posix_spawnp(&gnuplot->pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

static bool start(struct gnuplot *gnuplot) {
    int input[2] = {-1, -1}, output[2] = {-1, -1};
    gnuplot->errors = tmpfile();
    int problem = 0;
    if (!gnuplot->errors || !make_pipe(input) || !make_pipe(output))
        problem = errno;
    else
        problem = spawn(gnuplot, input[0], output[1]);
    if (input[0] >= 0)
        close(input[0]);
    if (output[1] >= 0)
        close(output[1]);
    gnuplot->input = input[1];
    gnuplot->output = output[0];
    if (problem != 0) {
        diag_system("gnuplot cannot be started: %s", strerror(problem));
        diag_hint("pictures need it: apt-get install gnuplot-nox, or gnuplot");
    }
    return problem == 0;
}

/* gnuplot reads everything before it prints, so that neither waits for the other. */
static void write_all(int file, const char *text, size_t bytes) {
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignore, &before);
    while (bytes > 0 && !interrupt_arrived()) {
        ssize_t done = write(file, text, bytes);
        if (done < 0 && errno != EINTR)
            break; /* gnuplot has ended, and tells why */
        text += done > 0 ? done : 0;
        bytes -= done > 0 ? (size_t)done : 0;
    }
    sigaction(SIGPIPE, &before, NULL);
}

static size_t copy_picture(int file, FILE *picture) {
    char block[16 << 10];
    size_t bytes = 0;
    for (ssize_t got; !interrupt_arrived() && (got = read(file, block, sizeof block)) != 0;) {
        if (got < 0 && errno != EINTR)
            break;
        if (got > 0)
            bytes += fwrite(block, 1, (size_t)got, picture);
    }
    return bytes;
}

static void report(const struct gnuplot *gnuplot, int status) {
    char line[256];
    if (WIFSIGNALED(status))
        diag_system("gnuplot could not draw the picture: signal %d ended it", WTERMSIG(status));
    else if (status != 0)
        diag_system("gnuplot could not draw the picture: it ended with status %d",
                    WEXITSTATUS(status));
    else
        diag_system("gnuplot drew no picture: its script is to draw into the file `output`");
    rewind(gnuplot->errors);
    for (int shown = 0; shown < 10 && fgets(line, sizeof line, gnuplot->errors);) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")] == '\0')
            continue;
        diag_hint("%s", line);
        shown++;
    }
}

bool gnuplot_run(const char *text, size_t bytes, FILE *picture) {
    struct gnuplot gnuplot = {.input = -1, .output = -1};
    bool fine = start(&gnuplot);
    if (fine) {
        write_all(gnuplot.input, text, bytes);
        close(gnuplot.input);
        size_t drawn = copy_picture(gnuplot.output, picture);
        int status = 0;
        if (interrupt_arrived())
            kill(gnuplot.pid, SIGTERM);
        while (waitpid(gnuplot.pid, &status, 0) < 0 && errno == EINTR)
            ;
        fine = status == 0 && drawn > 0 && !interrupt_arrived();
        if (!fine && !interrupt_arrived())
            report(&gnuplot, status);
    } else if (gnuplot.input >= 0) {
        close(gnuplot.input);
    }
    if (gnuplot.output >= 0)
        close(gnuplot.output);
    if (gnuplot.errors)
        fclose(gnuplot.errors);
    return fine;
}
