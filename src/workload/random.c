/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/random.h"

#include "base/diag.h"
#include "workload/xoshiro.h"

gsl_rng *random_stream(uint64_t seed, uint64_t replication, enum random_purpose purpose,
                       uint64_t index) {
    uint64_t name =
        splitmix(splitmix(splitmix(splitmix(seed) ^ replication) ^ (uint64_t)purpose) ^ index);
    gsl_rng *rng = gsl_rng_alloc(&xoshiro_type);
    if (!rng)
        diag_no_memory();
    gsl_rng_set(rng, name);
    return rng;
}

uint64_t random_hash(uint64_t hash, const char *text) {
    for (const char *at = text; *at; at++)
        hash = splitmix(hash ^ (unsigned char)*at);
    return splitmix(hash);
}
