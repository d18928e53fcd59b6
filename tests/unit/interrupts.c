/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-C at random moments of every phase: reading, making the policies, running, printing, waiting
 * for the reader of the results, drawing.  The program ends within 0.2 s with status 130, and
 * leaves no file and no gnuplot.
 */
#define _GNU_SOURCE /* wait4, posix_openpt */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

enum { TIMES = 4, LONGEST_MS = 200, TRIES = 3, WORDS = 16 };

struct phase {
    const char *name;
    int latest_ms; /* of the moments at which the signal comes */
    const char *words[WORDS];
};

/* To search the memory of these for leaks takes longer than the program may. */
static const struct phase large_phases[] = {
    {"a list of events in YAML", 600, {"-w", "events.yaml"}},
    {"ninety thousand policies",
     1500,
     {"-w", "small.yaml", "-p", "hysteresis:divisor=2..301:factor=1..300", "-f", "json", "-o",
      "results"}},
    {"ninety thousand policies as a table",
     1500,
     {"-w", "small.yaml", "-p", "hysteresis:divisor=2..301:factor=1..300", "-o", "results"}},
    {"a hundred thousand values of a key",
     1500,
     {"-w", "small.yaml", "--vary", "processes.a.count=1..100000", "-o", "results"}},
};

static const struct phase phases[] = {
    {"a log", 600, {"-t", "log.txt", "-p", "all"}},
    {"a compressed log", 600, {"-t", "log.gz", "-f", "json"}},
    {"a log that goes onto a tape",
     600,
     {"-t", "log.txt", "--vary", "memory.kmalloc_limit=4096|8192"}},
    {"a study", 600, {"-w", "boot.yaml", "-r", "10000000", "-p", "all", "-o", "results"}},
    {"a long run", 600, {"-w", "long.yaml", "-p", "none", "--timeline", "timeline"}},
    {"the worst case of a large graph", 1500, {"--worst-case", "4096", "-p", "exact"}},
    {"an adversary's stream",
     1500,
     {"-w", "adversary", "--set", "processes.adversary.max_length=4096", "-o", "results"}},
    {"looking for the optimum",
     800,
     {"-w", "small.yaml", "--set", "duration=2h", "--set",
      "processes=[{name: a, kind: cycle, low: 100, high: 20000, period: 100s}]", "-p",
      "none,optimum"}},
    {"looking for one schedule",
     800,
     {"-w", "small.yaml", "--set", "duration=2h", "--set",
      "processes=[{name: a, kind: cycle, low: 100, high: 20000, period: 100s}]", "-p",
      "none,optimum:reallocs=900"}},
    {"a check", 400, {"--check", "-t", "log.txt"}},
};

static const char *program;

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(int64_t ms) {
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* Runs the program with standard output into `out`.  Returns its pid. */
static pid_t start(const struct phase *phase, int out) {
    const char *words[WORDS + 2] = {program};
    for (int i = 0; i < WORDS && phase->words[i]; i++)
        words[i + 1] = phase->words[i];
    pid_t child = fork();
    if (child != 0)
        return child;
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 0);
    dup2(out < 0 ? nowhere : out, 1);
    dup2(nowhere, 2);
    signal(SIGINT, SIG_DFL); /* a shell's background commands ignore it */
    execv(program, (char **)words);
    _exit(99);
}

/* Returns the processor time of another process in milliseconds. */
static int64_t used_ms(pid_t pid) {
    clockid_t clock;
    struct timespec used = {0};
    if (clock_getcpuclockid(pid, &clock) == 0)
        clock_gettime(clock, &used);
    return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static int64_t in_ms(struct timeval time) {
    return (int64_t)time.tv_sec * 1000 + time.tv_usec / 1000;
}

/* Returns whether a process catches the signal.  Before that, the signal ends it like any
 * program. */
static bool catches(pid_t pid) {
    char path[32], line[256];
    unsigned long long caught = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file) && sscanf(line, "SigCgt: %llx", &caught) != 1)
        ;
    if (file)
        fclose(file);
    return caught >> (SIGINT - 1) & 1;
}

/* Starts the program and waits until it catches the signal, at most ten seconds. */
static pid_t start_catching(const struct phase *phase, int out) {
    pid_t child = start(phase, out);
    for (int i = 0; i < 10000 && !catches(child); i++)
        pause_ms(1);
    return child;
}

/* Sends the program the signal after a while.  Returns after how many milliseconds the program
 * ended; -1 when it had ended by itself before.  Since other processes may have the processors,
 * this is the processor time that the program took, or a tenth of the time that passed, whichever
 * is more. */
