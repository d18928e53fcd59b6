/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A library to be preloaded.  KVSIM_FAULT=allocations:N fails the N-th allocation, counted from 1
 * over all threads, including those of the C library and other libraries.  KVSIM_FAULT=closes:N
 * lets the N-th close() or fclose() from outside the C library report EIO, once the descriptor is
 * closed, as Linux does.  Writes both numbers to the file KVSIM_FAULT_COUNT.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t bytes);
static int (*real_fclose)(FILE *file);

enum kind { ALLOCATIONS, CLOSES, KINDS };
static const char *const kinds[KINDS] = {"allocations", "closes"};
static atomic_long counts[KINDS];
static long failing[KINDS];
static bool counting;
static FILE *report;

__attribute__((constructor)) static void begin(void) {
    const char *fault = getenv("KVSIM_FAULT");
    const char *path = getenv("KVSIM_FAULT_COUNT");
    real_fclose = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
    for (int i = 0; fault && i < KINDS; i++)
        if (strncmp(fault, kinds[i], strlen(kinds[i])) == 0)
            failing[i] = atol(fault + strlen(kinds[i]) + 1);
    report = path ? fopen(path, "w") : NULL; /* now, since the program will give up the right to */
    counting = true;
}

__attribute__((destructor)) static void end(void) {
    counting = false;
    if (report) {
        fprintf(report, "%ld %ld\n", atomic_load(&counts[ALLOCATIONS]),
                atomic_load(&counts[CLOSES]));
        real_fclose(report);
    }
}

static bool fails(enum kind kind, int error) {
    if (!counting || atomic_fetch_add(&counts[kind], 1) + 1 != failing[kind])
        return false;
    errno = error;
    return true;
}

void *malloc(size_t bytes) {
    return fails(ALLOCATIONS, ENOMEM) ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t size) {
    return fails(ALLOCATIONS, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t bytes) {
    return fails(ALLOCATIONS, ENOMEM) ? NULL : __libc_realloc(memory, bytes);
}

int close(int descriptor) {
    int result = (int)syscall(SYS_close, descriptor);
    return fails(CLOSES, EIO) ? -1 : result;
}

int fclose(FILE *file) {
    int result = real_fclose(file);
    return fails(CLOSES, EIO) ? EOF : result;
}
