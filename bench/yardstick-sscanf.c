/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yardstick-sscanf FILE: the loop that one writes in a minute to read a native trace: getline and
 * sscanf, and the length of the list.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        fputs("usage: yardstick-sscanf FILE\n", stderr);
        return 2;
    }
    char *line = NULL;
    size_t room = 0;
    long length = 0, peak = 0;
    while (getline(&line, &room, file) > 0) {
        double time_s;
        char event[16], context[64], name[256] = "";
        int pid;
        if (sscanf(line, "%lf,%15[^,],%d,%63[^,],%255[^\n]", &time_s, event, &pid, context, name) <
            4)
            continue;
        length += strcmp(event, "register") == 0 ? 1 : -1;
        if (length > peak)
            peak = length;
    }
    printf("%ld %ld\n", length, peak);
    free(line);
    return fclose(file) == 0 ? 0 : 3;
}
