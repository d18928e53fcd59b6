/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/machine.h"

#include <stddef.h>

#include "model/kernel.h"

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

int64_t machine_largest_kmalloc(int64_t page_size) {
    const struct page_kind *kind = page_kind(page_size);
    return kind ? page_size << kind->max_order : 0;
}

int64_t machine_contiguous(int64_t page_size) {
    return page_kind(page_size)->contiguous;
}

const char *machine_arch_name(enum arch arch) {
    static const char *const names[] = {[ARCH_X86_64] = "x86-64", [ARCH_ARM64] = "arm64"};
    return names[arch];
}

struct machine machine_default(void) {
    return (struct machine){
        .kernel = kernel_default(),
        .arch = ARCH_X86_64,
        .page_size = 4096,
        .huge_pages = true,
        .smallest_class = 8,
        .element_size = 8,
        .kmalloc_limit = machine_largest_kmalloc(4096),
        .copy_ratio = 2,
    };
}

bool machine_can_fail(const struct machine *machine) {
    return machine->grow_failure > 0 || machine->shrink_failure > 0 ||
           machine->high_order_failure > 0;
}
