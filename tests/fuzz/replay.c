/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a target on files: TARGET FILE... */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    enum { MOST_BYTES = 1 << 20 };
    uint8_t *bytes = malloc(MOST_BYTES);
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file) {
            perror(argv[i]);
            return 2;
        }
        size_t count = fread(bytes, 1, MOST_BYTES, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, count);
    }
    free(bytes);
    printf("%d files\n", argc - 1);
    return 0;
}
