/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/data.h"
#include "base/diag.h"
#include "base/inputs.h"

static int file = -1;

const char *fuzz_file(const uint8_t *bytes, size_t count) {
    static char path[32];
    if (file < 0)
        data_init("fuzz");
    diag_set_quiet(true);
    file = memfd_create("input", 0);
    if (file < 0 || write(file, bytes, count) != (ssize_t)count || lseek(file, 0, SEEK_SET) != 0)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return path;
}

void fuzz_forget(void) {
    close(file);
    inputs_fini();
}
