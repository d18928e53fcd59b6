/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signals that end the program.  SIGINT, SIGTERM and SIGHUP ask for it: whoever works for long
 * looks whether one has arrived, and stops.  A second one, SIGPIPE and SIGQUIT end it at once, and
 * so does INTERRUPT_WORK_MS of processor time after the first one: whoever does not look, a library
 * say, cannot keep the user waiting.
 */
#ifndef KVSIM_BASE_INTERRUPT_H
#define KVSIM_BASE_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

enum { INTERRUPT_WORK_MS = 120 };

/* Catches the signals, those apart that were ignored before.  `clean` is called before a signal
 * ends the program at once, by its handler: it may do only what a handler may. */
void interrupt_init(void (*clean)(void));

/* Whether the program was asked to end. */
bool interrupt_arrived(void);

enum interrupt_wait {
    INTERRUPT_READY,   /* there is something to read, or its end */
    INTERRUPT_NOTHING, /* not yet: the time is over, or another signal came */
    INTERRUPT_END,     /* the program was asked to end, before or meanwhile */
};

/* Waits for something to read from a descriptor, at most so long; without an end for -1. */
enum interrupt_wait interrupt_wait(int descriptor, int64_t most_ns);

/* Waits until there is something to read from a descriptor, or its end.  Returns false when the
 * program was asked to end, or is asked meanwhile. */
bool interrupt_await(int descriptor);

#endif
