/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workload/xoshiro.h"

#include <limits.h>

_Static_assert(ULONG_MAX == UINT64_MAX, "GSL's generators yield unsigned long");

struct xoshiro {
    uint64_t word[4];
};

uint64_t splitmix(uint64_t x) {
    x += SPLITMIX_STEP;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

static void set(void *state, unsigned long seed) {
    struct xoshiro *xoshiro = state;
    for (uint64_t i = 0; i < 4; i++)
        xoshiro->word[i] = splitmix(seed + i * SPLITMIX_STEP);
}

static unsigned long get(void *state) {
    uint64_t *word = ((struct xoshiro *)state)->word;
    uint64_t result = rotate(word[0] + word[3], 23) + word[0], shifted = word[1] << 17;
    word[2] ^= word[0];
    word[3] ^= word[1];
    word[1] ^= word[2];
    word[0] ^= word[3];
    word[2] ^= shifted;
    word[3] = rotate(word[3], 45);
    return result;
}

/* In [0, 1): the upper 53 bits. */
static double get_double(void *state) {
    return (double)(get(state) >> 11) * 0x1p-53;
}

const gsl_rng_type xoshiro_type = {
    .name = "xoshiro256++",
    .max = ULONG_MAX,
    .min = 0,
    .size = sizeof(struct xoshiro),
    .set = set,
    .get = get,
    .get_double = get_double,
};
