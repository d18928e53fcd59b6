/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/failure.h"

#include <stdlib.h>

#include "workload/random.h"

static bool happens(void *state, double probability) {
    return xoshiro_uniform(state) < probability;
}

static bool keep(struct xoshiro stream, struct chance *chance) {
    struct xoshiro *kept = malloc(sizeof *kept);
    if (!kept)
        return false;
    *kept = stream;
    *chance = (struct chance){happens, kept};
    return true;
}

bool failure_open(uint64_t seed, uint64_t replication, const char *context, const char *policy,
                  struct chance *chance) {
    uint64_t index = random_hash(random_hash(0, context), policy);
    return keep(random_stream(seed, replication, RANDOM_FAILURE, index), chance);
}

bool failure_copy(const struct chance *from, struct chance *to) {
    return keep(*(const struct xoshiro *)from->state, to);
}

void failure_close(struct chance *chance) {
    free(chance->state);
}
