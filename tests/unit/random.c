/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator against values of its authors' own sources, and streams: the same for the same
 * name, different for different names. */
#include <stdlib.h>

#include "tap.h"
#include "workload/random.h"
#include "workload/xoshiro.h"

enum { VALUES = 10, SEEDS = 40, REPLICATIONS = 50, INDICES = 50 };

/* From xoshiro256plusplus.c by Blackman and Vigna, its state 1, 2, 3, 4. */
static const uint64_t from_state[VALUES] = {
    41943041u,
    58720359u,
    3588806011781223u,
    3591011842654386u,
    9228616714210784205u,
    9973669472204895162u,
    14011001112246962877u,
    12406186145184390807u,
    15849039046786891736u,
    10450023813501588000u,
};

/* The same, with its state made from the seed 0 by Vigna's splitmix64.c. */
static const uint64_t from_seed[VALUES] = {
    5987356902031041503u, 7051070477665621255u, 6633766593972829180u,  211316841551650330u,
    9136120204379184874u, 379361710973160858u,  15813423377499357806u, 15596884590815070553u,
    5439680534584881407u, 1369371744833522710u,
};

static void test_reference(void) {
    struct xoshiro random = {{1, 2, 3, 4}};
    bool same = true;
    for (int i = 0; i < VALUES; i++)
        same = same && xoshiro_next(&random) == from_state[i];
    tap_ok(same, "the reference's numbers, from a state");
    random = xoshiro_seeded(0);
    same = true;
    for (int i = 0; i < VALUES; i++)
        same = same && xoshiro_next(&random) == from_seed[i];
    tap_ok(same, "the reference's numbers, from a seed");
    random = xoshiro_seeded(0);
    double uniform = xoshiro_uniform(&random);
    tap_ok(uniform == (double)(from_seed[0] >> 11) / 9007199254740992.0,
           "a uniform number is made of the upper 53 bits");
}

static uint64_t first_of(uint64_t seed, uint64_t replication, enum random_purpose purpose,
                         uint64_t index) {
    struct xoshiro random = random_stream(seed, replication, purpose, index);
    return xoshiro_next(&random);
}

static int by_size(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* All names of small numbers: 400000 streams begin differently, which 32 bits could not. */
static void test_streams(void) {
    enum { STREAMS = SEEDS * REPLICATIONS * 4 * INDICES };
    uint64_t *first = malloc(STREAMS * sizeof *first);
    int count = 0, same = 0;
    for (uint64_t name = 0; name < STREAMS; name++)
        first[count++] = first_of(name % SEEDS, name / SEEDS % REPLICATIONS,
                                  RANDOM_ARRIVAL + name / SEEDS / REPLICATIONS % 4,
                                  name / SEEDS / REPLICATIONS / 4);
    qsort(first, STREAMS, sizeof *first, by_size);
    for (int i = 1; i < STREAMS; i++)
        same += first[i] == first[i - 1];
    tap_ok(same == 0, "no two of %d streams begin alike", STREAMS);
    free(first);
    tap_ok(first_of(1, 1, RANDOM_ARRIVAL, 0) == first_of(1, 1, RANDOM_ARRIVAL, 0),
           "the same name gives the same numbers");
}

int main(void) {
    test_reference();
    test_streams();
    return tap_done();
}
