/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the vector's buffer comes from: what the kernel's allocators hold for a request.
 *
 * kmalloc holds a size class (8, 16, 32, 64, 96, 128, 192, 256, 512, ... up to two pages) or,
 * above that, the next power of two in whole pages (mm/slub.c, mm/slab_common.c, Linux 7.2).
 * vmalloc holds whole pages, and whole huge pages where kvmalloc made the area (mm/vmalloc.c).
 */
#ifndef KVSIM_MODEL_MEMORY_H
#define KVSIM_MODEL_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

struct kernel;

enum arch { ARCH_X86_64, ARCH_ARM64 };

/* The memory of one machine, as a user describes it.  Sizes in bytes, probabilities from 0 to 1. */
struct memory {
    const struct kernel *kernel;
    enum arch arch;
    int64_t page_size;
    bool huge_pages;
    int64_t smallest_class;
    int64_t element_size;
    int64_t kmalloc_limit; /* the largest request that kmalloc can serve just now */
    double high_order_failure, shrink_failure, grow_failure;
};

/* The largest request that kmalloc serves at all with pages of that size; 0 when Linux has no pages
 * of that size. */
int64_t memory_largest_kmalloc(int64_t page_size);

/* Random decisions, from outside: true with that probability.  Never asked for a probability of 0.
 */
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
const char *memory_arch_name(enum arch arch);

/* Pages that `bytes` need. */
int64_t memory_pages(const struct memory *memory, int64_t bytes);

/* Whole pages that go back to the page allocator when the buffer is freed: none for a size class,
 * which is a part of a slab. */
int64_t memory_buffer_pages(const struct memory *memory, const struct buffer *buffer);

/* A new buffer from kvmalloc: kmalloc, and where that fails above one page, vmalloc. */
struct buffer memory_kvmalloc(const struct memory *memory, int64_t bytes,
                              const struct chance *chance);

/* A new area from vmalloc itself, never rounded to huge pages. */
struct buffer memory_vmalloc(const struct memory *memory, int64_t bytes);

#endif
