/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exponential distribution by the ziggurat method (Marsaglia and Tsang, J. Stat. Software 5(8),
 * 2000): layers of equal area cover the curve e^-x, and 99 of 100 draws need one random number, one
 * multiplication and one comparison.  In place of gsl_ran_exponential, which takes a logarithm.
 *
 * Layer i reaches from 0 to its edge i at the heights from e^-edge(i) to e^-edge(i + 1).  The edges
 * are constants and only a draw near the curve evaluates e^-x, so that the draws do not depend on
 * the machine's library.
 */
#ifndef KVSIM_WORKLOAD_EXPONENTIAL_H
#define KVSIM_WORKLOAD_EXPONENTIAL_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>

enum { EXPONENTIAL_LAYERS = 256 };
extern const double exponential_edges[EXPONENTIAL_LAYERS + 1];

/* The generator must yield 64 random bits. */
double exponential_draw(gsl_rng *rng, double mean);

#endif
