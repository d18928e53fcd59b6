/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yardstick-newlines FILE: the yardstick for reading a log.  Counts the newlines with memchr, the
 * least that a reader of lines can do.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 << 10 };

int main(int argc, char **argv) {
    static char buffer[BUFFER_BYTES];
    int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0) {
        fputs("usage: yardstick-newlines FILE\n", stderr);
        return 2;
    }
    long count = 0;
    ssize_t got;
    while ((got = read(file, buffer, sizeof buffer)) > 0) {
        const char *end = buffer + got;
        for (const char *at = buffer; (at = memchr(at, '\n', (size_t)(end - at))); at++)
            count++;
    }
    printf("%ld\n", count);
    return got < 0 ? 3 : 0;
}
