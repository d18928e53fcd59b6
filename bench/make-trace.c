/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-trace EVENTS LIVE: writes a native trace to standard output, the same bytes every time.
 *
 * The number of live processes swings between LIVE / 8 and 15 * LIVE / 8, so that a policy has both
 * growing and shrinking to do.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_PID = 300, PIDS = 32768, MOST_LIVE = 10000, MEAN_GAP_NS = 10000000 };

/* More than the longest row, and the bytes written at once. */
enum { ROW_BYTES = 128, BLOCK_BYTES = 64 << 10 };

struct text {
    const char *bytes;
    size_t count;
};

#define TEXT(literal)                                                                              \
    { literal, sizeof literal - 1 }

static const struct text binder = TEXT("binder"), hwbinder = TEXT("hwbinder");

static const struct text names[] = {
    TEXT("surfaceflinger"),
    TEXT("system_server"),
    TEXT("servicemanager"),
    TEXT("vold"),
    TEXT("netd"),
    TEXT("audioserver"),
    TEXT("cameraserver"),
    TEXT("media.codec"),
    TEXT("android.hardware.audio.service"),
    TEXT("android.hardware.sensors@2.1-service"),
    TEXT("com.android.systemui"),
    TEXT("com.android.phone"),
    TEXT("com.android.settings"),
    TEXT("com.android.launcher3"),
    TEXT("com.android.providers.media.module"),
    TEXT("com.android.vending"),
    TEXT("com.android.inputmethod.latin"),
    TEXT("com.example.mail"),
    TEXT("com.example.browser:sandboxed_process0"),
    TEXT("com.example.camera"),
    TEXT("org.example.maps"),
    TEXT("org.example.music:playback"),
};

enum { NAMES = sizeof names / sizeof *names };

struct process {
    int pid;
    struct text context, name;
};

struct trace {
    uint64_t random;
    uint64_t time_ns;
    int low, high; /* lengths between which the number of live processes swings */
    bool rising;
    int last_pid, live;
    bool used[PIDS];
    struct process processes[2 * MOST_LIVE];
    size_t bytes; /* in block */
    char block[BLOCK_BYTES];
};

/* A linear congruential generator (Knuth's MMIX); its high bits are good. */
static uint32_t draw(struct trace *trace, uint32_t below) {
    trace->random = trace->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((trace->random >> 32) * below >> 32);
}

static void flush(struct trace *trace) {
    if (fwrite(trace->block, 1, trace->bytes, stdout) != trace->bytes) {
        fprintf(stderr, "make-trace: cannot write: %s\n", strerror(errno));
        exit(EXIT_FAILURE);
    }
    trace->bytes = 0;
}

static void put(struct trace *trace, const char *bytes, size_t count) {
    memcpy(trace->block + trace->bytes, bytes, count);
    trace->bytes += count;
}

static void put_text(struct trace *trace, struct text text) {
    put(trace, text.bytes, text.count);
}

/* Writes a number with at least this many digits. */
static void put_number(struct trace *trace, uint64_t number, int least) {
    char digits[20];
    int at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || (int)sizeof digits - at < least);
    put(trace, digits + at, sizeof digits - (size_t)at);
}

static void put_time(struct trace *trace) {
    put_number(trace, trace->time_ns / 1000000000, 1);
    put(trace, ".", 1);
    put_number(trace, trace->time_ns % 1000000000, 9);
}

static void put_event(struct trace *trace, struct text event, const struct process *process) {
    put_time(trace);
    put_text(trace, event);
    put_number(trace, (uint64_t)process->pid, 1);
    put(trace, ",", 1);
    put_text(trace, process->context);
    put(trace, ",", 1);
    put_text(trace, process->name);
    put(trace, "\n", 1);
    if (trace->bytes > BLOCK_BYTES - ROW_BYTES)
        flush(trace);
}

/* Pids rise, with gaps for threads, and start over, as the kernel gives them. */
static int next_pid(struct trace *trace) {
    trace->last_pid += 1 + (int)draw(trace, 6);
    for (;; trace->last_pid++) {
        if (trace->last_pid >= PIDS)
            trace->last_pid = FIRST_PID;
        if (!trace->used[trace->last_pid])
            return trace->last_pid;
    }
}

static void start(struct trace *trace) {
    static const struct text event = TEXT(",register,");
    struct process *process = &trace->processes[trace->live++];
    *process = (struct process){.pid = next_pid(trace),
                                .context = draw(trace, 8) ? binder : hwbinder,
                                .name = names[draw(trace, NAMES)]};
    trace->used[process->pid] = true;
    put_event(trace, event, process);
}

static void stop(struct trace *trace) {
    static const struct text event = TEXT(",deregister,");
    struct process *process = &trace->processes[draw(trace, (uint32_t)trace->live)];
    trace->used[process->pid] = false;
    put_event(trace, event, process);
    *process = trace->processes[--trace->live];
}

/* Seven of ten events follow the direction of the swing. */
static void step(struct trace *trace) {
    trace->time_ns += draw(trace, 2 * MEAN_GAP_NS);
    if (trace->live <= trace->low)
        trace->rising = true;
    else if (trace->live >= trace->high)
        trace->rising = false;
    bool along = draw(trace, 10) < 7;
    if (trace->live == 0 || along == trace->rising)
        start(trace);
    else
        stop(trace);
}

static void finish(struct trace *trace) {
    static const struct text end = TEXT(",end,,,\n");
    put_time(trace);
    put_text(trace, end);
    flush(trace);
    if (fflush(stdout) != 0)
        flush(trace);
}

static long long argument(const char *text, long long least, long long most) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno == 0 && end != text && !*end && value >= least && value <= most)
        return value;
    fprintf(stderr, "make-trace: expected a number from %lld to %lld, not '%s'\n", least, most,
            text);
    exit(EXIT_FAILURE);
}

int main(int argc, char **argv) {
    static const struct text header = TEXT("time_s,event,pid,context,name\n");
    static struct trace trace = {.random = 1, .rising = true, .last_pid = FIRST_PID};
    if (argc != 3) {
        fputs("usage: make-trace EVENTS LIVE\n", stderr);
        return EXIT_FAILURE;
    }
    long long events = argument(argv[1], 0, 10000000000);
    int live = (int)argument(argv[2], 8, MOST_LIVE);
    trace.low = live / 8;
    trace.high = 2 * live - trace.low;
    put_text(&trace, header);
    for (long long i = 0; i < events; i++)
        step(&trace);
    finish(&trace);
    return EXIT_SUCCESS;
}
