/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"

#include <stddef.h>

/* Page sizes that Linux has, with the largest order of the page allocator (MAX_PAGE_ORDER) and
 * arm64's small huge pages (contiguous entries of the lowest table level). */
struct page_kind {
    int64_t size;
    int max_order;
    int64_t contiguous;
};

static const struct page_kind page_kinds[] = {
    {4096, 10, 64 << 10},
    {16384, 11, 2 << 20},
    {65536, 13, 2 << 20},
};

static const struct page_kind *page_kind(int64_t size) {
    for (size_t i = 0; i < sizeof page_kinds / sizeof *page_kinds; i++)
        if (page_kinds[i].size == size)
            return &page_kinds[i];
    return NULL;
}

int64_t memory_largest_kmalloc(int64_t page_size) {
    const struct page_kind *kind = page_kind(page_size);
    return kind ? page_size << kind->max_order : 0;
}

const char *memory_backing_name(enum backing backing) {
    static const char *const names[] = {
        [BACKING_NONE] = "none", [BACKING_KMALLOC] = "kmalloc", [BACKING_VMALLOC] = "vmalloc"};
    return names[backing];
}

const char *memory_arch_name(enum arch arch) {
    static const char *const names[] = {[ARCH_X86_64] = "x86-64", [ARCH_ARM64] = "arm64"};
    return names[arch];
}

static int64_t round_up(int64_t bytes, int64_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

int64_t memory_pages(const struct memory *memory, int64_t bytes) {
    return (bytes + memory->page_size - 1) / memory->page_size;
}

int64_t memory_buffer_pages(const struct memory *memory, const struct buffer *buffer) {
    bool slab = buffer->backing == BACKING_KMALLOC && buffer->held_bytes <= 2 * memory->page_size;
    return slab ? 0 : buffer->held_bytes / memory->page_size;
}

/* Bytes that kmalloc holds for a request of at least 1 byte. */
static int64_t kmalloc_size(const struct memory *memory, int64_t bytes) {
    if (bytes > 64 && bytes <= 96 && memory->smallest_class <= 32)
        return 96;
    if (bytes > 128 && bytes <= 192 && memory->smallest_class <= 64)
        return 192;
    int64_t size = memory->smallest_class;
    while (size < bytes)
        size *= 2;
    return size;
}

/* The unit that kvmalloc rounds a vmalloc area of that many bytes to (vmap_allow_huge). */
static int64_t huge_page(const struct memory *memory, int64_t bytes) {
    int64_t large = memory->page_size * memory->page_size / 8;
    int64_t small = page_kind(memory->page_size)->contiguous;
    if (!memory->huge_pages)
        return 0;
    if (bytes >= large)
        return large;
    return memory->arch == ARCH_ARM64 && bytes >= small ? small : 0;
}

struct buffer memory_vmalloc(const struct memory *memory, int64_t bytes) {
    return (struct buffer){BACKING_VMALLOC, false, round_up(bytes, memory->page_size)};
}

static bool kmalloc_serves(const struct memory *memory, int64_t bytes,
                           const struct chance *chance) {
    if (bytes <= memory->page_size)
        return true;
    if (bytes > memory->kmalloc_limit)
        return false;
    return memory->high_order_failure <= 0 ||
           !chance->happens(chance->state, memory->high_order_failure);
}

struct buffer memory_kvmalloc(const struct memory *memory, int64_t bytes,
                              const struct chance *chance) {
    if (kmalloc_serves(memory, bytes, chance))
        return (struct buffer){BACKING_KMALLOC, false, kmalloc_size(memory, bytes)};
    int64_t unit = huge_page(memory, bytes);
    if (unit == 0)
        return memory_vmalloc(memory, bytes);
    return (struct buffer){BACKING_VMALLOC, true, round_up(bytes, unit)};
}
