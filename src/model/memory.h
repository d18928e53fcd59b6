/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The allocators of the vector's buffer: how many bytes they hold for a request.
 *
 * kmalloc holds a size class (8, 16, 32, 64, 96, 128, 192, 256, 512, ... up to two pages) or, above
 * that, the next power of two in whole pages (mm/slub.c, mm/slab_common.c, Linux 7.2).  vmalloc
 * holds whole pages, and whole huge pages where kvmalloc made the area (mm/vmalloc.c).
 */
#ifndef KVSIM_MODEL_MEMORY_H
#define KVSIM_MODEL_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine.h"

/* Random decisions, made by the caller: true with this probability, which is never 0. */
struct chance {
    bool (*happens)(void *state, double probability);
    void *state;
};

enum backing { BACKING_NONE, BACKING_KMALLOC, BACKING_VMALLOC };

/* A buffer is what an allocator holds for the vector.  Invariant: held_bytes is 0 exactly when
 * backing is BACKING_NONE. */
struct buffer {
    enum backing backing;
    bool huge; /* a vmalloc area of whole huge pages */
    int64_t held_bytes;
};

const char *memory_backing_name(enum backing backing);

/* Returns how many pages `bytes` need. */
int64_t memory_pages(const struct machine *machine, int64_t bytes);

/* Returns how many whole pages go back to the page allocator when the buffer is freed: none for a
 * size class, which is part of a slab. */
int64_t memory_buffer_pages(const struct machine *machine, const struct buffer *buffer);

/* Returns a new buffer from kvmalloc: from kmalloc; if that fails above one page, from vmalloc. */
struct buffer memory_kvmalloc(const struct machine *machine, int64_t bytes,
                              const struct chance *chance);

/* Returns the bytes that kvmalloc holds for a request when no attempt fails by chance. */
int64_t memory_kvmalloc_held(const struct machine *machine, int64_t bytes);

/* Returns a new area from vmalloc itself, never rounded up to huge pages. */
struct buffer memory_vmalloc(const struct machine *machine, int64_t bytes);

#endif
