/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/memkeys.h"

#include <string.h>

#include "base/limits.h"
#include "base/nearest.h"
#include "model/kernel.h"

static bool read_kernel(const struct doc_node *node, const struct schema_key *key, void *slot) {
    const char *name;
    if (!schema_text(node, key, &name))
        return false;
    const struct kernel_profile **kernel = slot;
    *kernel = kernel_find(name);
    if (*kernel)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "unknown kernel profile '%s'", name);
    struct nearest nearest = nearest_to(name, strlen(name));
    for (int i = 0; i < kernel_count; i++)
        nearest_offer(&nearest, kernels[i].name);
    nearest_hint(&nearest);
    diag_hint("kvsim --list kernels lists them");
    return false;
}

static bool read_arch(const struct doc_node *node, const struct schema_key *key, void *slot) {
    const char *name;
    if (!schema_text(node, key, &name))
        return false;
    for (enum arch arch = ARCH_X86_64; arch <= ARCH_ARM64; arch++)
        if (strcmp(machine_arch_name(arch), name) == 0) {
            *(enum arch *)slot = arch;
            return true;
        }
    return doc_refuse(node, "'arch' must be x86-64 or arm64");
}

static bool read_page_size(const struct doc_node *node, const struct schema_key *key, void *slot) {
    int64_t *size = slot;
    if (!schema_size(node, key, size))
        return false;
    if (machine_largest_kmalloc(*size) > 0)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "'page_size' must be 4096, 16384 or 65536, not %s", node->scalar);
    return false;
}

static bool read_class(const struct doc_node *node, const struct schema_key *key, void *slot) {
    int64_t *size = slot;
    if (!schema_size(node, key, size))
        return false;
    if (*size == 8 || *size == 64 || *size == 128)
        return true;
    struct place place = doc_place(node);
    diag_error_at(&place, "'smallest_class' must be 8, 64 or 128, not %s", node->scalar);
    return false;
}

#define KEY(key, read_value, lowest, highest, text)                                                \
    {                                                                                              \
        .name = #key, .summary = text, .read = read_value,                                         \
        .offset = offsetof(struct machine, key), .least = lowest, .most = highest                  \
    }

const struct schema_key memkeys[] = {
    KEY(kernel, read_kernel, 0, 0, "kernel profile whose allocator shrink_to() uses"),
    KEY(arch, read_arch, 0, 0, "x86-64 or arm64: determines the huge pages"),
    KEY(page_size, read_page_size, 0, INT64_MAX, "bytes per page: 4096, 16384 or 65536"),
    KEY(huge_pages, schema_boolean, 0, 0, "whether kvmalloc rounds vmalloc areas to huge pages"),
    KEY(smallest_class, read_class, 0, INT64_MAX, "smallest kmalloc class: 8, 64 or 128 bytes"),
    KEY(element_size, schema_size, 1, LIMIT_ELEMENT_BYTES, "bytes per entry"),
    KEY(kmalloc_limit, schema_size, 0, INT64_MAX,
        "largest request that kmalloc can serve, in bytes"),
    KEY(copy_ratio, schema_integer, 1, LIMIT_COPY_RATIO,
        "kernel copy: a kmalloc shrink moves if the object becomes this many times smaller"),
    KEY(high_order_failure, schema_probability, 0, 0,
        "probability that a request above one page finds no contiguous memory"),
    KEY(shrink_failure, schema_probability, 0, 0, "probability that a shrink finds no memory"),
    KEY(grow_failure, schema_probability, 0, 0, "probability that a growth finds no memory"),
};
const int memkey_count = sizeof memkeys / sizeof *memkeys;

bool memkeys_applies(const struct machine *machine, const struct schema_key *key) {
    return key->offset != offsetof(struct machine, copy_ratio) || machine->kernel->has_copy_ratio;
}

/* A key's reader decides the type of its slot. */
struct memkeys_value memkeys_value(const struct machine *machine, const struct schema_key *key) {
    const void *slot = (const char *)machine + key->offset;
    if (key->read == read_kernel)
        return (struct memkeys_value){.kind = MEMKEYS_TEXT, .text = machine->kernel->name};
    if (key->read == read_arch)
        return (struct memkeys_value){.kind = MEMKEYS_TEXT,
                                      .text = machine_arch_name(machine->arch)};
    if (key->read == schema_boolean)
        return (struct memkeys_value){.kind = MEMKEYS_TRUTH, .truth = *(const bool *)slot};
    if (key->read == schema_probability)
        return (struct memkeys_value){.kind = MEMKEYS_NUMBER, .number = *(const double *)slot};
    return (struct memkeys_value){.kind = MEMKEYS_INTEGER, .integer = *(const int64_t *)slot};
}

static bool mismatch(const struct doc_node *mapping, const char *key, const char *problem) {
    const struct doc_node *node = doc_get(mapping, key);
    return doc_refuse(node ? node : mapping, problem);
}

bool memkeys_read(struct machine *machine, const struct doc_node *mapping) {
    *machine = machine_default();
    if (!mapping)
        return true;
    machine->kmalloc_limit = -1;
    if (!schema_read(mapping, "memory", memkeys, (size_t)memkey_count, machine))
        return false;
    if (machine->arch == ARCH_X86_64 && machine->page_size != 4096)
        return mismatch(mapping, "page_size",
                        "x86-64 supports only pages of 4096 bytes: larger ones need 'arch: arm64'");
    if (machine->arch == ARCH_X86_64 && machine->smallest_class != 8)
        return mismatch(mapping, "smallest_class",
                        "a smallest class above 8 bytes needs 'arch: arm64'");
    if (doc_get(mapping, "copy_ratio") && !machine->kernel->has_copy_ratio)
        return mismatch(mapping, "copy_ratio", "'copy_ratio' needs 'kernel: copy'");
    int64_t largest = machine_largest_kmalloc(machine->page_size);
    if (machine->kmalloc_limit == -1)
        machine->kmalloc_limit = largest;
    if (machine->kmalloc_limit >= machine->page_size && machine->kmalloc_limit <= largest)
        return true;
    struct place place = doc_place(doc_get(mapping, "kmalloc_limit"));
    diag_error_at(&place, "'kmalloc_limit' must be from %lld (a page) to %lld bytes",
                  (long long)machine->page_size, (long long)largest);
    return false;
}
