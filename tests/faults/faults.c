/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything fails once: each allocation, and each system call that reads, writes, opens, closes or
 * renames, of many command lines, in turn.  Then the program reports it with status 3 and leaves
 * nothing torn and nothing temporary, or its outputs are the same as without the fault.
 *
 * faults INJECT [K/N]
 *
 * INJECT is the library of inject.c; with K/N, tries only the K-th of N parts of the faults.
 * System calls fail through strace, if it is installed: instead of being made.  So closing fails
 * through the library: a descriptor that stays open would be what Linux never leaves.  KVSIM is the
 * program, srcdir the source tree.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit/tap.h"

enum { MOST_WORDS = 32, LONGEST_S = 30, OUTPUTS = 6 };

/* What a run may leave: standard output, and files that the command lines name. */
static const char *const outputs[OUTPUTS] = {"out",    "o.results", "o.timeline",
                                             "o.dump", "o.page",    "o.svg"};

/* "<FILE" is standard input.  The pictures' gnuplot is a stand-in. */
static const char *const lines[] = {
    "-w boot.yaml",
    "-w boot.yaml -f csv",
    "-w boot.yaml -f json",
    "-w boot.yaml -p all -o o.results",
    "-w boot.yaml -p all -v -f json -o o.results",
    "-w app-cycle.yaml -r 4 -j 2 -f csv -o o.results",
    "-w app-day.yaml -r 3 -j 2 -f json -o o.results",
    "-w app-day.yaml -r 3 -j 2 --baseline none",
    "-w app-day.yaml -r 6 --shard 2/3 -f csv",
    "-w app-day.yaml -r 3 -j 2 -p all --pareto --top 3 --at-most moves=none -f csv",
    ("-w boot.yaml -p all -v --objectives moves,reallocs --columns "
     "policy_name,moves,parameters.divisor"),
    "-w boot.yaml --vary memory.kmalloc_limit=4096|8192 -f csv",
    "-w boot.yaml --set memory.grow_failure=0.1 --timeline o.timeline",
    "-w boot.yaml --dump-trace o.dump -o o.results -f csv",
    "-w boot.yaml -w app-day.yaml -r 2 -f json",
    "-w boot.yaml -p hysteresis:divisor=2..12:factor=1|2 -f csv -o o.results",
    "-w boot.yaml -p hysteresis:divisor=2|4:factor=1..16 -j 2 -f csv",
    "-w boot.yaml -p ./own.yaml,none",
    "-w replay.yaml -r 2",
    "-w boot.yaml --initial stats",
    "-w boot.yaml --check",
    "-t trace.csv -f csv -o o.results",
    "-t trace.csv.gz -p none -f csv",
    "--results rows.csv --baseline none",
    "--results rows.2 --results rows.1.gz --top 1 -f csv -o o.results",
    "-t logs/events-threadtime.log --dump-trace o.dump",
    "-t logs/bugreport.log",
    "-t logs/strace-o-ttt.log -f json",
    "-t logs/perf.log --initial stats",
    "-t logs/tracefs.log -p none",
    "-t logs/perfetto.csv -p none",
    "-w broken.yaml",
    "-w adversary.yaml -r 2",
    "--worst-case 12 -p all -v -f json -o o.results",
    "--worst-case 12 -p ./own.yaml,exact",
    "--rust -p all -o o.results",
    "--rust -p ./own.yaml,exact",
    "--play -w boot.yaml <commands",
    "--play -t trace.csv -p none <commands",
    "--play <commands",
    "-w boot.yaml --plot o.svg -o o.results",
    "-w boot.yaml -r 2 --report o.page -f json",
    "-t trace.csv -p none --plot o.svg --plot-type memory --report o.page -o o.results",
    "--list policies",
    "--list workloads",
    "--list sources",
    "--help",
};
enum { LINES = sizeof lines / sizeof *lines };

/* Calls of the system that fail, and how. */
static const char *const calls[][2] = {
    {"read", "EIO"},   {"read", "EINTR"},     {"write", "ENOSPC"},  {"write", "EINTR"},
    {"lseek", "EIO"},  {"openat", "EMFILE"},  {"openat", "EACCES"}, {"newfstatat", "EIO"},
    {"poll", "EINTR"}, {"getdents64", "EIO"}, {"fchmod", "EPERM"},  {"fsync", "EIO"},
    {"rename", "EIO"},
};
enum { CALLS = sizeof calls / sizeof *calls };

static const char *program, *inject;
static long part = 1, parts = 1;
static sigset_t ended; /* SIGCHLD, blocked */

struct result {
    int status;           /* of the process; 256 and the number of a signal that ended it */
    char *bytes[OUTPUTS]; /* NULL if there is no such file */
    size_t count[OUTPUTS];
    bool said, temporary;
};

static char *read_whole(const char *path, size_t *count) {
    FILE *file = fopen(path, "r");
    char *bytes = NULL;
    *count = 0;
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    *count = (size_t)ftell(file);
    rewind(file);
    bytes = calloc(*count + 1, 1);
    if (fread(bytes, 1, *count, file) != *count)
        exit(99);
    fclose(file);
    return bytes;
}

