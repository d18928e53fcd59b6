/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each write to standard error is whole lines, so that messages of programs that share it do not
 * mix.  Standard error is a socket that keeps writes apart. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static pid_t start(const char *const words[], int from, int to) {
    pid_t child = fork();
    if (child == 0) {
        close(from);
        dup2(to, STDERR_FILENO);
        close(to);
        if (!freopen("/dev/null", "w", stdout))
            _exit(99);
        execv(words[0], (char **)words);
        _exit(98);
    }
    return child;
}

/* Returns whether a run with this many lines of messages writes whole lines only. */
static bool writes_whole_lines(const char *const words[], int wanted) {
    int ends[2], status = -1, lines = 0;
    bool whole = true;
    char bytes[8192];
    fflush(NULL);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
        return false;
    pid_t child = start(words, ends[0], ends[1]);
    close(ends[1]);
    for (ssize_t count; (count = read(ends[0], bytes, sizeof bytes)) > 0;) {
        whole = whole && bytes[count - 1] == '\n';
        for (ssize_t i = 0; i < count; i++)
            lines += bytes[i] == '\n';
    }
    close(ends[0]);
    waitpid(child, &status, 0);
    if (lines != wanted)
        printf("# %d lines, %d wanted\n", lines, wanted);
    return whole && WIFEXITED(status) && lines == wanted;
}

int main(void) {
    const char *program = getenv("KVSIM");
    if (!program)
        program = "./kvsim";
    const char *const misspelt[] = {program, "-w", "boot.yaml", "-p", "hysteresis:diviser=2", NULL};
    tap_ok(writes_whole_lines(misspelt, 5), "an error with its line, a caret and a hint");
    const char *const explained[] = {program, "-v", "-w", "boot.yaml", "-p", "none,exact", NULL};
    tap_ok(writes_whole_lines(explained, 5), "notes");
    return tap_done();
}
