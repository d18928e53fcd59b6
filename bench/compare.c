/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare RUNS COMMAND [ARGUMENT]... [-- COMMAND [ARGUMENT]...]
 *
 * Runs the commands in turn, RUNS times each, their standard output to /dev/null, and prints their
 * cost.  A ratio is the median over pairs of successive runs, since other work on the machine slows
 * down both of a pair.
 */
#define _DEFAULT_SOURCE /* wait4 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RUNS = 9999, NOT_EXECUTED = 127 };

struct cost {
    double cpu_s[MOST_RUNS];     /* user and system */
    double elapsed_s[MOST_RUNS]; /* from before fork until the exit is known */
    long peak_kib;
};

static _Noreturn void give_up(const char *what, const char *why) {
    fprintf(stderr, "compare: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static _Noreturn void execute(char **command) {
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && close(null) == 0)
        execvp(command[0], command);
    fprintf(stderr, "compare: %s: %s\n", command[0], strerror(errno));
    _exit(NOT_EXECUTED);
}

static void run(char **command, int index, struct cost *cost) {
    struct rusage usage;
    int status;
    double start_s = now_s();
    pid_t child = fork();
    if (child < 0)
        give_up("fork", strerror(errno));
    if (child == 0)
        execute(command);
    if (wait4(child, &status, 0, &usage) < 0)
        give_up("wait4", strerror(errno));
    cost->elapsed_s[index] = now_s() - start_s;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        give_up(command[0], "did not succeed");
    cost->cpu_s[index] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    if (usage.ru_maxrss > cost->peak_kib)
        cost->peak_kib = usage.ru_maxrss;
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Sorts the values. */
static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_size);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static void print_ratio(const char *label, const double *first, const double *second, int count) {
    double ratios[MOST_RUNS];
    for (int i = 0; i < count; i++)
        ratios[i] = first[i] / second[i];
    printf("%s %.3f\n", label, median(ratios, count));
}

static void print_cost(const char *label, struct cost *cost, int runs, const char *command) {
    double cpu_s = median(cost->cpu_s, runs), elapsed_s = median(cost->elapsed_s, runs);
    printf("%-7s %10.6f %10.6f %10.6f %10.6f %10ld  %s\n", label, cost->cpu_s[0], cpu_s,
           cost->cpu_s[runs - 1], elapsed_s, cost->peak_kib, command);
}

static char **split(char **arguments) {
    for (; *arguments; arguments++)
        if (strcmp(*arguments, "--") == 0) {
            *arguments = NULL;
            return arguments + 1;
        }
    return NULL;
}

int main(int argc, char **argv) {
    static struct cost first, second;
    long wanted = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    int runs = wanted > MOST_RUNS ? 0 : (int)wanted;
    char **one = argv + 2, **other = runs > 0 ? split(one) : NULL;
    if (runs < 1 || !*one || (other && !*other)) {
        fprintf(stderr, "usage: compare RUNS COMMAND... [-- COMMAND...], RUNS from 1 to %d\n",
                MOST_RUNS);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < runs; i++) {
        run(one, i, &first);
        if (other)
            run(other, i, &second);
    }
    if (other) {
        print_ratio("cpu-ratio", first.cpu_s, second.cpu_s, runs);
        print_ratio("elapsed-ratio", first.elapsed_s, second.elapsed_s, runs);
    }
    printf("%-7s %10s %10s %10s %10s %10s\n", "", "cpu_min_s", "cpu_med_s", "cpu_max_s",
           "elapsed_s", "peak_kib");
    print_cost("first", &first, runs, one[0]);
    if (other)
        print_cost("second", &second, runs, other[0]);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