static int64_t interrupt(pid_t child, int64_t after_ms, int *status) {
    pause_ms(after_ms);
    int64_t before_ms = used_ms(child);
    kill(child, SIGINT);
    int64_t sent_ms = now_ms();
    struct rusage usage;
    while (wait4(child, status, 0, &usage) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)
        return -1;
    int64_t took_ms = now_ms() - sent_ms;
    int64_t worked_ms = in_ms(usage.ru_utime) + in_ms(usage.ru_stime) - before_ms;
    int64_t owed_ms = worked_ms > took_ms / 10 ? worked_ms : took_ms / 10;
    return took_ms < owed_ms ? took_ms : owed_ms;
}

static uint64_t state = 7;

static int64_t random_below(int64_t limit) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state >> 33) % (uint64_t)limit);
}

/* Returns the number of files in this folder. */
static int count_files(void) {
    DIR *folder = opendir(".");
    int count = 0;
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static void try(const struct phase *phase, int out) {
    int64_t worst_ms = 0;
    int interrupted = 0, others = 0, files = count_files();
    for (int i = 0; i < TIMES; i++) {
        int64_t after_ms = 20 + random_below(phase->latest_ms), took_ms = LONGEST_MS + 1;
        int status = 0;
        /* Another process may have had the processor: one try in time is enough.  On a fast
         * machine the program may end first: the next signal comes sooner. */
        for (int t = 0; t < TRIES && (took_ms < 0 || took_ms > LONGEST_MS); t++) {
            took_ms = interrupt(start_catching(phase, out), after_ms, &status);
            after_ms = took_ms < 0 ? after_ms / 4 : after_ms;
            if (took_ms < 0)
                unlink("results"); /* it is whole */
        }
        interrupted += took_ms >= 0;
        others += took_ms >= 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 130);
        worst_ms = took_ms > worst_ms ? took_ms : worst_ms;
    }
    tap_ok(interrupted > 0 && worst_ms <= LONGEST_MS && others == 0 && count_files() == files,
           "%s: %d of %d interrupted, after %lld ms at most, %d with another status, %d files more",
           phase->name, interrupted, TIMES, (long long)worst_ms, others, count_files() - files);
}

/* Complete and status 0, or absent and status 130. */
static void try_output(void) {
    const struct phase phase = {
        "", 0, {"-w", "boot.yaml", "-r", "20", "-f", "csv", "-o", "results"}};
    int whole = 0, none = 0, other = 0;
    for (int i = 0; i < 60; i++) {
        int status = 0;
        interrupt(start(&phase, -1), random_below(30), &status);
        bool there = unlink("results") == 0, ended = WIFEXITED(status);
        whole += ended && there && WEXITSTATUS(status) == 0;
        /* Until the program catches the signals, they end it like any program. */
        none += !there && (ended ? WEXITSTATUS(status) == 130 : WTERMSIG(status) == SIGINT);
    }
    other = 60 - whole - none;
    tap_ok(other == 0 && none > 0, "a file of results: %d whole, %d not there, %d other", whole,
           none, other);
}

/* Interrupts a study after a while, and takes the last line of what it prints.  Returns its status.
 */
static int last_line(const struct phase *phase, int64_t after_ms, char *line, int room) {
    int status = 0, out = open("complete", O_RDWR | O_CREAT | O_TRUNC, 0600);
    interrupt(start_catching(phase, out), after_ms, &status);
    FILE *table = fdopen(out, "r");
    rewind(table);
    line[0] = '\0';
    while (fgets(line, room, table))
        ;
    fclose(table);
    unlink("complete");
    return status;
}

/* The complete runs are printed whole. */
static void try_complete(void) {
    enum { FIRST_MS = 2500, LAST_MS = 20000 };
    const struct phase phase = {
        "",
        0,
        {"-w", "app-day.yaml", "-r", "1000000", "-p", "hysteresis:divisor=2..41:factor=1..20"}};
    char line[512] = "";
    int status = 0;
    /* On a slow machine, the first run takes longer. */
    for (int64_t ms = FIRST_MS; ms <= LAST_MS && line[0] == '\0'; ms *= 2)
        status = last_line(&phase, ms, line, sizeof line);
    bool whole = strstr(line, "shrank"); /* the last sentence of the verdict */
    tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == 130 && whole,
           "complete runs are printed: %s", line);
}

static void make_policies(int count, bool remove) {
    char path[64];
    if (!remove && (mkdir("data", 0700) != 0 || mkdir("data/policies", 0700) != 0))
        return;
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "data/policies/p%d.yaml", i);
        FILE *file = remove ? NULL : fopen(path, "w");
        if (file) {
            fprintf(file, "name: p%d\nwhen: len < cap / %d\nshrink_to: len * 2\n", i, i + 1);
            fclose(file);
        } else {
            unlink(path);
        }
    }
    if (remove && rmdir("data/policies") == 0)
        rmdir("data");
}

