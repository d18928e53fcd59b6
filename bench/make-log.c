/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-log LINES: prints an Android log in logcat's threadtime format, nine in ten of whose lines
 * do not concern processes; the same bytes for the same number.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 1;

/* Knuth's MMIX generator: good enough to vary text. */
static uint64_t draw(uint64_t below) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % below;
}

static void print_time(uint64_t ms) {
    printf("%02d-%02d %02d:%02d:%02d.%03d  ", (int)(ms / 86400000 / 28 % 12) + 1,
           (int)(ms / 86400000 % 28) + 1, (int)(ms / 3600000 % 24), (int)(ms / 60000 % 60),
           (int)(ms / 1000 % 60), (int)(ms % 1000));
}

static void print_foreign(void) {
    static const char *const tags[] = {"ActivityManager", "WindowManager", "PowerManagerService",
                                       "chatty",          "am_pss",        "dvm_lock_sample",
                                       "WifiService",     "audio_hw",      "SensorService"};
    printf("%d  %d D %s: what a service thinks worth saying of its state, %d of %d\n",
           (int)draw(9000) + 1000, (int)draw(9000) + 1000, tags[draw(sizeof tags / sizeof *tags)],
           (int)draw(100000), (int)draw(100000));
}

/* Processes start, are bound, and are killed when a hundred more have started. */
static void print_lifecycle(uint64_t number) {
    int pid = (int)(number / 3 % 30000) + 2000, old = (pid - 2000 + 29900) % 30000 + 2000;
    if (number % 3 == 0)
        printf("1310  1560 I am_proc_start: [0,%d,10061,org.app%d,service,org.app/.S]\n", pid,
               pid % 100);
    else if (number % 3 == 1)
        printf("1310  1560 I am_proc_bound: [0,%d,org.app%d]\n", pid, pid % 100);
    else
        printf("1310  1560 I am_kill : [0,%d,org.app%d,906,empty #17]\n", old, old % 100);
}

int main(int argc, char **argv) {
    uint64_t lines = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
    if (lines == 0) {
        fputs("usage: make-log LINES\n", stderr);
        return 2;
    }
    uint64_t ms = 0;
    for (uint64_t i = 0; i < lines; i++) {
        ms += draw(500);
        print_time(ms);
        if (i % 10 == 0)
            print_lifecycle(i / 10);
        else
            print_foreign();
    }
    return fflush(stdout) == 0 ? 0 : 3;
}
