/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* ppoll */
#include "base/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"

static atomic_int arrived; /* free of locks, so a handler may set it */
static void (*clean_up)(void);

static void end(int number) {
    (void)number;
    clean_up();
    _exit(STATUS_INTERRUPTED);
}

/* Ends the program after some processor time; 0: never.  On Linux a bare system call, which a
 * handler may make. */
static void end_after_ms(int ms) {
    setitimer(ITIMER_PROF, &(struct itimerval){.it_value.tv_usec = ms * 1000}, NULL);
}

/* The first signal asks the program to end, the second ends it. */
static void on_interrupt(int number) {
    int before = errno;
    if (atomic_exchange(&arrived, 1))
        end(number);
    end_after_ms(INTERRUPT_WORK_MS);
    errno = before;
}

static void on_end(int number) {
    clean_up();
    signal(number, SIG_DFL);
    raise(number);
}

static void catch_signal(int number, void (*handler)(int)) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
        return;
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void interrupt_init(void (*clean)(void)) {
    clean_up = clean;
    catch_signal(SIGINT, on_interrupt);
    catch_signal(SIGTERM, on_interrupt);
    catch_signal(SIGHUP, on_interrupt);
    catch_signal(SIGPROF, end);
    catch_signal(SIGPIPE, on_end);
    catch_signal(SIGQUIT, on_end);
    signal(SIGXFSZ, SIG_IGN); /* then a write beyond the limit fails with an error */
}

bool interrupt_arrived(void) {
    return atomic_load_explicit(&arrived, memory_order_relaxed) != 0;
}

void interrupt_print(void) {
    end_after_ms(0);
}

/* A signal between the check and the wait would not end the wait, so signals are blocked outside of
 * the wait. */
enum interrupt_wait interrupt_wait(int descriptor, int64_t most_ns) {
    enum { NS_PER_S = 1000000000 };
    const struct timespec most = {most_ns / NS_PER_S, (long)(most_ns % NS_PER_S)};
    struct pollfd awaited = {.fd = descriptor, .events = POLLIN};
    sigset_t asking, before;
    int ready = 0;
    sigemptyset(&asking);
    sigaddset(&asking, SIGINT);
    sigaddset(&asking, SIGTERM);
    sigaddset(&asking, SIGHUP);
    sigprocmask(SIG_BLOCK, &asking, &before);
    if (!interrupt_arrived())
        ready = ppoll(&awaited, 1, most_ns < 0 ? NULL : &most, &before);
    bool broken = ready < 0 && errno != EINTR; /* the read will report it */
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (interrupt_arrived())
        return INTERRUPT_END;
    return ready > 0 || broken ? INTERRUPT_READY : INTERRUPT_NOTHING;
}

bool interrupt_await(int descriptor) {
    enum interrupt_wait wait;
    do
        wait = interrupt_wait(descriptor, -1);
    while (wait == INTERRUPT_NOTHING);
    return wait == INTERRUPT_READY;
}