/* A list is whole with status 0, or the status is 130. */
static void try_list(void) {
    enum { POLICIES = 2000, RUNS = 20 };
    const struct phase phase = {"", 0, {"--list", "policies"}};
    int whole = 0, cut = 0, latest_ms = 100;
    make_policies(POLICIES, false);
    setenv("KVSIM_DATADIR", "data", 1);
    for (int i = 0; i < RUNS; i++) {
        int status = 0, lines = 0, out = open("list", O_RDWR | O_CREAT | O_TRUNC, 0600);
        interrupt(start_catching(&phase, out), random_below(latest_ms), &status);
        FILE *list = fdopen(out, "r");
        rewind(list);
        for (int c; (c = getc(list)) != EOF;)
            lines += c == '\n';
        fclose(list);
        whole += WIFEXITED(status) && WEXITSTATUS(status) == 0 && lines >= POLICIES;
        cut += WIFEXITED(status) && WEXITSTATUS(status) == 130;
        /* About as long as a list takes, on a fast machine too. */
        latest_ms = WEXITSTATUS(status) == 130 ? latest_ms * 2 : (latest_ms + 1) / 2;
    }
    unsetenv("KVSIM_DATADIR");
    make_policies(POLICIES, true);
    unlink("list");
    tap_ok(whole + cut == RUNS && cut > 0,
           "a list: %d whole, %d cut short with status 130, %d other", whole, cut,
           RUNS - whole - cut);
}

/* A pipe that nobody reads, filled. */
static int full_pipe(void) {
    int ends[2];
    char byte = 0;
    if (pipe(ends) != 0)
        return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], &byte, 1) == 1)
        ;
    fcntl(ends[1], F_SETFL, 0);
    return ends[1];
}

/* A terminal that nobody reads. */
static int stalled_terminal(void) {
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    bool fine = terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0;
    return fine ? open(ptsname(terminal), O_WRONLY | O_NOCTTY) : -1;
}

static void write_inputs(void) {
    FILE *file = fopen("small.yaml", "w");
    fputs("processes: [{name: a, kind: burst, count: 3}]\n", file);
    fclose(file);
    file = fopen("long.yaml", "w");
    fputs("duration: 10000h\n"
          "processes: [{name: a, kind: rate, rate: 100/s, lifetime: {fixed: 1s}}]\n",
          file);
    fclose(file);
    file = fopen("events.yaml", "w");
    fputs("processes:\n  - name: a\n    kind: events\n    events:\n", file);
    for (int i = 0; i < 300000; i++)
        fprintf(file, "      - {at: %ds, launch: p%d}\n", i, i);
    fclose(file);
    file = fopen("log.txt", "w");
    for (int i = 0; i < 500000; i++)
        fprintf(file,
                "01-01 %02d:%02d:%02d.%03d  1000  1000 I am_proc_start: "
                "[0,%d,10000,com.example.app%d,activity,x]\n",
                i / 3600000 % 24, i / 60000 % 60, i / 1000 % 60, i % 1000, i % 30000 + 2,
                i % 30000);
    fclose(file);
    if (system("gzip -c log.txt >log.gz") != 0)
        unlink("log.gz");
}

static void remove_inputs(const char *folder) {
    static const char *const names[] = {"small.yaml", "long.yaml", "events.yaml", "log.txt",
                                        "log.gz"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    if (chdir("/") == 0)
        rmdir(folder);
}

int main(void) {
    char folder[] = "/tmp/kvsim-interrupts.XXXXXX";
    program = getenv("KVSIM");
    if (!program || !mkdtemp(folder) || chdir(folder) != 0)
        return 99;
    write_inputs();
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
        try(&phases[i], -1);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    for (size_t i = 0; i < sizeof large_phases / sizeof *large_phases; i++)
        try(&large_phases[i], -1);
    unsetenv("ASAN_OPTIONS");
    const struct phase blocked = {
        "results that nobody reads", 400, {"-w", "boot.yaml", "-r", "100000", "-f", "csv"}};
    try(&blocked, full_pipe());
    const struct phase stalled = {
        "results on a stalled terminal", 400, {"-w", "boot.yaml", "-r", "100000", "-f", "csv"}};
    try(&stalled, stalled_terminal());
    try_output();
    try_complete();
    try_list();
    remove_inputs(folder);
    return tap_done();
}