static bool has_temporary(void) {
    DIR *folder = opendir(".");
    bool found = false;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strncmp(entry->d_name, ".kvsim-", 7) == 0) {
            found = true;
            unlink(entry->d_name);
        }
    closedir(folder);
    return found;
}

/* Waits for a child, and ends it and its children once it takes too long.  Returns its status. */
static int wait_for(pid_t child) {
    const struct timespec longest = {.tv_sec = LONGEST_S};
    int status;
    while (waitpid(child, &status, WNOHANG) == 0)
        if (sigtimedwait(&ended, NULL, &longest) < 0 && errno == EAGAIN)
            kill(-child, SIGKILL);
    return status;
}

/* Runs the words of a line after those of `before`, with one more variable. */
static struct result run(const char *const *before, const char *line, const char *variable) {
    char copy[256];
    const char *words[MOST_WORDS];
    int count = 0;
    for (; before && before[count]; count++)
        words[count] = before[count];
    words[count++] = program;
    snprintf(copy, sizeof copy, "%s", line);
    const char *input = "/dev/null";
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (*word == '<')
            input = word + 1;
        else
            words[count++] = word;
    words[count] = NULL;
    for (int i = 1; i < OUTPUTS; i++)
        unlink(outputs[i]);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int err = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(open(input, O_RDONLY), 0);
        dup2(out, 1);
        dup2(err, 2);
        for (int i = 3; i < 10; i++)
            close(i);
        if (variable) {
            putenv((char *)inject);
            putenv((char *)variable);
        }
        setpgid(0, 0);
        sigprocmask(SIG_UNBLOCK, &ended, NULL);
        execvp(words[0], (char **)words);
        _exit(98);
    }
    int status = wait_for(child);
    struct result result = {.status =
                                WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status)};
    struct stat said;
    for (int i = 0; i < OUTPUTS; i++)
        result.bytes[i] = read_whole(outputs[i], &result.count[i]);
    result.said = stat("err", &said) == 0 && said.st_size > 0;
    result.temporary = has_temporary();
    return result;
}

static void fini(struct result *result) {
    for (int i = 0; i < OUTPUTS; i++)
        free(result->bytes[i]);
}

static bool is_same_output(const struct result *a, const struct result *b, int i) {
    return (a->bytes[i] != NULL) == (b->bytes[i] != NULL) && a->count[i] == b->count[i] &&
           (!a->bytes[i] || memcmp(a->bytes[i], b->bytes[i], a->count[i]) == 0);
}

/* Returns whether calls of several threads failed, as strace logged it: it counts the calls of each
 * thread by itself. */
static bool failed_twice(void) {
    static const char mark[] = "(INJECTED)";
    size_t bytes;
    char *text = read_whole("injected", &bytes);
    const char *first = text ? strstr(text, mark) : NULL;
    bool twice = first && strstr(first + 1, mark);
    free(text);
    return twice;
}

/* Returns what is wrong with a run in which something failed; NULL if nothing is.  Without memory,
 * libarchive ends the program with status 1 in one place, and reports bad data in another.  Where
 * two writes failed, the second may have been that of the message. */
static const char *judge(const struct result *result, const struct result *wanted, bool unpacks,
                         bool writes) {
    if (result->temporary)
        return "a temporary file is left";
    bool same = result->status == wanted->status;
    for (int i = 0; i < OUTPUTS; i++) {
        bool alike = is_same_output(result, wanted, i);
        same = same && alike;
        if (i > 0 && result->bytes[i] && !alike)
            return "a file is torn";
    }
    if (same)
        return NULL;
    bool by_library = unpacks && (result->status == 1 || result->status == 2);
    if (result->status != 3 && !by_library)
        return "another status, or other bytes";
    return result->said || (writes && failed_twice()) ? NULL : "no message";
}

/* Returns whether this is one of two bugs elsewhere: without memory, glibc 2.36 ends the program
 * while it loads the C++ library that libarchive needs, and libarchive 3.6 follows a null
 * pointer. */
static bool is_known(const struct result *result, const char *line, const char *call) {
    return strcmp(call, "allocations") == 0 && strstr(line, ".gz") &&
           (result->status == 127 || result->status == 256 + SIGSEGV);
}

/* Tries the faults of this part, out of `count`: of a call with an error, or with an error of NULL,
 * of a kind that the library knows.  Returns how many it tried. */
static long try(const char *line, const char *call, const char *error, long count,
                const struct result *wanted, long *wrong, long *known) {
    long tried = 0;
    for (long n = 1 + (part - 1) % parts; n <= count; n += parts, tried++) {
        char words[128], traced[64];
        const char *const strace[] = {"strace", "-f",   "-qq", "-o",  "injected",
                                      "-e",     traced, "-e",  words, NULL};
        struct result result;
        if (error) {
            snprintf(traced, sizeof traced, "trace=%s", call);
            snprintf(words, sizeof words, "inject=%s:error=%s:when=%ld", call, error, n);
            result = run(strace, line, NULL);
        } else {
            snprintf(words, sizeof words, "KVSIM_FAULT=%s:%ld", call, n);
            result = run(NULL, line, words);
        }
        const char *problem =
            judge(&result, wanted, strstr(line, ".gz"), strcmp(call, "write") == 0);
        /* The loader reports what fails before the program begins. */
        if (problem && is_known(&result, line, call)) {
            ++*known;
        } else if (problem && !(error && result.status == 127)) {
            ++*wrong;
            printf("# %s: %s %ld%s%s: status %d, %s\n", line, call, n, error ? " with " : "",
                   error ? error : "", result.status, problem);
        }
        fini(&result);
    }
    return tried;
}

