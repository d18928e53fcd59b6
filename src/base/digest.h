/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A digest of texts and numbers.  It is the same on every machine and in every run, so it can be
 * printed and compared.  It detects accidental changes.  It does not resist deliberate collisions.
 */
#ifndef KVSIM_BASE_DIGEST_H
#define KVSIM_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* All zeros is the digest of nothing. */
struct digest {
    uint64_t state;
};

/* The multipliers are those of xxHash64. */
static inline void digest_number(struct digest *digest, uint64_t number) {
    uint64_t mixed = digest->state ^ number * UINT64_C(0x9e3779b185ebca87);
    digest->state = (mixed << 29 | mixed >> 35) * UINT64_C(0xc2b2ae3d27d4eb4f) + 1;
}

/* The length of a text counts: "ab" and "c" differ from "a" and "bc". */
void digest_bytes(struct digest *digest, const char *bytes, size_t count);
void digest_text(struct digest *digest, const char *text);

/* Returns the digest of everything so far. */
uint32_t digest_value(const struct digest *digest);

#endif
