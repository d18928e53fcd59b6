/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/xoshiro.h"

uint64_t splitmix(uint64_t x) {
    x += SPLITMIX_STEP;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

struct xoshiro xoshiro_seeded(uint64_t seed) {
    struct xoshiro random;
    for (uint64_t i = 0; i < 4; i++)
        random.word[i] = splitmix(seed + i * SPLITMIX_STEP);
    return random;
}
