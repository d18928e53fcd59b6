/* Copyright (C) 2026 The kvsim authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The standard normal distribution by the ziggurat method, as in exponential.h: layers of equal
 * area cover the right half of the curve e^(-x^2 / 2), and one more random bit is the sign.
 *
 * Layer i reaches from 0 to its edge i at the heights from the curve's at edge i to the curve's at
 * edge i + 1.
 */
#ifndef KVSIM_WORKLOAD_GAUSSIAN_H
#define KVSIM_WORKLOAD_GAUSSIAN_H

#include "workload/xoshiro.h"

enum { GAUSSIAN_LAYERS = 256 };
extern const double gaussian_edges[GAUSSIAN_LAYERS + 1];

double gaussian_draw(struct xoshiro *random);

#endif
