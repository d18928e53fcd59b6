/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gamma distribution by Marsaglia and Tsang ("A simple method for generating gamma variables",
 * ACM TOMS 26(3), 2000). */
#ifndef KVSIM_WORKLOAD_GAMMA_H
#define KVSIM_WORKLOAD_GAMMA_H

#include "workload/xoshiro.h"

/* Draws with the scale 1, for a shape above 0. */
double gamma_draw(struct xoshiro *random, double shape);

#endif
