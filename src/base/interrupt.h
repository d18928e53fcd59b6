/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signals that end the program.  SIGINT, SIGTERM and SIGHUP ask it to end: long work checks
 * interrupt_arrived and stops.  A second one, SIGPIPE and SIGQUIT end it at once.  So does
 * INTERRUPT_WORK_MS of processor time after the first one: code that does not check, such as a
 * library, cannot keep the user waiting.
 */
#ifndef KVSIM_BASE_INTERRUPT_H
#define KVSIM_BASE_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

enum { INTERRUPT_WORK_MS = 120 };

/* Catches the signals, except those that are ignored already.  Before a signal ends the program at
 * once, its handler calls `clean`, which must be safe there (signal-safety(7)). */
void interrupt_init(void (*clean)(void));

/* Returns whether a signal has asked the program to end. */
bool interrupt_arrived(void);

/* After a signal, lets the program print what is complete, however long that takes.  Another signal
 * still ends it at once. */
void interrupt_print(void);

enum interrupt_wait {
    INTERRUPT_READY,   /* there is something to read, or its end */
    INTERRUPT_NOTHING, /* not yet: the time is over, or another signal came */
    INTERRUPT_END,     /* the program was asked to end, before or meanwhile */
};

/* Waits at most `most_ns` for something to read from a descriptor; -1 sets no limit. */
enum interrupt_wait interrupt_wait(int descriptor, int64_t most_ns);

/* Waits until a descriptor has something to read, or is at its end.  Returns false when a signal
 * asks the program to end, before or meanwhile. */
bool interrupt_await(int descriptor);

#endif
