/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47,
 * 2021): 256 bits of state, period 2^256 - 1, 64 bits per number.  The seed has 64 bits; splitmix64
 * expands it to the state, as the authors advise.
 */
#ifndef KVSIM_WORKLOAD_XOSHIRO_H
#define KVSIM_WORKLOAD_XOSHIRO_H

#include <stdint.h>

struct xoshiro {
    uint64_t word[4];
};

struct xoshiro xoshiro_seeded(uint64_t seed);

static inline uint64_t xoshiro_rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

/* Inline, as most draws need only a few more instructions. */
static inline uint64_t xoshiro_next(struct xoshiro *random) {
    uint64_t *word = random->word;
    uint64_t result = xoshiro_rotate(word[0] + word[3], 23) + word[0], shifted = word[1] << 17;
    word[2] ^= word[0];
    word[3] ^= word[1];
    word[1] ^= word[2];
    word[0] ^= word[3];
    word[2] ^= shifted;
    word[3] = xoshiro_rotate(word[3], 45);
    return result;
}

/* In [0, 1): the upper 53 bits. */
static inline double xoshiro_uniform(struct xoshiro *random) {
    return (double)(xoshiro_next(random) >> 11) * 0x1p-53;
}

/* splitmix64 (Steele, Lea and Flood 2014): what it yields in the state x, whose next state is
 * x + SPLITMIX_STEP.  No two x yield the same. */
#define SPLITMIX_STEP UINT64_C(0x9e3779b97f4a7c15)
uint64_t splitmix(uint64_t x);

#endif
