/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A library to be preloaded: allocation number KVSIM_FAULT fails, counted from 1 over all threads,
 * including those of the C library and other libraries.  Writes their number to the file
 * KVSIM_FAULT_COUNT.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t bytes);

static atomic_long allocations;
static long failing;
static bool counting;
static FILE *report;

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("KVSIM_FAULT");
    const char *path = getenv("KVSIM_FAULT_COUNT");
    failing = number ? atol(number) : 0;
    report = path ? fopen(path, "w") : NULL; /* now, since the program will give up the right to */
    counting = true;
}

__attribute__((destructor)) static void end(void) {
    counting = false;
    if (report) {
        fprintf(report, "%ld\n", atomic_load(&allocations));
        fclose(report);
    }
}

static bool refuse(void) {
    if (!counting || atomic_fetch_add(&allocations, 1) + 1 != failing)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes) {
    return refuse() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t size) {
    return refuse() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t bytes) {
    return refuse() ? NULL : __libc_realloc(memory, bytes);
}
