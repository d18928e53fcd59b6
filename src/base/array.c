/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/diag.h"
#include "base/room.h"

enum { HUGE_PAGE_BYTES = 2 << 20, LARGE_BYTES = 4 << 20 };

/* Asks for huge pages, without which filling 100 MB takes 25,000 page faults. */
static void ask_for_huge_pages(void *array, size_t bytes) {
#ifdef MADV_HUGEPAGE
    size_t before = -(uintptr_t)array % HUGE_PAGE_BYTES;
    madvise((char *)array + before, bytes - before, MADV_HUGEPAGE);
#else
    (void)array;
    (void)bytes;
#endif
}

void *array_new(size_t count, size_t size) {
    void *array = calloc(count ? count : 1, size);
    if (!array)
        diag_no_memory();
    if (count * size >= LARGE_BYTES)
        ask_for_huge_pages(array, count * size);
    return array;
}

void *array_grow(void *array, size_t count, size_t *room, size_t size) {
    void *moved = room_for_one_more(array, count, room, size);
    if (!moved)
        diag_no_memory();
    return moved;
}

char *array_text(const char *text, size_t bytes) {
    char *copy = array_new(bytes + 1, 1);
    memcpy(copy, text, bytes);
    return copy;
}
