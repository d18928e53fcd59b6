/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Test Anything Protocol, for the unit tests. */
#ifndef KVSIM_TESTS_TAP_H
#define KVSIM_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failures;

/* Reports a test, which passes when `fine` is true.  Returns `fine`. */
__attribute__((format(printf, 2, 3))) static inline bool tap_ok(bool fine, const char *format,
                                                                ...) {
    va_list arguments;
    printf("%sok %d - ", fine ? "" : "not ", ++tap_count);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    tap_failures += !fine;
    return fine;
}

/* Ends the tests.  Returns the status for main. */
static inline int tap_done(void) {
    printf("1..%d\n", tap_count);
    return tap_failures ? 1 : 0;
}

#endif
