/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47,
 * 2021) as a generator of GSL's: 256 bits of state, period 2^256 - 1, 64 bits a number.  The seed
 * has 64 bits; splitmix64 makes the state of it, as its authors advise.
 */
#ifndef KVSIM_WORKLOAD_XOSHIRO_H
#define KVSIM_WORKLOAD_XOSHIRO_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

extern const gsl_rng_type xoshiro_type;

/* splitmix64 (Steele, Lea and Flood 2014): what it yields in the state x, whose next state is
 * x + SPLITMIX_STEP.  No two x yield the same. */
#define SPLITMIX_STEP UINT64_C(0x9e3779b97f4a7c15)
uint64_t splitmix(uint64_t x);

#endif
