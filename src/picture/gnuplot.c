/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/interrupt.h"
#include "base/scratch.h"

extern char **environ;

/* What gnuplot, its libraries and the libraries of fonts need.  What changes a picture, such as
 * GNUTERM and GNUPLOT_LIB, is not among it, nor is the user's locale. */
static const char *const kept[] = {
    "PATH=",
    "HOME=",
    "TMPDIR=",
    "LD_LIBRARY_PATH=",
    "FONTCONFIG_FILE=",
    "FONTCONFIG_PATH=",
    "XDG_CACHE_HOME=",
    "XDG_CONFIG_HOME=",
    "XDG_DATA_HOME=",
    "XDG_DATA_DIRS=",
};
enum { KEPT = sizeof kept / sizeof *kept };

/* The caller frees the array, whose texts are the environment's. */
static char **clean_environment(void) {
    static char locale[] = "LC_ALL=C.UTF-8";
    char **clean = array_new(KEPT + 2, sizeof *clean);
    size_t count = 0;
    for (size_t i = 0; i < KEPT; i++)
        for (char **variable = environ; *variable; variable++)
            if (strncmp(*variable, kept[i], strlen(kept[i])) == 0) {
                clean[count++] = *variable;
                break;
            }
    clean[count] = locale;
    return clean;
}

static bool make_pipe(int ends[2]) {
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* In the child: becomes gnuplot, or returns with errno set.  It dies with its parent, also when
 * that has ended already. */
static void become(const struct gnuplot *gnuplot, pid_t parent, int output, int errors,
                   char **environment) {
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || input < 0)
        return;
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    for (size_t i = 0; i < gnuplot->file_count; i++)
        if (fcntl(fileno(gnuplot->files[i]), F_SETFD, 0) != 0)
            return;
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(errors, STDERR_FILENO) < 0 || (gnuplot->folder && chdir(gnuplot->folder) != 0))
        return;
    environ = environment;
    execvp(gnuplot->arguments[0], (char *const *)gnuplot->arguments);
}

/* Forks gnuplot; returns its process id, or -1 with errno set. */
static pid_t start(const struct gnuplot *gnuplot, int output, int errors) {
    int refusal[2], reason = 0;
    if (!make_pipe(refusal))
        return -1;
    char **environment = clean_environment();
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        become(gnuplot, parent, output, errors, environment);
        reason = errno;
        _exit(write(refusal[1], &reason, sizeof reason) < 0);
    }
    if (child < 0)
        reason = errno;
    free(environment);
    close(refusal[1]);
    while (child > 0 && read(refusal[0], &reason, sizeof reason) < 0 && errno == EINTR)
        ; /* its end, when there is nothing to read: gnuplot runs */
    close(refusal[0]);
    if (reason == 0)
        return child;
    if (child > 0)
        waitpid(child, NULL, 0);
    errno = reason;
    return -1;
}

static size_t copy_picture(int file, FILE *picture) {
    char block[16 << 10];
    size_t bytes = 0;
    while (interrupt_await(file)) {
        ssize_t got = read(file, block, sizeof block);
        if (got <= 0)
            break;
        bytes += fwrite(block, 1, (size_t)got, picture);
    }
    return bytes;
}

/* The status with which it ends, which it is to do at once when the program is. */
static int await(pid_t child) {
    int status = 0;
    do {
        if (interrupt_arrived())
            kill(child, SIGKILL);
    } while (waitpid(child, &status, 0) < 0 && errno == EINTR);
    return status;
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

static bool draw(const struct gnuplot *gnuplot, FILE *errors, FILE *picture) {
    int output[2];
    pid_t child = -1;
    if (make_pipe(output)) {
        child = start(gnuplot, output[1], fileno(errors));
        int reason = errno;
        close(output[1]);
        if (child < 0)
            close(output[0]);
        errno = reason;
    }
    if (child < 0) {
        diag_system("cannot start gnuplot: %s", strerror(errno));
        diag_hint("plots need it: apt-get install gnuplot-nox, or gnuplot");
        return false;
    }
    size_t drawn = copy_picture(output[0], picture);
    close(output[0]);
    int status = await(child);
    if (interrupt_arrived())
        return false;
    if (status != 0 || drawn == 0)
        report(status, errors);
    return status == 0 && drawn > 0;
}

bool gnuplot_run(const struct gnuplot *gnuplot, FILE *picture) {
    FILE *errors = scratch_open();
    bool fine = errors && draw(gnuplot, errors, picture);
    if (errors)
        fclose(errors);
    return fine;
}
