/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Streams of random numbers.  (seed, replication, purpose, index) names a stream.  So the draws of
 * one part never change those of another, and the same names give the same numbers on every
 * machine.  The generator is xoshiro256++, seeded with a 64-bit hash of the four numbers.  The
 * probability that any two of a million streams are the same is 1 in 37 million.
 */
#ifndef KVSIM_WORKLOAD_RANDOM_H
#define KVSIM_WORKLOAD_RANDOM_H

#include <stdint.h>

#include "workload/xoshiro.h"

/* What a stream is for.  Numbers are part of the names: never reuse one. */
enum random_purpose {
    RANDOM_ARRIVAL = 1, /* when a source's processes start; index: the source */
    RANDOM_LIFETIME = 2,
    RANDOM_CONTEXT = 3,
    RANDOM_FAILURE = 4,    /* a lane's allocation failures; index: hash of context and policy */
    RANDOM_POPULARITY = 5, /* which app is used; index: the source */
    RANDOM_PRESSURE = 6,   /* when memory pressure kills */
};

struct xoshiro random_stream(uint64_t seed, uint64_t replication, enum random_purpose purpose,
                             uint64_t index);

/* Mixes a text into a hash; start with 0. */
uint64_t random_hash(uint64_t hash, const char *text);

#endif
