/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture/starter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"

extern char **environ;

/* As large as a program's arguments may be. */
enum { MOST_BYTES = 128 << 10, MOST_VALUES = 16 };

/* Kept for gnuplot, its libraries and the font libraries.  Not kept: what changes a picture, such
 * as GNUTERM and GNUPLOT_LIB, and the user's locale. */
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

static void clean_environment(void) {
    static char *clean[KEPT + 2], locale[] = "LC_ALL=C.UTF-8";
    size_t count = 0;
    for (size_t i = 0; i < KEPT; i++)
        for (char **variable = environ; *variable; variable++)
            if (strncmp(*variable, kept[i], strlen(kept[i])) == 0) {
                clean[count++] = *variable;
                break;
            }
    clean[count] = locale;
    environ = clean;
}

/* In a child: dies with the parent, even if the parent has ended already. */
static bool die_with(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return false;
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    return true;
}

/* In the child: becomes gnuplot, or returns with errno set. */
static void become(const struct starter_scripts *scripts, const struct starter_job *job) {
    char paths[2][32];
    const char *arguments[6 + 2 + MOST_VALUES] = {
        /* -d: without the user's own settings, so that the same command draws the same picture. */
        "gnuplot", "-d", "-c", scripts->program, scripts->scripts[job->script]};
    size_t count = 5;
    for (int i = STARTER_DRAWN; i <= STARTER_RESULTS; i++) {
        snprintf(paths[i], sizeof paths[i], "/dev/fd/%d", job->files[i]);
        arguments[count++] = paths[i];
        if (fcntl(job->files[i], F_SETFD, 0) != 0)
            return;
    }
    for (size_t at = 0; at < job->value_bytes && count < sizeof arguments / sizeof *arguments - 1;
         at += strlen(job->values + at) + 1)
        arguments[count++] = job->values + at;
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input < 0 || dup2(input, STDIN_FILENO) < 0 ||
        dup2(job->files[STARTER_OUTPUT], STDOUT_FILENO) < 0 ||
        dup2(job->files[STARTER_ERRORS], STDERR_FILENO) < 0 ||
        (job->script != scripts->here && chdir("/") != 0))
        return;
    execvp(arguments[0], (char *const *)arguments);
}

/* Forks gnuplot; returns its process id, or -1 with errno set. */
static pid_t start(const struct starter_scripts *scripts, const struct starter_job *job,
                   const sigset_t *signals) {
    int refusal[2], reason = 0;
    if (pipe(refusal) != 0)
        return -1;
    fcntl(refusal[0], F_SETFD, FD_CLOEXEC);
    fcntl(refusal[1], F_SETFD, FD_CLOEXEC);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        if (die_with(parent) && sigprocmask(SIG_SETMASK, signals, NULL) == 0)
            become(scripts, job);
        reason = errno;
        _exit(write(refusal[1], &reason, sizeof reason) < 0);
    }
    if (child < 0)
        reason = errno;
    close(refusal[1]);
    if (child > 0 && read(refusal[0], &reason, sizeof reason) < 0)
        reason = errno; /* nothing to read: gnuplot runs */
    close(refusal[0]);
    if (reason == 0)
        return child;
    if (child > 0)
        waitpid(child, NULL, 0);
    errno = reason;
    return -1;
}

/* Messages: the job's script and values with its files.  The answer is an errno, why gnuplot cannot
 * be started; if that is 0, gnuplot's status follows later. */

union rights {
    char bytes[CMSG_SPACE(STARTER_FILES * sizeof(int))];
    struct cmsghdr aligned;
};

/* Receives a job; its values lie in `room`.  Returns false when the other side has ended. */
static bool receive(int socket, struct starter_job *job, char *room) {
    union rights rights;
    struct iovec parts[] = {{&job->script, sizeof job->script}, {room, MOST_BYTES}};
    struct msghdr message = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = &rights, .msg_controllen = sizeof rights};
    ssize_t bytes = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    const struct cmsghdr *files = bytes > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!files || files->cmsg_len != CMSG_LEN(sizeof job->files) ||
        (size_t)bytes <= sizeof job->script || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return false;
    memcpy(job->files, CMSG_DATA(files), sizeof job->files);
    job->values = room;
    job->value_bytes = (size_t)bytes - sizeof job->script;
    room[job->value_bytes - 1] = '\0';
    return true;
}

