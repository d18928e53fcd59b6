/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine whose kernel grows and shrinks the vector: its pages, its size classes, how much
 * memory it can find, and the rules that shrink_to() follows.
 *
 * Page sizes and their limits come from Linux 7.2 (MAX_PAGE_ORDER, CONT_PTE_SIZE).
 */
#ifndef KVSIM_MODEL_MACHINE_H
#define KVSIM_MODEL_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

struct kernel_profile;

enum arch { ARCH_X86_64, ARCH_ARM64 };

/* Sizes in bytes, probabilities from 0 to 1. */
struct machine {
    const struct kernel_profile *kernel;
    enum arch arch;
    int64_t page_size;
    bool huge_pages;        /* kvmalloc rounds vmalloc areas up to them */
    int64_t smallest_class; /* of kmalloc */
    int64_t element_size;   /* of an entry of the vector */
    int64_t kmalloc_limit;  /* the largest request above a page that kmalloc can serve now */
    int64_t copy_ratio;     /* profile `copy`: how many times smaller a move must make it */
    double high_order_failure, shrink_failure, grow_failure;
};

/* Linux 7.2 on x86-64 with 4 KiB pages. */
struct machine machine_default(void);

/* Returns the largest request that kmalloc ever serves with pages of that size, in bytes; 0 when
 * Linux has no pages of that size. */
int64_t machine_largest_kmalloc(int64_t page_size);

/* Returns the size of arm64's small huge pages (contiguous entries of the lowest table level) with
 * pages of that size, which Linux must have. */
int64_t machine_contiguous(int64_t page_size);

/* Returns whether an allocation can fail by chance. */
bool machine_can_fail(const struct machine *machine);

const char *machine_arch_name(enum arch arch);

#endif
