/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/random.h"

#include "base/diag.h"

/* The finaliser of splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t mix(uint64_t x) {
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

gsl_rng *random_stream(uint64_t seed, uint64_t replication, enum random_purpose purpose,
                       uint64_t index) {
    uint64_t name = mix(mix(mix(mix(seed) ^ replication) ^ (uint64_t)purpose) ^ index);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    if (!rng)
        diag_no_memory();
    /* taus2 looks at 32 bits, and takes 0 for another seed. */
    uint32_t narrow = (uint32_t)(name >> 32);
    gsl_rng_set(rng, narrow ? narrow : 1);
    return rng;
}

uint64_t random_hash(uint64_t hash, const char *text) {
    for (const char *at = text; *at; at++)
        hash = mix(hash ^ (unsigned char)*at);
    return mix(hash);
}
