/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/random.h"

struct xoshiro random_stream(uint64_t seed, uint64_t replication, enum random_purpose purpose,
                             uint64_t index) {
    return xoshiro_seeded(
        splitmix(splitmix(splitmix(splitmix(seed) ^ replication) ^ (uint64_t)purpose) ^ index));
}

uint64_t random_hash(uint64_t hash, const char *text) {
    for (const char *at = text; *at; at++)
        hash = splitmix(hash ^ (unsigned char)*at);
    return splitmix(hash);
}