/* Waits for gnuplot to end.  Ends it when nobody waits for it any more, and returns false. */
static bool await(int socket, int signals, pid_t child, int *status) {
    struct pollfd ends[] = {{.fd = socket, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    while (waitpid(child, status, WNOHANG) == 0) {
        struct signalfd_siginfo signal;
        bool waited = poll(ends, 2, -1) > 0 && ends[0].revents == 0;
        if (!waited || read(signals, &signal, sizeof signal) < 0) {
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
            return false;
        }
    }
    return true;
}

/* The process: runs gnuplot for one job after another, until nobody asks for more. */
_Noreturn static void serve(int socket, const struct starter_scripts *scripts,
                            const sigset_t *signals) {
    char *room = malloc(MOST_BYTES);
    struct starter_job job;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    signal(SIGCHLD, SIG_DFL); /* where it is ignored, it never comes */
    int ended = signalfd(-1, &ends, SFD_CLOEXEC);
    clean_environment();
    while (room && ended >= 0 && receive(socket, &job, room) && job.script < scripts->count) {
        pid_t child = start(scripts, &job, signals);
        int reason = child < 0 ? errno : 0, status = 0;
        for (int i = 0; i < STARTER_FILES; i++)
            close(job.files[i]);
        if (send(socket, &reason, sizeof reason, 0) < 0)
            break;
        if (child > 0 &&
            (!await(socket, ended, child, &status) || send(socket, &status, sizeof status, 0) < 0))
            break;
    }
    _exit(EXIT_SUCCESS);
}

bool starter_begin(struct starter *starter, const struct starter_scripts *scripts) {
    int ends[2];
    sigset_t all, signals;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    /* The program handles signals; gnuplot gets them back. */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &signals);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        close(ends[0]);
        if (die_with(parent))
            serve(ends[1], scripts, &signals);
        _exit(EXIT_FAILURE);
    }
    int reason = errno;
    sigprocmask(SIG_SETMASK, &signals, NULL);
    close(ends[1]);
    if (child < 0)
        close(ends[0]);
    else
        *starter = (struct starter){child, ends[0]};
    errno = reason;
    return child > 0;
}

/* Receives the next answer.  Returns false with errno set. */
static bool answer(const struct starter *starter, int *number) {
    ssize_t bytes;
    do
        bytes = recv(starter->socket, number, sizeof *number, 0);
    while (bytes < 0 && errno == EINTR && !interrupt_arrived());
    if (bytes == 0)
        errno = EPIPE; /* it has ended, or was ended */
    return bytes == sizeof *number;
}

bool starter_start(struct starter *starter, const struct starter_job *job) {
    union rights rights = {.bytes = {0}};
    struct iovec parts[] = {{(void *)&job->script, sizeof job->script},
                            {(void *)job->values, job->value_bytes}};
    struct msghdr message = {
        .msg_iov = parts, .msg_iovlen = 2, .msg_control = &rights, .msg_controllen = sizeof rights};
    struct cmsghdr *files = CMSG_FIRSTHDR(&message);
    files->cmsg_level = SOL_SOCKET;
    files->cmsg_type = SCM_RIGHTS;
    files->cmsg_len = CMSG_LEN(sizeof job->files);
    memcpy(CMSG_DATA(files), job->files, sizeof job->files);
    int reason;
    if (job->value_bytes > MOST_BYTES)
        errno = E2BIG;
    else if (sendmsg(starter->socket, &message, MSG_NOSIGNAL) >= 0 && answer(starter, &reason)) {
        errno = reason;
        return reason == 0;
    }
    return false;
}

bool starter_await(struct starter *starter, int *status) {
    if (!interrupt_await(starter->socket) || !answer(starter, status)) {
        starter_end(starter);
        return false;
    }
    return true;
}

void starter_end(struct starter *starter) {
    if (starter->process <= 0)
        return;
    shutdown(starter->socket, SHUT_RDWR); /* also where the other end holds it open */
    close(starter->socket);
    while (waitpid(starter->process, NULL, 0) < 0 && errno == EINTR)
        ;
    *starter = (struct starter){.socket = -1};
}
