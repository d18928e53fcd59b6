/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"

const char *memory_backing_name(enum backing backing) {
    static const char *const names[] = {
        [BACKING_NONE] = "none", [BACKING_KMALLOC] = "kmalloc", [BACKING_VMALLOC] = "vmalloc"};
    return names[backing];
}

static int64_t round_up(int64_t bytes, int64_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

int64_t memory_pages(const struct machine *machine, int64_t bytes) {
    return (bytes + machine->page_size - 1) / machine->page_size;
}

int64_t memory_buffer_pages(const struct machine *machine, const struct buffer *buffer) {
    bool slab = buffer->backing == BACKING_KMALLOC && buffer->held_bytes <= 2 * machine->page_size;
    return slab ? 0 : buffer->held_bytes / machine->page_size;
}

/* Bytes that kmalloc holds for a request of at least 1 byte. */
static int64_t kmalloc_size(const struct machine *machine, int64_t bytes) {
    if (bytes > 64 && bytes <= 96 && machine->smallest_class <= 32)
        return 96;
    if (bytes > 128 && bytes <= 192 && machine->smallest_class <= 64)
        return 192;
    int64_t size = machine->smallest_class;
    while (size < bytes)
        size *= 2;
    return size;
}

/* Returns the huge page to which kvmalloc rounds up a vmalloc area of this size (vmap_allow_huge);
 * 0 for none. */
static int64_t huge_page(const struct machine *machine, int64_t bytes) {
    int64_t large = machine->page_size * machine->page_size / 8;
    int64_t small = machine_contiguous(machine->page_size);
    if (!machine->huge_pages)
        return 0;
    if (bytes >= large)
        return large;
    return machine->arch == ARCH_ARM64 && bytes >= small ? small : 0;
}

struct buffer memory_vmalloc(const struct machine *machine, int64_t bytes) {
    return (struct buffer){BACKING_VMALLOC, false, round_up(bytes, machine->page_size)};
}

static bool kmalloc_can_serve(const struct machine *machine, int64_t bytes) {
    return bytes <= machine->page_size || bytes <= machine->kmalloc_limit;
}

static bool kmalloc_serves(const struct machine *machine, int64_t bytes,
                           const struct chance *chance) {
    if (!kmalloc_can_serve(machine, bytes))
        return false;
    return bytes <= machine->page_size || machine->high_order_failure <= 0 ||
           !chance->happens(chance->state, machine->high_order_failure);
}

/* Returns a buffer as kvmalloc makes it, from kmalloc or from vmalloc. */
static struct buffer fresh(const struct machine *machine, int64_t bytes, bool kmalloc) {
    if (kmalloc)
        return (struct buffer){BACKING_KMALLOC, false, kmalloc_size(machine, bytes)};
    int64_t unit = huge_page(machine, bytes);
    if (unit == 0)
        return memory_vmalloc(machine, bytes);
    return (struct buffer){BACKING_VMALLOC, true, round_up(bytes, unit)};
}

struct buffer memory_kvmalloc(const struct machine *machine, int64_t bytes,
                              const struct chance *chance) {
    return fresh(machine, bytes, kmalloc_serves(machine, bytes, chance));
}

int64_t memory_kvmalloc_held(const struct machine *machine, int64_t bytes) {
    return fresh(machine, bytes, kmalloc_can_serve(machine, bytes)).held_bytes;
}