static void count_in_library(const char *line, long *allocations, long *closes) {
    unlink("count");
    struct result result = run(NULL, line, "KVSIM_FAULT_COUNT=count");
    fini(&result);
    size_t bytes;
    char *text = read_whole("count", &bytes);
    if (!text || sscanf(text, "%ld %ld", allocations, closes) != 2)
        *allocations = *closes = 0;
    free(text);
}

static long count_calls(const char *line, const char *call) {
    char words[64];
    snprintf(words, sizeof words, "trace=%s", call);
    const char *const strace[] = {"strace", "-f", "-qq", "-o", "calls", "-e", words, NULL};
    struct result result = run(strace, line, NULL);
    fini(&result);
    size_t bytes;
    char *text = read_whole("calls", &bytes);
    long count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += text[i] == '\n';
    free(text);
    return count;
}

static void try_line(const char *line, bool with_calls) {
    struct result wanted = run(NULL, line, NULL);
    enum { MOST_KNOWN = 6 };
    long wrong = 0, known = 0, allocations, made;
    count_in_library(line, &allocations, &made);
    long tried = try(line, "allocations", NULL, allocations, &wanted, &wrong, &known);
    long calls_tried = try(line, "closes", NULL, made, &wanted, &wrong, &known);
    for (int i = 0; with_calls && i < CALLS; i++) {
        long count = count_calls(line, calls[i][0]);
        calls_tried += try(line, calls[i][0], calls[i][1], count, &wanted, &wrong, &known);
        made += count;
    }
    tap_ok(allocations > 0 && wrong == 0 && known <= MOST_KNOWN,
           "%s: %ld of %ld allocations and %ld of %ld calls failed, %ld wrongly, %ld within "
           "libarchive",
           line, tried, allocations, calls_tried, made, wrong, known);
    fini(&wanted);
}

static void write_inputs(const char *source) {
    char command[7 * 4096];
    snprintf(
        command, sizeof command,
        "ln -s '%s/tests/logs' logs && "
        "printf 'name: own\\nwhen: len < cap / d\\nshrink_to: len\\nparameters: {d: 3}\\n' "
        ">own.yaml && "
        "printf 'binder stats:\\nproc 11\\ncontext binder\\n' >stats && "
        "printf 'processes: [{name: a, kind: trace, file: trace.csv}]\\n' >replay.yaml && "
        "printf 'processes: [{name: a, kind: bursts}]\\n' >broken.yaml && "
        "printf '+ 5\\nn 90\\n- 9\\np all\\nb 50\\nc\\ng 9s\\nx\\n' >commands && mkdir fake && "
        "printf '#!/bin/sh\\nexec cat \"$5\"\\n' >fake/gnuplot && "
        "chmod +x fake/gnuplot && "
        "'%s' -q -w boot.yaml --dump-trace trace.csv >/dev/null && gzip -c trace.csv "
        ">trace.csv.gz && "
        "'%s' -q -w boot.yaml -r 3 -f csv >rows.csv && "
        "'%s' -q -w boot.yaml -r 3 -f csv --shard 1/2 | gzip -c >rows.1.gz && "
        "'%s' -q -w boot.yaml -r 3 -f csv --shard 2/2 >rows.2",
        source, program, program, program, program);
    if (system(command) != 0)
        exit(99);
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/kvsim-faults.XXXXXX", preload[4096], source[4096], path[4096];
    program = getenv("KVSIM");
    if (argc < 2 || !program || (argc > 2 && sscanf(argv[2], "%ld/%ld", &part, &parts) != 2) ||
        !realpath(getenv("srcdir") ? getenv("srcdir") : ".", source)) {
        fputs("usage: KVSIM=PROGRAM faults INJECT [K/N]\n", stderr);
        return 2;
    }
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", argv[1]);
    inject = preload;
    setenv("LC_ALL", "C", 1);
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, NULL);
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 99;
    write_inputs(source);
    snprintf(path, sizeof path, "%s/fake:%s", folder, getenv("PATH"));
    setenv("PATH", path, 1);
    bool with_calls = system("strace -qq -o /dev/null true 2>/dev/null") == 0;
    if (!with_calls)
        printf("# strace is not there: system calls do not fail\n");
    for (int i = 0; i < LINES; i++)
        try_line(lines[i], with_calls);
    char remove[64];
    snprintf(remove, sizeof remove, "rm -rf %s", folder);
    if (chdir("/") != 0 || system(remove) != 0)
        return 99;
    return tap_done();
}
